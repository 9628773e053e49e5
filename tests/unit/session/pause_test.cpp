// DESIGN 2, rule 6: the states that wait for whoever dialled.
#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;
using Method = ppp::AuthenticationMethod;

namespace {

constexpr std::array kPaused = {State::kInteractive, State::kRetryAuthentication,
                                State::kCallbackSetByCaller, State::kPasswordExpired,
                                State::kInvokeEapUI};

SessionRig::Options pausing() {
  SessionRig::Options options;
  options.acknowledges = false;
  options.settings.allow_pause = true;
  options.settings.pause_limit = 20s;
  options.peer.timers.max_configure = 100;  // the peer has more patience than any limit here
  return options;
}

// RetryAuthentication: the peer refuses, and lets others be tried. Interactive: the profile wants
// a terminal. In the other states a protocol asks.
SessionRig::Options options_for(State paused) {
  auto options = pausing();
  if (paused == State::kInteractive) {
    options.settings.terminal = session::TerminalStage::kAfterDial;
    options.peer.passive = true;  // PPP from the peer would end the state
  }
  if (paused == State::kRetryAuthentication) {
    options.peer.authentication = test::demanding(Method::kPap).authentication;
    options.peer.authentication.tries = 3;
    options.settings.link.authentication.password = Secret("wrong");
  }
  return options;
}

// Acknowledges state by state until the last one heard is `state`, whose handler still runs.
void run_to(SessionRig& rig, State state) {
  for (int i = 0; i < 30 && rig.heard.back().state != state; ++i) {
    rig.acknowledge_all();
    rig.wait(300ms);
  }
  REQUIRE(rig.heard.back().state == state);
  REQUIRE_FALSE(rig.heard.back().error);
}

void prompt(SessionRig& rig, State paused, const std::string& text = "say it") {
  REQUIRE(rig.session.handle_prompt(paused, text, rig.now));
  rig.settle();
}

// The handler of the paused state still runs.
void announce(SessionRig& rig, State paused) {
  rig.dial();
  if (paused != State::kInteractive && paused != State::kRetryAuthentication) {
    run_to(rig, State::kAuthenticate);
    prompt(rig, paused);
  }
  run_to(rig, paused);
}

void pause(SessionRig& rig, State paused) {
  announce(rig, paused);
  rig.acknowledge_all();
}

const ResumeInput kInput{.user = "alice", .password = "secret", .number = "555-0199"};

ErrorCode resume(SessionRig& rig, const ResumeInput& input = kInput) {
  const auto result = rig.session.resume(input, rig.now);
  rig.settle();
  return result ? ErrorCode::kSuccess : result.error().code;
}

// What RAS names for a dial that may not ask in that state, or that nobody answers.
ErrorCode failure_of(State paused) {
  switch (paused) {
    case State::kRetryAuthentication:
      return ErrorCode::kAuthenticationFailure;
    case State::kCallbackSetByCaller:
      return ErrorCode::kBadCallbackNumber;
    case State::kPasswordExpired:
      return ErrorCode::kPasswordExpired;
    default:
      return ErrorCode::kInteractiveMode;
  }
}

const Notification& last_but_one(const SessionRig& rig) {
  REQUIRE(rig.heard.size() >= 2);
  return rig.heard[rig.heard.size() - 2];
}

}  // namespace

TEST_SUITE("session::Session, paused states") {
  TEST_CASE(
      "a paused state waits: nothing is sent but what keeps the line alive, nothing follows") {
    for (const State paused : kPaused) {
      CAPTURE(state_name(paused));
      SessionRig rig(options_for(paused));
      pause(rig, paused);
      const auto heard = rig.heard.size();
      rig.wait(19'999ms);
      CHECK(rig.heard.size() == heard);
      CHECK(rig.session.state() == paused);
      CHECK_FALSE(rig.session.is_closing());
    }
  }

  TEST_CASE(
      "resume goes on with the state that belongs to the answer, and the dial ends Connected") {
    const std::map<State, State> next = {
        {State::kInteractive, State::kAllDevicesConnected},
        {State::kRetryAuthentication, State::kAuthRetry},
        {State::kCallbackSetByCaller, State::kAuthCallback},
        {State::kPasswordExpired, State::kAuthChangePassword},
        {State::kInvokeEapUI, State::kAuthProject},
    };
    for (const State paused : kPaused) {
      CAPTURE(state_name(paused));
      SessionRig rig(options_for(paused));
      pause(rig, paused);
      CHECK(resume(rig) == ErrorCode::kSuccess);
      CHECK(rig.heard.back().state == next.at(paused));
      run_to(rig, State::kConnected);
      CHECK(rig.count(paused) == 1);
    }
  }

  TEST_CASE("resume while the handler of the state runs, and a second one, is 705") {
    for (const State paused : kPaused) {
      CAPTURE(state_name(paused));
      SessionRig rig(options_for(paused));
      announce(rig, paused);
      CHECK(resume(rig) == ErrorCode::kInvalidAuthState);
      rig.acknowledge_all();
      CHECK(resume(rig) == ErrorCode::kSuccess);
      CHECK(resume(rig) == ErrorCode::kInvalidAuthState);
      run_to(rig, State::kConnected);
    }
  }

  TEST_CASE("pause_limit ends each state with its own reason, counted from its handler's return") {
    for (const State paused : kPaused) {
      CAPTURE(state_name(paused));
      SessionRig rig(options_for(paused));
      announce(rig, paused);
      rig.wait(25s);
      CHECK_FALSE(rig.session.is_closing());
      rig.acknowledge_all();
      rig.wait(19'999ms);
      CHECK_FALSE(rig.session.is_closing());
      rig.wait(3s);
      CHECK(rig.session.is_ended());
      CHECK(last_but_one(rig).state == paused);
      CHECK(last_but_one(rig).error.code == failure_of(paused));
      CHECK(rig.end().code == failure_of(paused));
      CHECK(rig.end().context.find(std::string(state_name(paused)) + " (pause_limit)") !=
            std::string::npos);
      CHECK(resume(rig) == ErrorCode::kInvalidAuthState);
    }
  }

  TEST_CASE("a hang-up ends each state, whether its handler runs or not") {
    for (const State paused : kPaused) {
      for (const bool handler_runs : {true, false}) {
        CAPTURE(state_name(paused));
        CAPTURE(handler_runs);
        SessionRig rig(options_for(paused));
        announce(rig, paused);
        if (!handler_runs) rig.acknowledge_all();
        const auto heard = rig.heard.size();
        rig.session.hang_up({ErrorCode::kUserDisconnection, Layer::kManager, ""}, true, rig.now);
        rig.settle();
        rig.wait(1s);
        REQUIRE(rig.session.is_ended());
        CHECK(rig.heard.size() == heard + 1);
        CHECK(rig.end().code == ErrorCode::kUserDisconnection);
        CHECK(rig.session.prompt().empty());
        CHECK(resume(rig) == ErrorCode::kInvalidAuthState);
      }
    }
  }

  TEST_CASE("a lost carrier fails each state at once with 668") {
    for (const State paused : kPaused) {
      for (const bool handler_runs : {true, false}) {
        CAPTURE(state_name(paused));
        SessionRig rig(options_for(paused));
        announce(rig, paused);
        if (!handler_runs) rig.acknowledge_all();
        rig.session.handle_line_lost({ErrorCode::kNoConnection, Layer::kPort, "gone"}, rig.now);
        rig.settle();
        CHECK(rig.session.is_ended());
        CHECK(last_but_one(rig).state == paused);
        CHECK(last_but_one(rig).error.code == ErrorCode::kNoConnection);
        CHECK(resume(rig) == ErrorCode::kInvalidAuthState);
      }
    }
  }

  TEST_CASE("a client that holds nothing any more leaves the pause where it is") {
    for (const State paused : kPaused) {
      CAPTURE(state_name(paused));
      SessionRig rig(options_for(paused));
      announce(rig, paused);
      rig.session.stop_holding(rig.now);
      rig.settle();
      CHECK(rig.session.state() == paused);
      CHECK(resume(rig) == ErrorCode::kSuccess);
      CHECK(rig.has_heard(State::kConnected));
    }
  }

  TEST_CASE("where pausing is not allowed each state is an error, in the state that led to it") {
    for (const State paused : kPaused) {
      if (paused == State::kRetryAuthentication) continue;  // below: there is no prompt then
      CAPTURE(state_name(paused));
      auto options = options_for(paused);
      options.settings.allow_pause = false;
      SessionRig rig(options);
      rig.dial();
      const State before =
          paused == State::kInteractive ? State::kDeviceConnected : State::kAuthenticate;
      run_to(rig, before);
      if (paused == State::kInteractive) {
        rig.acknowledge_all();
      } else {
        prompt(rig, paused, "the far end's words");
        rig.wait(1s);
        CHECK(rig.end().raw == "the far end's words");
      }
      CHECK(rig.session.is_ended());
      CHECK_FALSE(rig.has_heard(paused));
      CHECK(last_but_one(rig).state == before);
      CHECK(last_but_one(rig).error.code == failure_of(paused));
      CHECK(rig.end().code == failure_of(paused));
    }
  }

  TEST_CASE("what the far end asks can be read in the paused state only") {
    SessionRig rig(pausing());
    rig.dial();
    run_to(rig, State::kAuthenticate);
    prompt(rig, State::kPasswordExpired, "eight letters at least");
    CHECK(rig.session.prompt().empty());
    rig.acknowledge_all();
    CHECK(rig.session.prompt() == "eight letters at least");
    rig.acknowledge_all();
    CHECK(rig.session.prompt() == "eight letters at least");
    CHECK(resume(rig) == ErrorCode::kSuccess);
    CHECK(rig.session.prompt().empty());
  }

  TEST_CASE("the answer is there once, for the protocol that asked, and whole") {
    SessionRig rig(pausing());
    pause(rig, State::kPasswordExpired);
    CHECK_FALSE(rig.session.poll_answer());
    REQUIRE(resume(rig) == ErrorCode::kSuccess);
    const auto answer = rig.session.poll_answer();
    REQUIRE(answer);
    CHECK(answer->paused == State::kPasswordExpired);
    CHECK(answer->user == "alice");
    CHECK(answer->password.reveal() == "secret");
    CHECK(answer->number == "555-0199");
    CHECK_FALSE(rig.session.poll_answer());
  }

  TEST_CASE("a protocol may ask again when it has its answer, and not before") {
    SessionRig rig(pausing());
    pause(rig, State::kInvokeEapUI);
    CHECK(rig.session.handle_prompt(State::kInvokeEapUI, "", rig.now).error().code ==
          ErrorCode::kInvalidAuthState);
    rig.acknowledge_all();
    CHECK(resume(rig) == ErrorCode::kSuccess);
    // AuthProject has been reached: too late for any authentication.
    CHECK(rig.heard.back().state == State::kAuthProject);
    CHECK(rig.session.handle_prompt(State::kInvokeEapUI, "", rig.now).error().code ==
          ErrorCode::kInvalidAuthState);
    SessionRig other(pausing());
    pause(other, State::kPasswordExpired);
    CHECK(resume(other) == ErrorCode::kSuccess);
    CHECK(other.heard.back().state == State::kAuthChangePassword);
    prompt(other, State::kPasswordExpired, "too short");
    other.acknowledge_all();
    CHECK(other.session.prompt() == "too short");
    other.acknowledge_all();
    CHECK(resume(other) == ErrorCode::kSuccess);
    run_to(other, State::kConnected);
    CHECK(other.count(State::kPasswordExpired) == 2);
  }

  TEST_CASE("there is nothing to ask before Authenticate, after Connected, or for a terminal") {
    SessionRig rig(pausing());
    const auto ask = [&](State state) {
      return rig.session.handle_prompt(state, "", rig.now).error().code;
    };
    CHECK(ask(State::kPasswordExpired) == ErrorCode::kInvalidAuthState);
    rig.dial();
    CHECK(ask(State::kPasswordExpired) == ErrorCode::kInvalidAuthState);
    run_to(rig, State::kAuthenticate);
    CHECK(ask(State::kInteractive) == ErrorCode::kInvalidParameter);
    CHECK(ask(State::kConnected) == ErrorCode::kInvalidParameter);
    run_to(rig, State::kConnected);
    CHECK(ask(State::kPasswordExpired) == ErrorCode::kInvalidAuthState);
    CHECK_FALSE(rig.session.is_closing());
  }

  TEST_CASE("what becomes true during a pause is reported after it") {
    auto options = pausing();
    options.peer = test::demanding(Method::kChapMd5);
    SessionRig rig(options);
    pause(rig, State::kPasswordExpired);  // CHAP goes on meanwhile, and succeeds
    rig.wait(1s);
    CHECK(rig.heard.back().state == State::kPasswordExpired);
    CHECK(resume(rig) == ErrorCode::kSuccess);
    run_to(rig, State::kConnected);
    const auto all = rig.states();
    const std::vector after(std::ranges::find(all, State::kPasswordExpired), all.end());
    CHECK(after == std::vector{State::kPasswordExpired, State::kAuthChangePassword,
                               State::kAuthNotify, State::kAuthenticated, State::kAuthProject,
                               State::kProjected, State::kConnected});
  }

  TEST_CASE("a callback number with another character is 751, too long a one 704; both wait on") {
    for (const auto& [number, code] :
         {std::pair{std::string("555x0199"), ErrorCode::kInvalidCallbackNumber},
          std::pair{std::string(129, '5'), ErrorCode::kBadCallbackNumber}}) {
      SessionRig rig(pausing());
      pause(rig, State::kCallbackSetByCaller);
      CHECK(resume(rig, {.user = {}, .password = {}, .number = number}) == code);
      CHECK(rig.session.state() == State::kCallbackSetByCaller);
      CHECK_FALSE(rig.session.poll_answer());
      CHECK(resume(rig, {.user = {}, .password = {}, .number = "T (0) 555-01 99 @PW"}) ==
            ErrorCode::kSuccess);
      CHECK(rig.session.poll_answer()->number == "T (0) 555-01 99 @PW");
      run_to(rig, State::kConnected);
    }
  }

  TEST_CASE(
      "a callback number given with the dial is answered without a pause, also where none is") {
    for (const bool allow_pause : {true, false}) {
      auto options = pausing();
      options.settings.allow_pause = allow_pause;
      options.settings.callback_number = "555-0199";
      SessionRig rig(options);
      rig.dial();
      run_to(rig, State::kAuthenticate);
      prompt(rig, State::kCallbackSetByCaller);
      const auto answer = rig.session.poll_answer();
      REQUIRE(answer);
      CHECK(answer->number == "555-0199");
      rig.acknowledge_all();
      CHECK(rig.heard.back().state == State::kAuthCallback);
      run_to(rig, State::kConnected);
      CHECK_FALSE(rig.has_heard(State::kCallbackSetByCaller));
    }
  }

  TEST_CASE("a dial with * as callback number asks") {
    auto options = pausing();
    options.settings.callback_number = "*";
    SessionRig rig(options);
    pause(rig, State::kCallbackSetByCaller);
    CHECK(resume(rig) == ErrorCode::kSuccess);
    run_to(rig, State::kConnected);
  }
}
