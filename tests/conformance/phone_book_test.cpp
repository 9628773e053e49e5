// The phone book through the API: what each function does, and the number of each refusal.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

const PropertyChanges kNew{{"number", std::string(kGood)},
                           {"line.device", std::string("/dev/ttyS0")}};

std::string text_of(const Lab& lab, const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(lab.directory() + "/" + file).rdbuf();
  return text.str();
}

template <class T>
ErrorCode code_of(const Result<T>& result) {
  return result ? ErrorCode::kSuccess : result.error().code;
}

std::vector<std::string> names(Dialer& dialer) {
  std::vector<std::string> all;
  const auto profiles = dialer.profiles();
  REQUIRE(profiles);
  for (const ProfileInfo& info : *profiles)
    all.push_back(info.name);
  return all;
}

}  // namespace

TEST_SUITE("conformance: the phone book") {
  TEST_BOTH_WAYS("properties are read, changed in place, and count for the next dial") {
    Lab lab(Way::kDirect, {.numbers = {"5550000=busy"}});
    Program program(lab.dialer_options());
    const std::string before = text_of(lab, "profiles/line0.toml");
    program.with([&](Dialer& dialer) {
      const auto properties = dialer.entry_properties("line0");
      REQUIRE(properties);
      CHECK(properties->set.at("number") == PropertyValue(std::string(kGood)));
      CHECK(properties->effective.at("line.speed") == PropertyValue(std::int64_t{115200}));
      CHECK_FALSE(properties->set.contains("line.speed"));
      REQUIRE(dialer.set_entry_properties("line0", {{"number", std::string("5550000")}},
                                          EntryMode::kChange));
      CHECK(code_of(dialer.dial({.entry = "line0"})) == ErrorCode::kLineBusy);
      REQUIRE(dialer.set_entry_properties("line0", {{"number", std::string(kGood)}},
                                          EntryMode::kChange));
    });
    CHECK(text_of(lab, "profiles/line0.toml") == before);
    CHECK(program.hang_up(program.connect("line0", "")));
  }

  TEST_BOTH_WAYS("a wrong key, value or file is refused by number and changes nothing") {
    Lab lab(Way::kDirect, {.profiles = {{"broken", "number = 1\n"}}});
    Program program(lab.dialer_options());
    const std::string before = text_of(lab, "profiles/line0.toml");
    program.with([&](Dialer& dialer) {
      const auto set = [&](const std::string& entry, const PropertyChanges& changes,
                           EntryMode mode = EntryMode::kChange) {
        return dialer.set_entry_properties(entry, changes, mode);
      };
      const auto refused = set("line0", {{"line.speed", std::int64_t{1}}, {"ppp.mtu", true}});
      CHECK(code_of(refused) == ErrorCode::kInvalidParameter);
      CHECK(refused.error().context.find("line.speed: ") != std::string::npos);
      CHECK(refused.error().context.find("ppp.mtu: ") != std::string::npos);
      CHECK(code_of(set("line0", {{"script.login", std::string("TIMEOUT x")}})) ==
            ErrorCode::kScriptSyntax);
      CHECK(code_of(set("broken", {{"number", std::string("1")}})) ==
            ErrorCode::kCannotLoadPhonebook);
      CHECK(code_of(dialer.entry_properties("broken")) == ErrorCode::kCannotLoadPhonebook);
      CHECK(code_of(set("none", kNew)) == ErrorCode::kCannotFindPhonebookEntry);
      CHECK(code_of(dialer.entry_properties("none")) == ErrorCode::kCannotFindPhonebookEntry);
      CHECK(code_of(set("line0", kNew, EntryMode::kCreate)) == ErrorCode::kAlreadyExists);
      CHECK(code_of(set("a/b", kNew, EntryMode::kCreate)) == ErrorCode::kInvalidName);
    });
    CHECK(text_of(lab, "profiles/line0.toml") == before);
    std::filesystem::remove_all(lab.directory() + "/profiles");
    CHECK(code_of(program.with([](Dialer& dialer) {
            return dialer.set_entry_properties("new", kNew, EntryMode::kCreate);
          })) == ErrorCode::kCannotWritePhonebook);
    std::filesystem::create_directory(lab.directory() + "/profiles");
  }

  TEST_BOTH_WAYS("entries are made, named, renamed and deleted") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    program.with([&](Dialer& dialer) {
      CHECK(dialer.validate_entry_name("new"));
      REQUIRE(dialer.set_entry_properties("new", kNew, EntryMode::kEither));
      CHECK(code_of(dialer.validate_entry_name("new")) == ErrorCode::kAlreadyExists);
      CHECK(code_of(dialer.validate_entry_name(".new")) == ErrorCode::kInvalidName);
      CHECK(names(dialer) == std::vector<std::string>{"line0", "new"});
      CHECK(dialer.profiles()->back().writable);
      CHECK(code_of(dialer.rename_entry("new", "line0")) == ErrorCode::kAlreadyExists);
      CHECK(code_of(dialer.rename_entry("none", "other")) == ErrorCode::kCannotFindPhonebookEntry);
      REQUIRE(dialer.rename_entry("new", "other"));
      CHECK(names(dialer) == std::vector<std::string>{"line0", "other"});
      REQUIRE(dialer.delete_entry("other"));
      CHECK(code_of(dialer.delete_entry("other")) == ErrorCode::kCannotFindPhonebookEntry);
      CHECK(names(dialer) == std::vector<std::string>{"line0"});
    });
  }

  TEST_BOTH_WAYS("an entry is kept while it is dialled and while it is up: 817") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const auto refusals = [&] {
      return program.with([](Dialer& dialer) {
        return code_of(dialer.delete_entry("line0")) == ErrorCode::kCannotDelete &&
               code_of(dialer.rename_entry("line0", "new")) == ErrorCode::kCannotDelete;
      });
    };
    Handler handler;
    handler.hold_in(State::kConnectDevice);
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kConnectDevice));
    handler.release();
    REQUIRE(handler.wait_for_end());
    CHECK(refusals());
    REQUIRE(program.hang_up(*id));
    CHECK(program.with([](Dialer& dialer) { return dialer.delete_entry("line0"); }));
  }

  TEST_BOTH_WAYS("a stored password authenticates, and only a token of it is ever seen") {
    LabOptions options;
    options.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    program.with([&](Dialer& dialer) {
      const auto known = dialer.credentials("line0");
      REQUIRE(known);
      CHECK(known->user == "alice");
      CHECK(known->has_password);
      CHECK(known->token.value.find("secret") == std::string::npos);
      CHECK(code_of(dialer.credentials("none")) == ErrorCode::kCannotFindPhonebookEntry);

      REQUIRE(dialer.set_credentials("line0", {.user = {}, .password = "wr0ng", .token = {}}));
      CHECK(code_of(dialer.dial({.entry = "line0"})) == ErrorCode::kAuthenticationFailure);
      REQUIRE(dialer.set_credentials("line0", {.user = {}, .password = "", .token = {}}));
      CHECK_FALSE(dialer.credentials("line0")->has_password);
      CHECK(code_of(dialer.dial({.entry = "line0"})) == ErrorCode::kKeyNotFound);
      CHECK(code_of(dialer.dial({.entry = "line0", .password_token = known->token})) ==
            ErrorCode::kKeyNotFound);

      REQUIRE(dialer.set_credentials("line0", {.user = {}, .password = "secret", .token = {}}));
      const auto token = dialer.credentials("line0")->token;
      const auto id = dialer.dial({.entry = "line0", .password_token = token});
      REQUIRE(id);
      CHECK(dialer.hang_up(*id));
      CHECK(code_of(dialer.dial({.entry = "line0", .password_token = {"0123"}})) ==
            ErrorCode::kInvalidParameter);
      CHECK(code_of(dialer.set_credentials(
                "line0", {.user = {}, .password = std::string(256, 'x'), .token = {}})) ==
            ErrorCode::kInvalidParameter);
    });
  }

  TEST_BOTH_WAYS("devices are enumerated by name") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const auto devices = program.with([](Dialer& dialer) { return dialer.devices(); });
    REQUIRE(devices);
    CHECK(std::is_sorted(
        devices->begin(), devices->end(),
        [](const Device& one, const Device& other) { return one.name < other.name; }));
  }
}

}  // namespace dial::conformance
