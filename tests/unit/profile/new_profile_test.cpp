#include "profile/new_profile.hpp"

#include <doctest/doctest.h>

#include <array>
#include <sstream>

#include "profile/keys.hpp"
#include "profile/properties.hpp"

using namespace dial;
using namespace dial::profile;

namespace {

constexpr std::array kKinds{LinkClass::kDirect, LinkClass::kTelephone, LinkClass::kCellular,
                            LinkClass::kSatellite};

// Answers as a person gives them, each to its question.
Properties answers_of(LinkClass kind) {
  Properties answers;
  for (const Question& question : questions(kind)) {
    const bool is_port = question.key == "line.device";
    answers.emplace(question.key, std::string(is_port ? "/dev/ttyUSB0" : "12"));
  }
  return answers;
}

std::string made(LinkClass kind, const Properties& answers) {
  const auto text = new_profile(kind, answers);
  REQUIRE_MESSAGE(text, to_string(text.error().problems.front()));
  return *text;
}

Profile loaded(const std::string& text) {
  const auto profile = parse_profile(text, "new.toml");
  REQUIRE_MESSAGE(profile, to_string(profile.error().front()));
  return *profile;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

// The text with one line of it taken out of its comment.
std::string without_mark(std::vector<std::string> lines, std::size_t chosen) {
  lines[chosen].erase(0, 1);
  std::string text;
  for (const std::string& line : lines)
    text += line + "\n";
  return text;
}

}  // namespace

TEST_SUITE("profile::new_profile") {
  TEST_CASE("no line is longer than a terminal that is not small has columns") {
    for (const LinkClass kind : kKinds) {
      for (const std::string& line : lines_of(made(kind, answers_of(kind)))) {
        CAPTURE(line);
        CHECK(line.size() <= 100);
      }
    }
  }

  TEST_CASE("each question is for a key that takes its proposal") {
    for (const LinkClass kind : kKinds) {
      for (const Question& question : questions(kind)) {
        CAPTURE(question.key);
        const Key* key = find_key(question.key);
        REQUIRE(key != nullptr);
        if (!question.proposal.empty())
          CHECK(value_problem(*key, std::string(question.proposal)) == "");
        CHECK((question.proposal.empty() || !question.is_required));
      }
    }
  }

  TEST_CASE("the answers to the questions are enough for a profile of each kind that loads") {
    for (const LinkClass kind : kKinds) {
      const Profile profile = loaded(made(kind, answers_of(kind)));
      CHECK(profile.link == kind);
      CHECK(profile.line.device == "/dev/ttyUSB0");
      CHECK(profile.user == "12");
      CHECK(profile.modem.present == (kind != LinkClass::kDirect));
      CHECK(profile.cellular.access_point == (kind == LinkClass::kCellular ? "12" : ""));
    }
  }

  TEST_CASE("a question without an answer has its proposal") {
    const Profile profile =
        loaded(made(LinkClass::kCellular, {{"line.device", std::string("/dev/ttyUSB0")},
                                           {"cellular.access_point", std::string()}}));
    CHECK(profile.number == "*99#");
    CHECK(profile.modem.dial_command == "ATD");
    CHECK(profile.cellular.access_point.empty());
  }

  TEST_CASE("other answers stand in the profile, too, and above what the kind says") {
    Properties answers = answers_of(LinkClass::kSatellite);
    answers["modem.dial_timeout"] = std::string("3m");
    answers["ppp.mru"] = std::int64_t{576};
    answers["script.login"] = std::string("ogin: x");
    answers["base"] = std::string("site");
    const BaseReader site = [](const std::string&) {
      return BaseText{"site.toml", "line.speed = 9600\n"};
    };
    const auto text = new_profile(LinkClass::kSatellite, answers, site);
    REQUIRE(text);
    const auto profile = parse_profile(*text, "new.toml", site);
    REQUIRE(profile);
    CHECK(profile->modem.dial_timeout == Duration(180'000));
    CHECK(profile->ppp.mru == 576);
    CHECK(profile->login_script == "ogin: x");
    CHECK(profile->line.speed == 9600);
  }

  TEST_CASE("each default that stands there as a comment is one, and may be taken out of it") {
    for (const LinkClass kind : kKinds) {
      Properties answers = answers_of(kind);
      answers.erase("user");
      const std::string text = made(kind, answers);
      const auto plain = effective_properties(loaded(text));
      const auto lines = lines_of(text);
      std::size_t tried = 0;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool is_key =
            lines[i].starts_with('#') && lines[i].find(" = ") != std::string::npos &&
            !lines[i].starts_with("# ") && lines[i].find("'''") == std::string::npos;
        if (!is_key) continue;
        CAPTURE(lines[i]);
        const auto changed = effective_properties(loaded(without_mark(lines, i)));
        // Nobody's name is a default.
        if (!lines[i].starts_with("#user")) CHECK(changed == plain);
        ++tried;
      }
      CHECK(tried > 4);
    }
  }

  TEST_CASE("what a key cannot have, or what is missing, is refused by name") {
    const auto missing = new_profile(LinkClass::kTelephone, {{"number", std::string("1")}});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().problems.front().key == "line.device");
    Properties answers = answers_of(LinkClass::kTelephone);
    answers["number"] = std::string("1;2");
    const auto bad = new_profile(LinkClass::kTelephone, answers);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().problems.front().key == "number");
  }
}
