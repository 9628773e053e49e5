// A login script between CONNECT and PPP, in each language.
#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

constexpr const char* kChat = "ogin: $USER word: $PASSWORD\n";
constexpr const char* kScp =
    "proc main\n"
    "  waitfor \"ogin:\"\n  transmit $USERID, raw\n  transmit \"^M\"\n"
    "  waitfor \"word:\"\n  transmit $PASSWORD, raw\n  transmit \"^M\"\n"
    "endproc\n";
constexpr const char* kLua =
    "expect('ogin:') send(profile.user, '\\r')\n"
    "expect('word:') send(profile.password, '\\r')\n";
constexpr const char* kAsking =
    "expect('ogin:') send(prompt('Name?'), '\\r')\n"
    "expect('word:') send(prompt_secret('Word?'), '\\r')\n";

std::string inline_script(std::string_view language, std::string_view text) {
  return "[script]\nlanguage = \"" + std::string(language) + "\"\nlogin = \"\"\"\n" + [&] {
    std::string escaped;  // TOML's basic strings
    for (const char c : text) {
      if (c == '\\' || c == '"') escaped += '\\';
      escaped += c;
    }
    return escaped;
  }() + "\"\"\"\n";
}

// Behind CONNECT a host that asks for name and password in text, and then begins PPP.
LabOptions with_login() {
  LabOptions options;
  options.line.peer.login = true;
  return options;
}

ErrorCode answer(Program& program, ConnectionId id, const std::string& typed) {
  const auto resumed = program.with([&](Dialer& dialer) {
    return dialer.resume(id, {.user = {}, .password = typed, .number = {}});
  });
  return resumed ? ErrorCode::kSuccess : resumed.error().code;
}

std::string prompt_of(Program& program, ConnectionId id) {
  const auto status = program.with([&](Dialer& dialer) { return dialer.status(id); });
  REQUIRE(status);
  return status->prompt;
}

}  // namespace

TEST_SUITE("login scripts") {
  TEST_BOTH_WAYS("a script of each language logs in, and PPP begins behind it") {
    LabOptions options = with_login();
    options.entries = {{"chat", inline_script("chat", kChat)},
                       {"scp", inline_script("scp", kScp)},
                       {"lua", inline_script("lua", kLua)}};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    for (const std::string entry : {"chat", "scp", "lua"}) {
      CAPTURE(entry);
      const Handler handler;
      const auto id = program.dial(entry, handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for_end());
      CHECK(names(handler.states()) ==
            "OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected Authenticate "
            "AuthProject Projected Connected");
      CHECK(program.hang_up(*id));
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("a script in a file of its own is of the language that its name ends in") {
    const test::TemporaryFolder scripts;
    scripts.write("isp.chat", std::string(kChat));
    scripts.write("isp.scp", std::string(kScp));
    scripts.write("isp.lua", std::string(kLua));
    LabOptions options = with_login();
    for (const std::string suffix : {"chat", "scp", "lua"})
      options.entries[suffix] = "[script]\nfile = \"" + scripts.path() + "/isp." + suffix + "\"\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    for (const auto& [entry, text] : options.entries)
      CHECK(program.hang_up(program.connect(entry)));
  }

  TEST_BOTH_WAYS("a mistake in a script is 752 with its place, before a line is touched") {
    LabOptions options = with_login();
    options.entries = {
        {"chat", "[script]\nlogin = 'ogin: x TIMEOUT often'\n"},
        {"scp", "[script]\nlanguage = 'scp'\nlogin = '''\nproc main\n  x = 1\nendproc\n'''\n"},
        {"lua", "[script]\nlanguage = 'lua'\nlogin = '''\nsend(\n'''\n"}};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    for (const auto& [entry, text] : options.entries) {
      CAPTURE(entry);
      const Handler handler;
      const auto id = program.dial(entry, handler, kGood);
      REQUIRE_FALSE(id);
      CHECK(id.error().code == ErrorCode::kScriptSyntax);
      CHECK(id.error().context.find(entry + ".toml:") != std::string::npos);
      CHECK(handler.calls().empty());
    }
    CHECK(lab.calls() == 0);
  }

  TEST_BOTH_WAYS(
      "what a script asks is the prompt of Interactive, and its answer goes to the line") {
    LabOptions options = with_login();
    options.entries["asking"] = inline_script("lua", kAsking);
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial({.entry = "asking", .allow_pause = true}, handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kInteractive));
    REQUIRE(eventually([&] { return answer(program, *id, "alice") == ErrorCode::kSuccess; }));
    REQUIRE(eventually([&] { return prompt_of(program, *id) == "Word?"; }));
    REQUIRE(eventually([&] { return answer(program, *id, "secret") == ErrorCode::kSuccess; }));
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) ==
          "OpenPort PortOpened ConnectDevice DeviceConnected Interactive Interactive "
          "AllDevicesConnected Authenticate AuthProject Projected Connected");
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("a script that asks fails the dial with 703 where the caller may not be asked") {
    LabOptions options = with_login();
    options.entries["asking"] = inline_script("lua", kAsking);
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(program.dial({.entry = "asking"}, handler));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.error().code == ErrorCode::kInteractiveMode);
    CHECK(handler.error().context.find("Name?") != std::string::npos);
    CHECK(eventually([&] { return lab.is_free(); }));
  }

  TEST_CASE("an interpreter that is not there fails the dial, which says so") {
    LabOptions options = with_login();
    options.entries["lua"] = inline_script("lua", kLua);
    Lab lab(true, options);
    DialerOptions elsewhere = lab.dialer_options();
    elsewhere.interpreter = lab.directory() + "/nothing";
    Program program(elsewhere);
    const Handler handler;
    REQUIRE(program.dial("lua", handler, kGood));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.error().layer == Layer::kScript);
    CHECK(handler.error().context.find("/nothing") != std::string::npos);
  }
}

}  // namespace dial::conformance
