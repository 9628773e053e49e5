// What a handler may do to itself: throw, wait for its own hang-up, ask a daemon that is silent;
// and a caller that is killed while it waits.
#include <csignal>
#include <filesystem>

#include "conformance/both_ways.hpp"
#include "conformance/client_process.hpp"
#include "sys/lock_file.hpp"

namespace dial::conformance {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr const char* kSlow = "5550003";

LabOptions options() {
  LabOptions made;
  made.numbers = {std::string(kSlow) + "=connect 33600 delay=60s"};
  made.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
  return made;
}

void check_gets_free(Lab& lab) {
  Program looker(lab.dialer_options());
  CHECK(eventually([&] { return looker.can_dial(lab); }));
}

// Somebody else dials the line, whatever its last user left.
void check_dialled_anew(Lab& lab) {
  Program next(lab.dialer_options());
  CHECK(next.hang_up(next.connect("line0")));
  CHECK(lab.is_free());
}

// The code of a member that failed, and whether it took about five seconds.
template <class Member>
std::pair<ErrorCode, bool> timed(Member member) {
  const auto begin = Clock::now();
  const auto result = member();
  const auto took = Clock::now() - begin;
  return {result ? ErrorCode::kSuccess : result.error().code, took > 4s && took < 8s};
}

}  // namespace

TEST_SUITE("conformance: extremes") {
  TEST_BOTH_WAYS(
      "a handler that throws ends its program with what it threw, and the line is free") {
    Lab lab(Way::kDirect, options());
    ClientProcess client(Way::kDirect, lab.directory(), "line0", kGood, "throw");
    CHECK(client.wait() == -SIGABRT);
    CHECK(client.said().find("thrown by the handler") != std::string::npos);
    // In process nobody is left who could remove the lock file.
    if (!Way::kDirect) check_gets_free(lab);
    CHECK(lab.calls() == 0);  // the step of that handler was not released
    check_dialled_anew(lab);
  }

  TEST_BOTH_WAYS("who is killed in a synchronous dial leaves a line that can be dialled at once") {
    Lab lab(Way::kDirect, options());
    ClientProcess client(Way::kDirect, lab.directory(), "line0", kSlow, "wait");
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    CHECK_FALSE(lab.is_free());
    client.kill();
    CHECK(client.wait() == -SIGKILL);
    if (Way::kDirect) {  // its lock file is still there, and stops nobody
      const auto lock = lab.directory() + "/lock/" + sys::lock_name(lab.device(0));
      CHECK(std::filesystem::exists(lock));
    } else {
      check_gets_free(lab);
    }
    check_dialled_anew(lab);
  }

  TEST_BOTH_WAYS(
      "a hang-up that waits may be called in the handler of its own dial, in any state") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    std::vector<State> states(std::begin(kDialStates), std::end(kDialStates));
    states.push_back(State::kConnected);
    for (const State state : states) {
      CAPTURE(state_name(state));
      Handler handler;
      std::optional<Result<>> outcome;
      bool was_free = false;
      unsigned ends = 0;
      handler.act_in(state, [&](const Notification& notification) {
        outcome = dialer->hang_up(notification.connection);
        was_free = lab.is_free();
        ends = handler.ends();
      });
      REQUIRE(program.dial("line0", handler, kGood));
      REQUIRE(handler.wait_for_end());
      program.with([](Dialer&) {});  // the handler has returned
      REQUIRE(outcome);
      CHECK(outcome->has_value());
      CHECK(was_free);
      CHECK(handler.ends() == 1);
      if (state == State::kConnected) continue;  // that was the terminal call itself
      CHECK(ends == 0);                          // it came after the hang-up had returned
      CHECK(handler.error().code == ErrorCode::kUserDisconnection);
      CHECK_FALSE(handler.calls().back().is_nested);
    }
    check_dialled_anew(lab);
  }

  TEST_CASE(
      "inside a handler a silent daemon costs each member five seconds, and the dial goes on") {
    Lab lab(ThroughDaemon::kDirect, options());
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    for (const bool hangs_up : {false, true}) {
      CAPTURE(hangs_up);
      Handler handler;
      std::vector<std::pair<ErrorCode, bool>> outcomes;
      std::promise<void> done;
      bool asked_at_once = true;
      std::promise<unsigned> completed;
      handler.act_in(State::kConnectDevice, [&](const Notification& notification) {
        const ConnectionId id = notification.connection;
        lab.daemon().signal(SIGSTOP);
        outcomes.push_back(timed([&] { return dialer->status(id); }));
        if (hangs_up) {
          const auto begin = Clock::now();
          const auto asked =
              dialer->hang_up(id, [&](const Result<>&) { completed.set_value(handler.ends()); });
          asked_at_once = asked && Clock::now() - begin < 2s;
        } else {
          outcomes.push_back(timed([&] { return dialer->connections(); }));
          outcomes.push_back(timed([&] { return dialer->statistics(id); }));
        }
        lab.daemon().signal(SIGCONT);
        done.set_value();
      });
      REQUIRE(program.dial({.entry = "line0", .number = kGood, .handler_limit = 60s}, handler));
      REQUIRE(done.get_future().wait_for(60s) == std::future_status::ready);
      CHECK(asked_at_once);
      for (const auto& [code, was_in_time] : outcomes) {
        CHECK(code == ErrorCode::kServiceNotReachable);
        CHECK(was_in_time);
      }
      REQUIRE(handler.wait_for_end());
      CHECK(handler.ends() == 1);
      if (hangs_up) {
        CHECK(take(completed.get_future(), "the completion of a hang-up") == 1);
        CHECK(handler.error().code == ErrorCode::kUserDisconnection);
        CHECK(lab.is_free());
      } else {
        REQUIRE(handler.last()->state == State::kConnected);
        CHECK(program.hang_up(handler.last()->connection));
      }
    }
  }
}

}  // namespace dial::conformance
