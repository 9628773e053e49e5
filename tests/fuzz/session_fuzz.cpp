// A session is driven by a byte string: octets from the line, time, acknowledgements, hang-ups.
// What must hold whatever comes: one Disconnected at most and nothing after it, every deadline
// handled, no step without end.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "script/lua_frames.hpp"
#include "session/session.hpp"

namespace {

using namespace std::chrono_literals;
using namespace dial;

void require(bool holds) {
  if (!holds) std::abort();
}

session::Settings settings(std::uint8_t choice) {
  session::Settings settings;
  settings.modem.present = (choice & 1) != 0;
  settings.modem.init = {"ATZ"};
  settings.modem.hangs_up_by_escape = (choice & 2) != 0;
  settings.dial_command = "ATDT1";
  settings.number = "1";
  settings.link.authentication.user = (choice & 4) != 0 ? "alice" : "";
  settings.link.authentication.password = Secret("secret");
  settings.holds = (choice & 8) != 0;
  settings.allow_pause = (choice & 16) != 0;
  settings.send_ahead = (choice & 32) != 0;
  if ((choice & 128) != 0) {
    settings.terminal = (choice & 64) != 0 ? session::TerminalStage::kAfterDial
                                           : session::TerminalStage::kBeforeDial;
  }
  if ((choice & 192) == 64) {
    const bool is_chat = (choice & 32) != 0;
    settings.login = *script::Login::parse(
        is_chat ? script::Language::kChat : script::Language::kLua,
        is_chat ? "TIMEOUT 5 HANGUP OFF ogin: $USER\\Kx word: x HANGUP ON" : "expect('ogin:')");
  }
  return settings;
}

class Driver {
 public:
  explicit Driver(std::uint8_t choice)
      : session_(settings(choice), [](std::span<std::uint8_t> octets) {
          for (std::uint8_t& octet : octets)
            octet = 0x5a;
        }) {
    session_.dial(now_);
    drain();
  }

  // The first octet of what is left says what happens; returns how much was used.
  std::size_t step(Octets rest) {
    const std::uint8_t what = rest[0];
    std::size_t used = 1;
    if (what < 0xc0) {
      const std::size_t length = std::min<std::size_t>(what & 0x3f, rest.size() - 1);
      feed(rest.subspan(1, length));
      used += length;
    } else if (what < 0xd0) {
      now_ += 1ms * (1 << (what & 15));
      session_.handle_timeout(now_);
    } else if (what < 0xe0) {
      session_.acknowledge(sequence_, now_);
    } else {
      rare(what);
    }
    drain();
    return used;
  }

  void finish() {
    session_.hang_up({ErrorCode::kUserDisconnection, Layer::kManager, "", "", 0}, true, now_);
    drain();
    for (int turns = 0; !session_.is_ended(); ++turns) {
      require(turns < 1000);
      if (const auto next = session_.poll_timeout()) now_ = std::max(now_, *next);
      session_.handle_timeout(now_);
      drain();
    }
    require(disconnected_ == 1);
  }

 private:
  void rare(std::uint8_t what) {
    const Error error{ErrorCode::kNoConnection, Layer::kPort, "", "", 0};
    switch (what & 3) {
      case 0:
        session_.handle_line_lost(error, now_);
        return;
      case 1:
        session_.hang_up(error, (what & 4) != 0, now_);
        return;
      case 2:
        static_cast<void>(session_.resume({"bob", "pw", ""}, now_));
        return;
      case 3:
        if (what >= 0xf0) return ask(what);
        [[fallthrough]];
      default:
        session_.stop_holding(now_);
        return;
    }
  }

  void ask(std::uint8_t what) {
    session_.handle_terminal_input(Octets(&what, 1), now_);
    const auto paused = State{0x1000U + (what >> 2 & 3U) + 1};
    if (session_.handle_prompt(paused, "?", now_)) require(!session_.is_ended());
    say_as_interpreter(what);
    session_.terminal_text_taken(session_.terminal_text().size() / 2);
    static_cast<void>(session_.poll_answer());
  }

  // Also when there is none, and when it is not its turn.
  void say_as_interpreter(std::uint8_t what) {
    using namespace script::lua;
    constexpr std::uint32_t kLine = 1;
    const std::array<Request, 4> all{Prompt{kLine, "?", 1}, Expect{kLine, 2000, {"x"}},
                                     SetAddress{kLine, 1}, End{kLine}};
    session_.handle_interpreter(encode(all[what >> 2 & 3U]), now_);
  }

  void feed(Octets octets) {
    int stalled = 0;
    while (!octets.empty()) {
      const std::size_t used = session_.handle_input(octets, now_);
      while (session_.poll_packet()) {
      }
      stalled = used == 0 ? stalled + 1 : 0;
      require(stalled < 3);
      octets = octets.subspan(used);
    }
  }

  void drain() {
    while (const auto effect = session_.poll_effect()) {
      require(++effects_ < 100'000);
      if (std::holds_alternative<session::OpenPort>(*effect)) {
        session_.handle_port_opened(now_);
      } else if (std::holds_alternative<session::ConfigureNetwork>(*effect)) {
        session_.handle_network_configured({}, now_);
      } else if (std::holds_alternative<session::CloseDown>(*effect)) {
        session_.handle_closed(now_);
      } else if (std::holds_alternative<session::TellInterpreter>(*effect)) {
        has_interpreter_ = true;
      } else if (std::holds_alternative<session::EndInterpreter>(*effect)) {
        require(std::exchange(has_interpreter_, false));
      } else if (const auto* notify = std::get_if<session::Notify>(&*effect)) {
        hear(notify->notification);
      }
    }
    session_.output_taken();
  }

  void hear(const Notification& notification) {
    require(disconnected_ == 0);
    require(notification.sequence == sequence_ + 1);
    sequence_ = notification.sequence;
    if (notification.state == State::kDisconnected) ++disconnected_;
  }

  TimePoint now_{};
  session::Session session_;
  std::uint64_t sequence_ = 0;
  int disconnected_ = 0;
  int effects_ = 0;
  bool has_interpreter_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Driver driver(data[0]);
  for (Octets rest(data + 1, size - 1); !rest.empty();)
    rest = rest.subspan(driver.step(rest));
  driver.finish();
  return 0;
}
