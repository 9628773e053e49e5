// Interactive: the line in the hands of whoever dialled.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conformance/both_ways.hpp"
#include "sys/fd.hpp"

namespace dial::conformance {
namespace {

// Behind CONNECT a host that asks for name and password in text, and then begins PPP.
LabOptions with_login() {
  LabOptions options;
  options.line.peer.login = true;
  options.entries["terminal"] = "[script]\nterminal = \"after_dial\"\n";
  return options;
}

// Behind CONNECT whatever is sent comes back.
LabOptions with_echo(const std::string& stage = "after_dial") {
  LabOptions options;
  options.line.far_end = simulator::FarEndKind::kEcho;
  options.entries["terminal"] = "[script]\nterminal = \"" + stage + "\"\n";
  return options;
}

const DialParameters kTerminal{.entry = "terminal", .allow_pause = true};

struct Dial {
  ConnectionId id;
  Handler handler;
};

Dial dial_to_interactive(Program& program) {
  Dial dial;
  const auto id = program.dial(kTerminal, dial.handler);
  REQUIRE(id);
  dial.id = *id;
  REQUIRE(dial.handler.wait_for(State::kInteractive));
  return dial;
}

Result<sys::Fd> open_terminal(Program& program, ConnectionId id) {
  const auto opened = program.with([&](Dialer& dialer) { return dialer.open_terminal(id); });
  if (!opened) return std::unexpected(opened.error());
  return sys::Fd(*opened);
}

sys::Fd terminal_of(Program& program, ConnectionId id) {
  auto opened = open_terminal(program, id);
  REQUIRE(opened);
  return std::move(*opened);
}

void type(const sys::Fd& terminal, std::string_view text) {
  REQUIRE(::send(terminal.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
}

bool is_readable(const sys::Fd& terminal) {
  pollfd watched{.fd = terminal.get(), .events = POLLIN, .revents = 0};
  const auto patience = std::chrono::milliseconds(kPatience).count();
  return ::poll(&watched, 1, static_cast<int>(patience)) > 0;
}

// Until `text` has come, or the end.
std::string hear(const sys::Fd& terminal, std::string_view text) {
  std::string heard;
  char space[4096];
  while (heard.find(text) == std::string::npos && is_readable(terminal)) {
    const auto count = ::recv(terminal.get(), space, sizeof space, 0);
    if (count <= 0) break;
    heard.append(space, static_cast<std::size_t>(count));
  }
  return heard;
}

// What is still to come, and whether it ends with end-of-file.
std::pair<std::string, bool> hear_end(const sys::Fd& terminal) {
  std::string heard;
  char space[4096];
  while (is_readable(terminal)) {
    const auto count = ::recv(terminal.get(), space, sizeof space, 0);
    if (count <= 0) return {heard, count == 0};
    heard.append(space, static_cast<std::size_t>(count));
  }
  return {heard, false};
}

ErrorCode resume(Program& program, ConnectionId id) {
  const auto result = program.with([&](Dialer& dialer) { return dialer.resume(id, {}); });
  return result ? ErrorCode::kSuccess : result.error().code;
}

}  // namespace

TEST_SUITE("conformance: Interactive") {
  TEST_BOTH_WAYS("a person logs in, the far end begins PPP, and the dial goes on by itself") {
    Lab lab(Way::kDirect, with_login());
    Program program(lab.dialer_options());
    const Dial dial = dial_to_interactive(program);
    const sys::Fd terminal = terminal_of(program, dial.id);
    CHECK(hear(terminal, "login: ").ends_with("login: "));
    type(terminal, "alice\r");
    CHECK(hear(terminal, "Password: ") == "alice\r\nPassword: ");
    type(terminal, "secret\r");
    CHECK(hear(terminal, "Starting PPP\r\n").ends_with("Starting PPP\r\n"));
    REQUIRE(dial.handler.wait_for_end());
    CHECK(hear_end(terminal).second);
    CHECK(names(dial.handler.states()) ==
          "OpenPort PortOpened ConnectDevice DeviceConnected Interactive AllDevicesConnected "
          "Authenticate AuthProject Projected Connected");
    CHECK(program.hang_up(dial.id));
  }

  TEST_BOTH_WAYS("every octet passes both ways, more than all queues hold, and none is lost") {
    Lab lab(Way::kDirect, with_echo());
    Program program(lab.dialer_options());
    const Dial dial = dial_to_interactive(program);
    const sys::Fd terminal = terminal_of(program, dial.id);
    std::string all;
    for (int i = 0; i < 200'000; ++i)
      all += static_cast<char>(i * 7 + i / 256);
    // The far end gives back what it gets: a writer that does not read fills every queue first.
    std::thread writer([&] {
      std::string_view rest = all;
      while (!rest.empty()) {
        const auto sent = ::send(terminal.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(sent));
      }
    });
    std::string heard;
    char space[4096];
    while (heard.size() < all.size() && is_readable(terminal)) {
      const auto count = ::recv(terminal.get(), space, sizeof space, 0);
      if (count <= 0) break;
      heard.append(space, static_cast<std::size_t>(count));
    }
    writer.join();
    CHECK((heard == all));
    CHECK(program.hang_up(dial.id));
  }

  TEST_BOTH_WAYS("closing it leaves the dial paused; the next one hears what came meanwhile") {
    Lab lab(Way::kDirect, with_login());
    Program program(lab.dialer_options());
    const Dial dial = dial_to_interactive(program);
    {
      const sys::Fd terminal = terminal_of(program, dial.id);
      hear(terminal, "login: ");
      type(terminal, "alice\r");
      hear(terminal, "Password: ");
    }
    lab.on_line(0, [](simulator::SimulatedLine& line) { line.make_noise(octets_of("hurry up!")); });
    const sys::Fd terminal = terminal_of(program, dial.id);
    CHECK(hear(terminal, "hurry up!") == "hurry up!");
    type(terminal, "secret\r");
    REQUIRE(dial.handler.wait_for_end());
    CHECK(dial.handler.last()->state == State::kConnected);
    CHECK(program.hang_up(dial.id));
  }

  TEST_BOTH_WAYS("resume ends the state and the terminal, with the last words before the end") {
    LabOptions options = with_login();
    options.line.peer.login = false;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Dial dial = dial_to_interactive(program);
    const sys::Fd terminal = terminal_of(program, dial.id);
    CHECK(resume(program, dial.id) == ErrorCode::kSuccess);
    CHECK(hear_end(terminal).second);
    CHECK(resume(program, dial.id) == ErrorCode::kInvalidAuthState);
    REQUIRE(dial.handler.wait_for_end());
    CHECK(dial.handler.last()->state == State::kConnected);
    CHECK(open_terminal(program, dial.id).error().code == ErrorCode::kInvalidAuthState);
    CHECK(program.hang_up(dial.id));
  }

  TEST_BOTH_WAYS("one terminal at a time, of a connection that is there") {
    Lab lab(Way::kDirect, with_echo());
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    const Dial dial = dial_to_interactive(program);
    const sys::Fd terminal = terminal_of(program, dial.id);
    CHECK(open_terminal(other, dial.id).error().code == ErrorCode::kPortAlreadyOpen);
    CHECK(open_terminal(other, {999}).error().code == ErrorCode::kInvalidHandle);
    type(terminal, "still mine");
    CHECK(hear(terminal, "still mine") == "still mine");
    CHECK(program.hang_up(dial.id));
  }

  TEST_BOTH_WAYS("what is typed while the handler of Interactive runs waits for its return") {
    Lab lab(Way::kDirect, with_echo());
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    Handler handler;
    handler.hold_in(State::kInteractive);
    const auto id = program.dial(kTerminal, handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kInteractive));
    const sys::Fd terminal = terminal_of(other, *id);
    type(terminal, "early");
    CHECK(resume(other, *id) == ErrorCode::kInvalidAuthState);
    handler.release();
    CHECK(hear(terminal, "early") == "early");
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("before the dial it is the modem's command line, and resume dials") {
    LabOptions options;
    options.entries["terminal"] = "[script]\nterminal = \"before_dial\"\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Dial dial = dial_to_interactive(program);
    CHECK(names(dial.handler.states()) == "OpenPort PortOpened Interactive");
    const sys::Fd terminal = terminal_of(program, dial.id);
    type(terminal, "ATI\r");
    CHECK(hear(terminal, "OK\r\n").ends_with("OK\r\n"));
    CHECK(lab.calls() == 0);
    CHECK(resume(program, dial.id) == ErrorCode::kSuccess);
    REQUIRE(dial.handler.wait_for_end());
    CHECK(dial.handler.last()->state == State::kConnected);
    CHECK(lab.calls() == 1);
    CHECK(program.hang_up(dial.id));
  }

  TEST_BOTH_WAYS("a profile that asks for it is 703 where the caller may not be asked") {
    Lab lab(Way::kDirect, with_echo());
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial({.entry = "terminal"}, handler);
    REQUIRE_FALSE(id);
    CHECK(id.error().code == ErrorCode::kInteractiveMode);
    CHECK(handler.calls().empty());
    CHECK(lab.calls() == 0);
  }

  TEST_BOTH_WAYS(
      "a hang-up, a lost carrier and the limit end it, and its terminal with end-of-file") {
    for (const int how : {0, 1, 2}) {
      CAPTURE(how);
      LabOptions options = with_echo();
      if (how == 2) options.top = "pause_limit = \"300ms\"\n";
      Lab lab(Way::kDirect, options);
      Program program(lab.dialer_options());
      const Dial dial = dial_to_interactive(program);
      const sys::Fd terminal = terminal_of(program, dial.id);
      if (how == 0) CHECK(program.hang_up(dial.id));
      if (how == 1) {
        lab.on_line(0, [](simulator::SimulatedLine& line) {
          line.lose_carrier();
          return true;
        });
      }
      CHECK(hear_end(terminal).second);
      REQUIRE(dial.handler.wait_for_end());
      const std::array expected{ErrorCode::kUserDisconnection, ErrorCode::kNoConnection,
                                ErrorCode::kInteractiveMode};
      CHECK(dial.handler.error().code == expected.at(static_cast<std::size_t>(how)));
      CHECK(dial.handler.ends() == 1);
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("a client that goes takes dial and terminal with it, and leaves no descriptor") {
    Lab lab(Way::kDirect, with_echo());
    Program other(lab.dialer_options());
    sys::Fd terminal;
    REQUIRE(other.can_dial(lab));  // and is connected with the daemon from now on
    const auto before = lab.descriptors();
    for (int i = 0; i < 3; ++i) {
      Program program(lab.dialer_options());
      const Dial dial = dial_to_interactive(program);
      terminal = terminal_of(program, dial.id);
      CHECK(program.end());
      CHECK(hear_end(terminal).second);
      CHECK(eventually([&] { return other.can_dial(lab); }));
      terminal.reset();
    }
    CHECK(eventually([&] { return lab.descriptors() <= before; }));
  }
}

}  // namespace dial::conformance
