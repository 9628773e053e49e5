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

  TEST_CASE("a script has texts of the author's own, by names that chat and Lua can write") {
    const std::string login = "login = 'ogin: x'\n[script.variables]\n";
    CHECK(parsed("login = 'ogin: x'\n").script.variables.empty());
    CHECK(parsed(login).script.variables.empty());
    CHECK(parsed(login + "menu = '2'\n_Host7 = ''\n").script.variables ==
          NamedTexts{{"menu", "2"}, {"_Host7", ""}});
    for (const std::string name : {"'7a'", "'a-b'", "'a b'", "'ü'", "''", "'USER'"}) {
      CAPTURE(name);
      CHECK(refusal(login + name + " = 'x'\n").starts_with("isp.toml:6:1: "));
    }
    CHECK(parsed(login + std::string(32, 'n') + " = 'x'\n").script.variables.size() == 1);
    CHECK(refusal(login + std::string(33, 'n') + " = 'x'\n").find("32 octets") !=
          std::string::npos);
    CHECK(refusal(login + "menu = 2\n") ==
          "isp.toml:6:8: `menu` is a whole number here; it must be a text in quotes");
    CHECK(refusal(login + "menu = \"2\\r\"\n").find("control character") != std::string::npos);
    CHECK(parsed(login + "menu = '" + std::string(1024, 'x') + "'\n").script.variables.size() == 1);
    CHECK(refusal(login + "menu = '" + std::string(1025, 'x') + "'\n").find("1024 octets") !=
          std::string::npos);
  }

  TEST_CASE("a password is none of a script's variables, in whatever case") {
    for (const std::string name : {"PASSWORD", "password", "Passwd", "pwd"}) {
      CAPTURE(name);
      const std::string why =
          refusal("login = 'ogin: x'\n[script.variables]\n" + name + " = 'hunter2'\n");
      CHECK(why.find("secrets file") != std::string::npos);
      CHECK(why.find("hunter2") == std::string::npos);
    }
  }

  TEST_CASE("a script has thirty-two variables at most, and needs a language that names them") {
    std::string many = "login = 'ogin: x'\n[script.variables]\n";
    for (int i = 0; i < 32; ++i)
      many += "v" + std::to_string(i) + " = 'x'\n";
    CHECK(parsed(many).script.variables.size() == 32);
    CHECK(refusal(many + "v32 = 'x'\n").find("more than 32") != std::string::npos);
    CHECK(refusal("variables = 'x'\nlogin = 'x'\n").find("[script.variables]") !=
          std::string::npos);
    CHECK(refusal("variables.a = 'x'\n").find("there is no login script") != std::string::npos);
    CHECK(refusal("login = 'x'\nlanguage = 'scp'\nvariables.a = 'x'\n").find("no name for them") !=
          std::string::npos);
  }

  TEST_CASE("a variable of a base counts unless the profile says another") {
    const auto profile =
        parse_profile("base = 'b'\n" + std::string(kLine) + "[script.variables]\nmenu = '2'\n",
                      "isp.toml", [](const std::string&) {
                        return BaseText{.file = "b.toml",
                                        .text =
                                            "[script]\nlogin = 'ogin: x'\n[script.variables]\n"
                                            "menu = '1'\nhost = 'h'\n"};
                      });
    REQUIRE(profile);
    CHECK(profile->script.variables == NamedTexts{{"host", "h"}, {"menu", "2"}});
  }

  TEST_CASE("a login script knows where in its line the text begins") {
    CHECK(parsed("login = 'ogin: x'\n").login_script_column == 10);
    CHECK(parsed("login='''ogin: x'''\n").login_script_column == 10);
    CHECK(parsed("login = '''\nogin: x\n'''\n").login_script_column == 1);
    CHECK(parsed("  login = \"\"\"\r\nogin: x\"\"\"\n").login_script_column == 1);
    CHECK(parsed("login='''x'''").login_script_line == 4);
  }
}
