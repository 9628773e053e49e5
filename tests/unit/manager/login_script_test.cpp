#include "manager/login_script.hpp"

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr std::string_view kLine = "number = '1'\nline.device = '/dev/null'\n";

profile::Profile parsed(const std::string& script) {
  const auto profile =
      profile::parse_profile(std::string(kLine) + "[script]\n" + script, "/p/isp.toml");
  REQUIRE_MESSAGE(profile.has_value(), script);
  return *profile;
}

Error mistake_in(const std::string& script, AtFiles files = AtFiles::kRefused) {
  const auto login = login_script(parsed(script), files);
  REQUIRE_FALSE(login);
  return login.error();
}

std::string text_or_error(const Result<std::optional<script::Login>>& login) {
  return login ? "" : login.error().context;
}

}  // namespace

TEST_SUITE("manager::login_script") {
  TEST_CASE("a profile without one has none") {
    const auto login = login_script(parsed("terminal = 'none'\n"), AtFiles::kRefused);
    REQUIRE(login);
    CHECK_FALSE(login->has_value());
  }

  TEST_CASE("the language is the profile's, else by the end of the file's name, else chat") {
    const test::TemporaryFolder folder;
    folder.write("a.scp", "proc main\nendproc\n");
    folder.write("B.SCP", "proc main\nendproc\n");
    folder.write("a.lua", "send('x')");
    folder.write("a.chat", "ogin: x");
    folder.write("scp", "ogin: x");
    const auto language_of = [&](const std::string& keys) {
      const auto login = login_script(parsed(keys), AtFiles::kRefused);
      REQUIRE_MESSAGE(login.has_value(), keys << ": " << text_or_error(login));
      return (*login)->language();
    };
    const std::string file = "file = '" + folder.path() + "/";
    CHECK(language_of(file + "a.scp'") == script::Language::kScp);
    CHECK(language_of(file + "B.SCP'") == script::Language::kScp);
    CHECK(language_of(file + "a.lua'") == script::Language::kLua);
    CHECK(language_of(file + "a.chat'") == script::Language::kChat);
    CHECK(language_of(file + "scp'") == script::Language::kChat);
    CHECK(language_of("login = 'ogin: x'") == script::Language::kChat);
    CHECK(language_of("language = 'lua'\nlogin = 'send(1)'") == script::Language::kLua);
    CHECK(language_of("language = 'chat'\n" + file + "a.lua'") == script::Language::kChat);
  }

  TEST_CASE("a mistake is 752 with the place in the profile's own lines and columns") {
    CHECK(mistake_in("login = 'ogin: x TIMEOUT often'").code == ErrorCode::kScriptSyntax);
    // The script begins at line 4, column 10; its mistake is its 17th octet.
    CHECK(mistake_in("login = 'ogin: x TIMEOUT often'").context.starts_with("/p/isp.toml:4:26: "));
    CHECK(mistake_in("login = '''\nogin: x\nTIMEOUT often\n'''")
              .context.starts_with("/p/isp.toml:6:9: "));
    CHECK(mistake_in("login = '''ogin: x\nTIMEOUT often\n'''")
              .context.starts_with("/p/isp.toml:5:9: "));
    CHECK(mistake_in("language = 'lua'\nlogin = '''\n\nsend(\n'''")
              .context.starts_with("/p/isp.toml:8:1: "));
  }

  TEST_CASE("all mistakes of a .scp script are told, a line for each") {
    const Error error =
        mistake_in("language = 'scp'\nlogin = '''\nproc main\n  x = 1\n  y = 2\nendproc\n'''");
    CHECK(error.context.starts_with("/p/isp.toml:7:3: "));
    CHECK(error.context.find("\n/p/isp.toml:8:3: ") != std::string::npos);
  }

  TEST_CASE("what cannot be done yet in .scp is refused by name") {
    const auto refused = [](const std::string& command) {
      return mistake_in("language = 'scp'\nlogin = '''\nproc main\n" + command + "\nendproc\n'''")
          .context;
    };
    CHECK(refused("set screen keyboard on").find("set screen keyboard on is not supported yet") !=
          std::string::npos);
    CHECK(refused("set port databits 5").find("databits 5") != std::string::npos);
    CHECK(refused("set port stopbits 2").find("stopbits 2") != std::string::npos);
    for (const std::string good : {"set screen keyboard off", "set port databits 7",
                                   "set port stopbits 1", "set port parity even"}) {
      CHECK(login_script(
          parsed("language = 'scp'\nlogin = '''\nproc main\n" + good + "\nendproc\n'''"),
          AtFiles::kRefused));
    }
  }

  TEST_CASE("a mistake in a file has its place there, and a file that is not there says so") {
    const test::TemporaryFolder folder;
    folder.write("isp.chat", "ogin: x\nTIMEOUT often\n");
    const std::string path = folder.path() + "/isp.chat";
    CHECK(mistake_in("file = '" + path + "'").context.starts_with(path + ":2:9: "));
    const Error missing = mistake_in("file = '" + folder.path() + "/none.scp'");
    CHECK(missing.code == ErrorCode::kFileCouldNotBeOpened);
    CHECK(missing.context.find("none.scp") != std::string::npos);
  }

  TEST_CASE("a script finds the profile's variables, and others are a mistake in their place") {
    const std::string keys = "login = 'ogin: $menu'\nvariables.menu = '@/etc/none'\n";
    auto login = login_script(parsed(keys), AtFiles::kRefused);
    REQUIRE(login);
    const auto engine = (*login)->start({}, {}, {});
    engine->handle_input(octets_of("login:"), {});
    const auto sent = engine->poll_output();
    REQUIRE(sent);
    CHECK(text_of(std::get<Buffer>(*sent)) == "@/etc/none\r");
    CHECK(mistake_in("login = 'ogin: $Menu'\nvariables.menu = '2'")
              .context.starts_with("/p/isp.toml:4:16: "));
  }

  TEST_CASE("@file is refused, left alone or read, as it is allowed") {
    const test::TemporaryFolder folder;
    folder.write("token", "1234\n");
    const std::string keys = "login = 'ogin: @" + folder.path() + "/token'";
    CHECK(mistake_in(keys).context.find("not allowed") != std::string::npos);
    CHECK(login_script(parsed(keys), AtFiles::kNotRead));
    auto login = login_script(parsed(keys), AtFiles::kRead);
    REQUIRE(login);
    const auto engine = (*login)->start({}, {}, {});
    engine->handle_input(octets_of("login:"), {});
    const auto sent = engine->poll_output();
    REQUIRE(sent);
    CHECK(text_of(std::get<Buffer>(*sent)) == "1234\r");
    const std::string gone = "login = 'ogin: @" + folder.path() + "/none'";
    CHECK(login_script(parsed(gone), AtFiles::kNotRead));
    CHECK(mistake_in(gone, AtFiles::kRead).context.find("cannot read the file") !=
          std::string::npos);
    CHECK(mistake_in("login = 'ogin: @token'", AtFiles::kNotRead).context.find("whole path") !=
          std::string::npos);
  }
}
