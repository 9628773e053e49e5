#include <doctest/doctest.h>

#include "profile/profile.hpp"

using namespace std::chrono_literals;
using namespace dial::profile;

namespace {

constexpr std::string_view kLine = "number = '1'\nline.device = '/d'\n[script]\n";

Profile parsed(const std::string& script) {
  const auto profile = parse_profile(std::string(kLine) + script, "isp.toml");
  REQUIRE_MESSAGE(profile.has_value(), script);
  return *profile;
}

std::string refusal(const std::string& script) {
  const auto profile = parse_profile(std::string(kLine) + script, "isp.toml");
  REQUIRE_FALSE_MESSAGE(profile.has_value(), script);
  REQUIRE(profile.error().size() == 1);
  return to_string(profile.error()[0]);
}

}  // namespace

TEST_SUITE("profile, [script]") {
  TEST_CASE("a script is limited as a whole unless nothing is said, and may say more") {
    const Profile usual = parsed("login = 'ogin: x'\n");
    CHECK(usual.script.limit == 5min);
    CHECK_FALSE(usual.script.wait_limit);
    CHECK_FALSE(usual.script.chat_habits);
    const Profile own =
        parsed("login = 'ogin: x'\nlimit = '90s'\nwait_limit = '2s'\nchat_habits = true\n");
    CHECK(own.script.limit == 90s);
    CHECK(own.script.wait_limit == 2s);
    CHECK(own.script.chat_habits);
    CHECK(refusal("login = 'x'\nlimit = '0s'\n").starts_with("isp.toml:5:"));
  }

  TEST_CASE("the text stands in the profile or in a file with a whole path, not both") {
    CHECK(parsed("file = '/etc/dial/isp.scp'\n").script.path == "/etc/dial/isp.scp");
    CHECK(has_login_script(parsed("file = '/etc/dial/isp.scp'\n")));
    CHECK_FALSE(has_login_script(parsed("")));
    CHECK(refusal("file = 'isp.scp'\n").find("whole path") != std::string::npos);
    CHECK(refusal("login = 'x'\nfile = '/x'\n").find("write one") != std::string::npos);
  }

  TEST_CASE("keys about a script that is not there, or is of another language, are refused") {
    for (const std::string key : {"language = 'lua'", "chat_habits = true", "wait_limit = '1m'"})
      CHECK(refusal(key + "\n").find("there is no login script") != std::string::npos);
    CHECK(refusal("language = 'lua'\nlogin = ' '\nchat_habits = true\n").find("chat_habits") !=
          std::string::npos);
    CHECK(refusal("login = 'x'\nlanguage = 'perl'\n").find("chat") != std::string::npos);
  }

  TEST_CASE("a login script knows where in its line the text begins") {
    CHECK(parsed("login = 'ogin: x'\n").login_script_column == 10);
    CHECK(parsed("login='''ogin: x'''\n").login_script_column == 10);
    CHECK(parsed("login = '''\nogin: x\n'''\n").login_script_column == 1);
    CHECK(parsed("  login = \"\"\"\r\nogin: x\"\"\"\n").login_script_column == 1);
    CHECK(parsed("login='''x'''").login_script_line == 4);
  }
}
