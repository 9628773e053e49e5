// DESIGN 2, rule 6: every paused state, the protocols of which are scripted, and what ends it.
#include <array>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

struct Pause {
  State state;
  const char* entry;
  const char* prompt;
  ErrorCode failure;     // where nobody may be asked, or nobody answers
  const char* next;      // what follows the answer
  const char* answered;  // what the far end has of it
};

// ras.md 2: the state of each answer. Interactive is in terminal_test.cpp.
constexpr std::array kPauses = {
    Pause{State::kRetryAuthentication, "refused", "Login incorrect",
          ErrorCode::kAuthenticationFailure, "AuthRetry AuthNotify Authenticated AuthProject",
          "RetryAuthentication alice secret99 555-0199\n"},
    Pause{State::kRetryAuthentication, "retry", "Who is there?", ErrorCode::kAuthenticationFailure,
          "AuthRetry AuthProject", "RetryAuthentication alice secret99 555-0199\n"},
    Pause{State::kCallbackSetByCaller, "callback", "Where are you?", ErrorCode::kBadCallbackNumber,
          "AuthCallback AuthProject", "CallbackSetByCaller alice secret99 555-0199\n"},
    Pause{State::kPasswordExpired, "expired", "Your password has expired",
          ErrorCode::kPasswordExpired, "AuthChangePassword AuthProject",
          "PasswordExpired alice secret99 555-0199\n"},
    Pause{State::kInvokeEapUI, "eap", "Token?", ErrorCode::kInteractiveMode, "AuthProject",
          "InvokeEapUI alice secret99 555-0199\n"},
};

LabOptions options_for(const Pause& pause, const std::string& top = "") {
  LabOptions options;
  options.scripted = true;
  options.top = top;
  options.entries[pause.entry] = "";
  if (std::string(pause.entry) != "refused") return options;
  options.line.peer.require = ppp::AuthenticationMethod::kPap;
  options.line.peer.tries = 3;
  options.line.peer.users = {{"alice", "secret99"}};
  return options;
}

DialParameters pausing(const Pause& pause) {
  return {.entry = pause.entry, .allow_pause = true};
}

const ResumeInput kAnswer{.user = "alice", .password = "secret99", .number = "555-0199"};

Result<> resume(Program& program, ConnectionId id, const ResumeInput& input = kAnswer) {
  return program.with([&](Dialer& dialer) { return dialer.resume(id, input); });
}

// The handler of the paused state has returned when this is accepted.
bool resume_when_paused(Program& program, ConnectionId id, const ResumeInput& input = kAnswer) {
  return eventually([&] { return resume(program, id, input).has_value(); });
}

Result<ConnectionStatus> status(Program& program, ConnectionId id) {
  return program.with([&](Dialer& dialer) { return dialer.status(id); });
}

std::string before(const Pause& pause) {
  const std::string to_authenticate =
      "OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected Authenticate ";
  const bool is_refused = std::string(pause.entry) == "refused";
  return to_authenticate + (is_refused ? "AuthNotify " : "") + std::string(state_name(pause.state));
}

}  // namespace

TEST_SUITE("conformance: paused states, each") {
  TEST_BOTH_WAYS("its answer reaches the far end, and the dial goes on to Connected") {
    for (const Pause& pause : kPauses) {
      CAPTURE(pause.entry);
      Lab lab(Way::kDirect, options_for(pause));
      Program program(lab.dialer_options());
      const Handler handler;
      const auto id = program.dial(pausing(pause), handler);
      REQUIRE(id);
      REQUIRE(handler.wait_for(pause.state));
      CHECK(names(handler.states()) == before(pause));
      const auto paused = status(program, *id);
      REQUIRE(paused);
      CHECK(paused->state == pause.state);
      CHECK(paused->prompt == pause.prompt);
      REQUIRE(resume_when_paused(program, *id));
      REQUIRE(handler.wait_for_end());
      CHECK(names(handler.states()) == before(pause) + " " + pause.next + " Projected Connected");
      CHECK(lab.answers() == pause.answered);
      CHECK(status(program, *id)->prompt.empty());
      CHECK(program.hang_up(*id));
    }
  }

  TEST_BOTH_WAYS("where pausing is not allowed the dial fails with the error of that state") {
    for (const Pause& pause : kPauses) {
      CAPTURE(pause.entry);
      Lab lab(Way::kDirect, options_for(pause));
      Program program(lab.dialer_options());
      const Handler handler;
      REQUIRE(program.dial({.entry = pause.entry}, handler));
      REQUIRE(handler.wait_for_end());
      CHECK(handler.ends() == 1);
      CHECK(handler.error().code == pause.failure);
      CHECK(handler.error().raw == pause.prompt);
      for (const State state : handler.states())
        CHECK(state != pause.state);
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("resume while its handler runs, and a second one, is 705") {
    for (const Pause& pause : kPauses) {
      CAPTURE(pause.entry);
      Lab lab(Way::kDirect, options_for(pause));
      Program program(lab.dialer_options());
      Program other(lab.dialer_options());
      Handler handler;
      handler.hold_in(pause.state);
      const auto id = program.dial(pausing(pause), handler);
      REQUIRE(id);
      REQUIRE(handler.wait_for(pause.state));
      const auto early = resume(other, *id);
      REQUIRE_FALSE(early);
      CHECK(early.error().code == ErrorCode::kInvalidAuthState);
      handler.release();
      handler.hold_in(State::kAuthProject);
      REQUIRE(resume_when_paused(other, *id));
      CHECK(resume(other, *id).error().code == ErrorCode::kInvalidAuthState);
      handler.release();
      REQUIRE(handler.wait_for_end());
      CHECK(handler.last()->state == State::kConnected);
      CHECK(program.hang_up(*id));
    }
  }

  TEST_BOTH_WAYS(
      "a hang-up ends it: one terminal call, the line is free, an answer comes too late") {
    for (const Pause& pause : kPauses) {
      CAPTURE(pause.entry);
      Lab lab(Way::kDirect, options_for(pause));
      Program program(lab.dialer_options());
      const Handler handler;
      const auto id = program.dial(pausing(pause), handler);
      REQUIRE(id);
      REQUIRE(handler.wait_for(pause.state));
      CHECK(program.hang_up(*id));
      CHECK(handler.ends() == 1);
      CHECK(handler.error().code == ErrorCode::kUserDisconnection);
      CHECK(lab.is_free());
      CHECK_FALSE(resume(program, *id));
    }
  }

  TEST_BOTH_WAYS("nobody answers: it ends at pause_limit with its own reason") {
    for (const Pause& pause : kPauses) {
      CAPTURE(pause.entry);
      Lab lab(Way::kDirect, options_for(pause, "pause_limit = \"150ms\"\n"));
      Program program(lab.dialer_options());
      const Handler handler;
      REQUIRE(program.dial(pausing(pause), handler));
      REQUIRE(handler.wait_for_end());
      REQUIRE(handler.failure());
      CHECK(handler.failure()->state == pause.state);
      CHECK(handler.error().code == pause.failure);
      CHECK(handler.error().context.find("pause_limit") != std::string::npos);
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("a client that goes takes the dial with it") {
    for (const Pause& pause : kPauses) {
      CAPTURE(pause.entry);
      Lab lab(Way::kDirect, options_for(pause));
      Program other(lab.dialer_options());
      ConnectionId id;
      {
        Program program(lab.dialer_options());
        const Handler handler;
        const auto dialled = program.dial(pausing(pause), handler);
        REQUIRE(dialled);
        id = *dialled;
        REQUIRE(handler.wait_for(pause.state));
      }
      CHECK(eventually([&] { return lab.is_free(); }));
      CHECK(eventually([&] {
        const auto ended = status(other, id);
        return ended && ended->state == State::kDisconnected;
      }));
      CHECK(status(other, id)->error.code == ErrorCode::kUserDisconnection);
    }
  }

  TEST_BOTH_WAYS("a lost carrier fails it at once with 668") {
    for (const Pause& pause : kPauses) {
      CAPTURE(pause.entry);
      Lab lab(Way::kDirect, options_for(pause));
      Program program(lab.dialer_options());
      const Handler handler;
      REQUIRE(program.dial(pausing(pause), handler));
      REQUIRE(handler.wait_for(pause.state));
      lab.on_line(0, [](simulator::SimulatedLine& line) {
        line.lose_carrier();
        return true;
      });
      REQUIRE(handler.wait_for_end());
      CHECK(handler.failure()->state == pause.state);
      CHECK(handler.error().code == ErrorCode::kNoConnection);
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("another program of the same user may answer") {
    const Pause& pause = kPauses[2];
    Lab lab(Way::kDirect, options_for(pause));
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial(pausing(pause), handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(pause.state));
    REQUIRE(resume_when_paused(other, *id));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.last()->state == State::kConnected);
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("a far end that is not content asks again, in other words") {
    const Pause& pause = kPauses[3];
    Lab lab(Way::kDirect, options_for(pause));
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial(pausing(pause), handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(pause.state));
    REQUIRE(resume_when_paused(program, *id, {.user = {}, .password = "short", .number = {}}));
    REQUIRE(eventually([&] {
      const auto now = status(program, *id);
      return now && now->prompt == "Too short";
    }));
    REQUIRE(resume_when_paused(program, *id));
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) == before(pause) +
                                         " AuthChangePassword PasswordExpired AuthChangePassword "
                                         "AuthProject Projected Connected");
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("callback numbers: 751 and 704 for wrong ones, and the state waits on") {
    const Pause& pause = kPauses[2];
    Lab lab(Way::kDirect, options_for(pause));
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial(pausing(pause), handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(pause.state));
    const auto code_of = [&](const std::string& number) {
      const auto result = resume(program, *id, {.user = {}, .password = {}, .number = number});
      return result ? ErrorCode::kSuccess : result.error().code;
    };
    REQUIRE(eventually([&] { return code_of("+49 555") != ErrorCode::kInvalidAuthState; }));
    CHECK(code_of("+49 555") == ErrorCode::kInvalidCallbackNumber);
    CHECK(code_of(std::string(129, '5')) == ErrorCode::kBadCallbackNumber);
    CHECK(status(program, *id)->state == pause.state);
    CHECK(code_of("(0) 49-555") == ErrorCode::kSuccess);
    REQUIRE(handler.wait_for_end());
    CHECK(lab.answers() == "CallbackSetByCaller   (0) 49-555\n");
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS(
      "callback_number: a number answers for the caller, * asks, and 704 where it may not") {
    const Pause& pause = kPauses[2];
    Lab lab(Way::kDirect, options_for(pause));
    Program program(lab.dialer_options());
    for (const auto& [number, code] : {std::pair{"*", ErrorCode::kBadCallbackNumber},
                                       std::pair{"+49", ErrorCode::kInvalidCallbackNumber}}) {
      const Handler handler;
      const auto refused = program.dial({.entry = "callback", .callback_number = number}, handler);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == code);
      CHECK(handler.calls().empty());
    }
    const Handler known;
    const auto id = program.dial({.entry = "callback", .callback_number = "555-0199"}, known);
    REQUIRE(id);
    REQUIRE(known.wait_for_end());
    CHECK(known.last()->state == State::kConnected);
    CHECK_FALSE(names(known.states()).contains("CallbackSetByCaller"));
    CHECK(lab.answers() == "CallbackSetByCaller   555-0199\n");
    CHECK(program.hang_up(*id));
    const Handler asked;
    const auto other =
        program.dial({.entry = "callback", .callback_number = "*", .allow_pause = true}, asked);
    REQUIRE(other);
    REQUIRE(asked.wait_for(State::kCallbackSetByCaller));
    CHECK(program.hang_up(*other));
  }

  TEST_BOTH_WAYS(
      "as many other credentials as the peer allows; then it hangs up, and that is 691") {
    const Pause& pause = kPauses[0];
    Lab lab(Way::kDirect, options_for(pause));
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial(pausing(pause), handler);
    REQUIRE(id);
    const ResumeInput wrong{.user = "", .password = "wrong", .number = ""};
    for (int i = 0; i < 2; ++i)
      REQUIRE(resume_when_paused(program, *id, wrong));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.error().code == ErrorCode::kAuthenticationFailure);
    CHECK(handler.error().raw == "Login incorrect");
    CHECK(lab.is_free());
  }
}

}  // namespace dial::conformance
