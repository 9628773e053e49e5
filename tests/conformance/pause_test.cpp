// DESIGN 2, rule 6: states that wait for an answer.
#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

// The peer asks who we are, and the profile does not say.
LabOptions nameless() {
  LabOptions options;
  options.line.peer.require = ppp::AuthenticationMethod::kPap;
  options.user = "";
  return options;
}

const DialParameters kPausing{.entry = "line0", .allow_pause = true};
const ResumeInput kAlice{.user = "alice", .password = "secret", .number = ""};

Result<> resume(Program& program, ConnectionId id, const ResumeInput& input) {
  return program.with([&](Dialer& dialer) { return dialer.resume(id, input); });
}

// Resumes when the dial has come to rest in the paused state.
bool resume_when_paused(Program& program, ConnectionId id, const ResumeInput& input) {
  return eventually([&] { return resume(program, id, input).has_value(); });
}

}  // namespace

TEST_SUITE("conformance: paused states") {
  TEST_BOTH_WAYS("a dial that may pause waits in RetryAuthentication and resumes with a name") {
    Lab lab(Way::kDirect, nameless());
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial(kPausing, handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kRetryAuthentication));
    CHECK(is_paused(handler.last()->state));
    REQUIRE(resume_when_paused(program, *id, kAlice));
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) ==
          "OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected Authenticate "
          "RetryAuthentication AuthRetry AuthNotify Authenticated AuthProject Projected "
          "Connected");
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("a dial that may not pause fails with 703") {
    Lab lab(Way::kDirect, nameless());
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(program.dial({.entry = "line0"}, handler));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.ends() == 1);
    CHECK(handler.error().code == ErrorCode::kInteractiveMode);
    REQUIRE(handler.failure());
    CHECK(handler.failure()->state == State::kAuthenticate);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("an answer that is wrong fails with 691") {
    Lab lab(Way::kDirect, nameless());
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial(kPausing, handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kRetryAuthentication));
    REQUIRE(resume_when_paused(program, *id, {.user = "alice", .password = "no", .number = ""}));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.error().code == ErrorCode::kAuthenticationFailure);
    CHECK(handler.ends() == 1);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("resume outside a paused state is 705 and changes nothing") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    Handler handler;
    handler.hold_in(State::kConnectDevice);
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kConnectDevice));
    const auto early = resume(other, *id, kAlice);
    REQUIRE_FALSE(early);
    CHECK(early.error().code == ErrorCode::kInvalidAuthState);
    handler.release();
    REQUIRE(handler.wait_for_end());
    CHECK(handler.last()->state == State::kConnected);
    const auto late = resume(program, *id, kAlice);
    REQUIRE_FALSE(late);
    CHECK(late.error().code == ErrorCode::kInvalidAuthState);
    CHECK(program.hang_up(*id));
    CHECK(resume(program, {999}, kAlice).error().code == ErrorCode::kInvalidHandle);
  }

  TEST_BOTH_WAYS("a paused dial can be hung up") {
    Lab lab(Way::kDirect, nameless());
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial(kPausing, handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kRetryAuthentication));
    CHECK(program.hang_up(*id));
    CHECK(handler.ends() == 1);
    CHECK(handler.error().code == ErrorCode::kUserDisconnection);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("a pause that nobody answers ends by itself with 703") {
    LabOptions options = nameless();
    options.top = "pause_limit = \"200ms\"\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(program.dial(kPausing, handler));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.error().code == ErrorCode::kInteractiveMode);
    REQUIRE(handler.failure());
    CHECK(handler.failure()->state == State::kRetryAuthentication);
    CHECK(lab.is_free());
  }
}

}  // namespace dial::conformance
