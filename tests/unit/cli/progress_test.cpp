#include "cli/progress.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::cli;
using Style = Progress::Style;

namespace {

constexpr TimePoint kStart{};

Notification entered(State state) {
  return {.connection = {1}, .sequence = 1, .state = state, .error = {}};
}
Notification failed(State state, std::string raw) {
  return {.connection = {1},
          .sequence = 2,
          .state = state,
          .error = {ErrorCode::kLineBusy, Layer::kModem, "", std::move(raw), 0}};
}

Progress started(Style style, std::size_t columns = 80) {
  Progress progress(style, columns);
  progress.begin(kStart);
  return progress;
}

const ConnectionStatus kStatus{.id = {1},
                               .entry = "isp",
                               .device = "/dev/ttyS0",
                               .number = "5551234",
                               .state = State::kConnectDevice,
                               .error = {},
                               .connect_text = "CONNECT 33600"};

// What a person sees: each CR returns to the line's start, EL wipes it.
std::string seen(const std::string& output) {
  std::string screen;
  std::string line;
  for (std::size_t i = 0; i < output.size(); ++i) {
    if (output.compare(i, 4, "\r\x1b[K") == 0) {
      line.clear();
      i += 3;
    } else if (output[i] == '\n') {
      screen += line + "\n";
      line.clear();
    } else {
      line += output[i];
    }
  }
  return screen + line;
}

}  // namespace

TEST_SUITE("cli::Progress") {
  TEST_CASE("on a terminal the present state's line is updated in place every tenth of a second") {
    auto progress = started(Style::kTerminal);
    progress.handle_notification(entered(State::kConnectDevice), &kStatus, kStart);
    std::string output = progress.poll_output();
    CHECK(seen(output) == "  ConnectDevice           0.0 s  5551234 on /dev/ttyS0");
    REQUIRE(progress.poll_timeout() == kStart + 100ms);

    progress.handle_timeout(kStart + 100ms);
    output += progress.poll_output();
    CHECK(seen(output) == "  ConnectDevice           0.1 s  5551234 on /dev/ttyS0");
    CHECK(progress.poll_timeout() == kStart + 200ms);
    CHECK(output.find('\n') == std::string::npos);
  }

  TEST_CASE("each state keeps a line with the time spent in it, not with the time it began") {
    auto progress = started(Style::kTerminal);
    progress.handle_notification(entered(State::kConnectDevice), nullptr, kStart + 1s);
    progress.handle_notification(entered(State::kDeviceConnected), &kStatus, kStart + 13'300ms);
    progress.handle_notification(entered(State::kAllDevicesConnected), &kStatus, kStart + 14s);
    CHECK(seen(progress.poll_output()) ==
          "  ConnectDevice          12.3 s\n"
          "  DeviceConnected         0.7 s  CONNECT 33600\n"
          "  AllDevicesConnected     0.0 s");
  }

  TEST_CASE("after the last state nothing is updated any more") {
    for (const Style style : {Style::kTerminal, Style::kPlain}) {
      auto progress = started(style);
      progress.handle_notification(entered(State::kConnected), &kStatus, kStart);
      CHECK(progress.poll_output().back() == '\n');
      CHECK_FALSE(progress.poll_timeout());
      progress.handle_timeout(kStart + 1s);
      progress.interrupt(kStart + 1s);
      CHECK(progress.poll_output().empty());
    }
  }

  TEST_CASE("a state that fails says so on its own line, with the modem's words made safe") {
    auto progress = started(Style::kTerminal);
    progress.handle_notification(entered(State::kConnectDevice), &kStatus, kStart);
    progress.handle_notification(failed(State::kConnectDevice, "BUSY\x1b[2J"), &kStatus,
                                 kStart + 4s);
    progress.handle_notification(failed(State::kDisconnected, "BUSY\x1b[2J"), &kStatus,
                                 kStart + 5s);
    CHECK(seen(progress.poll_output()) ==
          "  ConnectDevice           4.0 s  failed: BUSY\\x1b[2J\n");
    CHECK_FALSE(progress.poll_timeout());
  }

  TEST_CASE("a failure without words of the far end is told in ours") {
    auto progress = started(Style::kTerminal);
    progress.handle_notification(failed(State::kConnectDevice, ""), nullptr, kStart);
    CHECK(seen(progress.poll_output()) ==
          "  ConnectDevice           0.0 s  failed: the line is busy\n");
  }

  TEST_CASE("elsewhere a line is written when a state is entered, with the time since the dial") {
    auto progress = started(Style::kPlain);
    progress.handle_notification(entered(State::kOpenPort), nullptr, kStart + 20ms);
    CHECK(progress.poll_output() == "    0.0 s  OpenPort\n");
    progress.handle_notification(entered(State::kConnectDevice), &kStatus, kStart + 1'250ms);
    CHECK(progress.poll_output() == "    1.2 s  ConnectDevice        5551234 on /dev/ttyS0\n");
    progress.handle_notification(failed(State::kConnectDevice, "BUSY"), &kStatus, kStart + 12s);
    progress.handle_notification(failed(State::kDisconnected, "BUSY"), &kStatus, kStart + 13s);
    CHECK(progress.poll_output() == "   12.0 s  ConnectDevice        failed: BUSY\n");
    CHECK_FALSE(progress.poll_timeout());
  }

  TEST_CASE("plain output has no control octet but the line feed") {
    auto progress = started(Style::kPlain);
    ConnectionStatus status = kStatus;
    status.connect_text = "CONNECT\r\x1b]0;x\x07";
    for (const State state : {State::kOpenPort, State::kDeviceConnected, State::kConnected})
      progress.handle_notification(entered(state), &status, kStart);
    for (const char c : progress.poll_output())
      CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
  }

  TEST_CASE("no line is as wide as the terminal, so none wraps") {
    for (const std::size_t columns : {0u, 1u, 2u, 20u, 40u, 60u}) {
      CAPTURE(columns);
      auto progress = started(Style::kTerminal, columns);
      progress.handle_notification(entered(State::kConnectDevice), &kStatus, kStart);
      const std::string line = seen(progress.poll_output());
      // "…" is three octets wide and one column.
      CHECK((columns == 0 ? line.empty() : line.size() <= columns - 1 + 2));
    }
    auto progress = started(Style::kTerminal, 100);
    progress.set_columns(20);
    progress.handle_notification(entered(State::kConnectDevice), &kStatus, kStart);
    CHECK(seen(progress.poll_output()) == "  ConnectDevice   …");
  }

  TEST_CASE("a question gets a line of its own, and the next state goes on below it") {
    auto progress = started(Style::kTerminal);
    progress.handle_notification(entered(State::kRetryAuthentication), nullptr, kStart);
    progress.interrupt(kStart);
    CHECK(progress.poll_output().back() == '\n');
    CHECK_FALSE(progress.poll_timeout());
    progress.handle_notification(entered(State::kAuthRetry), nullptr, kStart + 9s);
    CHECK(seen(progress.poll_output()) == "  AuthRetry               0.0 s");
    CHECK(progress.elapsed(kStart + 9s) == 9s);
  }

  TEST_CASE("the longest state name leaves the columns in their place") {
    auto progress = started(Style::kTerminal);
    progress.handle_notification(entered(State::kCallbackSetByCaller), nullptr, kStart);
    CHECK(seen(progress.poll_output()) == "  CallbackSetByCaller     0.0 s");
  }

  TEST_CASE("between two dials a terminal counts down to the next, with the cause, on one line") {
    auto progress = started(Style::kTerminal);
    progress.handle_notification(entered(State::kConnectDevice), &kStatus, kStart);
    progress.handle_notification(failed(State::kConnectDevice, "BUSY"), nullptr, kStart + 2s);
    ConnectionStatus status = kStatus;
    status.next_dial = 10s;
    progress.handle_wait(status, kStart + 3s);
    const std::string failure = "  ConnectDevice           2.0 s  failed: BUSY\n";
    std::string output = progress.poll_output();
    CHECK(seen(output) == failure + "  next dial in           10.0 s  BUSY");
    progress.handle_timeout(kStart + 5'500ms);
    output += progress.poll_output();
    CHECK(seen(output) == failure + "  next dial in            7.5 s  BUSY");
    progress.handle_timeout(kStart + 14s);
    output += progress.poll_output();
    CHECK(seen(output) == failure + "  next dial in            0.0 s  BUSY");
    progress.handle_notification(entered(State::kOpenPort), &kStatus, kStart + 15s);
    output += progress.poll_output();
    CHECK(seen(output) == failure + "  OpenPort                0.0 s  /dev/ttyS0");
  }

  TEST_CASE("the countdown does not go back for what is told late, but for a dial that is later") {
    auto progress = started(Style::kTerminal);
    ConnectionStatus status = kStatus;
    status.next_dial = 10s;
    progress.handle_wait(status, kStart);
    status.next_dial = 9'700ms;
    progress.handle_wait(status, kStart + 400ms);
    std::string output = progress.poll_output();
    CHECK(seen(output) == "  next dial in            9.6 s");
    status.next_dial = 60s;
    progress.handle_wait(status, kStart + 1s);
    output += progress.poll_output();
    CHECK(seen(output) == "  next dial in           60.0 s");
  }

  TEST_CASE("a device that is waited for is named; an interrupt leaves nothing of the countdown") {
    auto progress = started(Style::kTerminal);
    ConnectionStatus status = kStatus;
    status.next_dial = 60s;
    status.waits_for = "/dev/ttyUSB0";
    progress.handle_wait(status, kStart);
    std::string output = progress.poll_output();
    CHECK(seen(output) == "  next dial in           60.0 s  or when /dev/ttyUSB0 appears");
    progress.interrupt(kStart + 1s);
    output += progress.poll_output();
    CHECK(seen(output).empty());
    CHECK_FALSE(progress.poll_timeout());
  }

  TEST_CASE("elsewhere a wait is one line, however often it is told, until the next dial") {
    auto progress = started(Style::kPlain);
    progress.handle_notification(failed(State::kConnectDevice, "BUSY"), nullptr, kStart + 2s);
    ConnectionStatus status = kStatus;
    status.next_dial = 10s;
    const auto wait = [&](TimePoint at) {
      progress.handle_wait(status, at);
      return progress.poll_output();
    };
    static_cast<void>(progress.poll_output());
    CHECK(wait(kStart + 3s) == "    3.0 s  next dial in         10.0 s  BUSY\n");
    status.next_dial = 9s;
    CHECK(wait(kStart + 4s).empty());
    progress.handle_notification(entered(State::kOpenPort), &kStatus, kStart + 13s);
    static_cast<void>(progress.poll_output());
    status.next_dial = 20s;
    CHECK(wait(kStart + 15s) == "   15.0 s  next dial in         20.0 s  BUSY\n");
  }

  TEST_CASE("a status that names no next dial is no wait") {
    auto progress = started(Style::kTerminal);
    progress.handle_wait(kStatus, kStart);
    CHECK(progress.poll_output().empty());
  }
}
