#include "profile/edit.hpp"

#include <doctest/doctest.h>

using namespace dial;
using namespace dial::profile;

namespace {

constexpr std::string_view kText = "number = '1' # mine\n[line]\ndevice = '/dev/ttyS0'\n";

ProfileEditFailure failure(std::string_view text, const PropertyChanges& changes,
                           Trust trust = Trust::kRoot) {
  const auto edited = edit_profile(text, "isp.toml", changes, trust);
  REQUIRE_FALSE(edited);
  CHECK_FALSE(edited.error().problems.empty());
  return edited.error();
}

std::vector<std::string> keys_of(const ProfileEditFailure& failure) {
  std::vector<std::string> keys;
  for (const KeyProblem& problem : failure.problems)
    keys.push_back(problem.key);
  return keys;
}

}  // namespace

TEST_SUITE("profile::edit_profile") {
  TEST_CASE("what is changed is changed in place, and the result loads") {
    const auto edited = edit_profile(kText, "isp.toml",
                                     {{"number", std::string("2")},
                                      {"line.speed", std::int64_t{9600}},
                                      {"ppp.echo_interval", std::string("5s")}},
                                     Trust::kOthers);
    REQUIRE(edited);
    CHECK(*edited ==
          "number = \"2\" # mine\n[line]\ndevice = '/dev/ttyS0'\nspeed = 9600\n"
          "\n[ppp]\necho_interval = \"5s\"\n");
    CHECK(parse_profile(*edited, "isp.toml"));
  }

  TEST_CASE("a new profile is made from an empty text, and has to be whole") {
    const auto made = edit_profile(
        "", "isp.toml", {{"number", std::string("1")}, {"line.device", std::string("/dev/ttyS0")}},
        Trust::kOthers);
    REQUIRE(made);
    CHECK(parse_profile(*made, "isp.toml"));
    const auto refused = failure("", {{"ppp.mru", std::int64_t{576}}});
    CHECK(refused.code == ErrorCode::kInvalidParameter);
    CHECK(keys_of(refused) == std::vector<std::string>{"line.device", "number"});
  }

  TEST_CASE("every key that is wrong is named at once, each with what is wrong") {
    const auto refused = failure(kText, {{"line.speed", std::string("fast")},
                                         {"line.sped", std::int64_t{1}},
                                         {"ppp.mru", std::int64_t{20}},
                                         {"modem.hang_up", std::string("softly")},
                                         {"line", std::int64_t{1}},
                                         {"a b", true},
                                         {"ip.interface", std::string("\xc0\xaf")}});
    CHECK(refused.code == ErrorCode::kInvalidParameter);
    CHECK(keys_of(refused) == std::vector<std::string>{"a b", "ip.interface", "line", "line.sped",
                                                       "line.speed", "modem.hang_up", "ppp.mru"});
    CHECK(refused.problems[3].message == "there is no such key; did you mean line.speed?");
    CHECK(to_string(refused.problems[6]).starts_with("ppp.mru: `mru` must be between 128 and"));
  }

  TEST_CASE("a required key cannot be removed, another can") {
    CHECK(keys_of(failure(kText, {{"number", std::nullopt}})) ==
          std::vector<std::string>{"number"});
    const auto edited = edit_profile("user = 'u'\n" + std::string(kText), "isp.toml",
                                     {{"user", std::nullopt}}, Trust::kRoot);
    REQUIRE(edited);
    CHECK(*edited == kText);
  }

  TEST_CASE("a file that does not load is not changed, and says where it is wrong") {
    const auto refused = failure("number = 5\n", {{"number", std::string("5")}});
    CHECK(refused.code == ErrorCode::kCannotLoadPhonebook);
    CHECK(failure("number = \n", {}).code == ErrorCode::kCannotLoadPhonebook);
    CHECK(to_string(failure("number = \n", {}).problems[0]).starts_with("isp.toml:1:"));
  }

  TEST_CASE("keys under [x.NAME] are kept, and may be changed; x itself holds tables only") {
    const std::string foreign = std::string(kText) + "[x.site]\nsince = 1999-01-01 # ours\n";
    CHECK(parse_profile(foreign, "isp.toml"));
    const auto edited =
        edit_profile(foreign, "isp.toml",
                     {{"x.site.\"who to ask\"", std::string("Joe")}, {"number", std::string("2")}},
                     Trust::kOthers);
    REQUIRE(edited);
    CHECK(edited->ends_with("[x.site]\nsince = 1999-01-01 # ours\n\"who to ask\" = \"Joe\"\n"));
    CHECK(keys_of(failure(kText, {{"x.site", std::string("a")}})) ==
          std::vector<std::string>{"x.site"});
    CHECK_FALSE(parse_profile("x = 1\n" + std::string(kText), "isp.toml"));
    const auto bare = parse_profile("x.site = 1\n" + std::string(kText), "isp.toml");
    REQUIRE_FALSE(bare);
    CHECK(bare.error()[0].key == "x.site");
  }

  TEST_CASE("UTF-8 is told from what is not") {
    for (const char* good : {"", "a", "ü", "€", "\xf0\x9f\x93\x9e"})
      CHECK(is_utf8(good));
    for (const char* bad : {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                            "\xf4\x90\x80\x80", "\xff", "a\xc3z"})
      CHECK_FALSE(is_utf8(bad));
  }
}
