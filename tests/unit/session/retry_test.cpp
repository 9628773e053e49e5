// RAS: other credentials after a refused login, in RetryAuthentication, with real PAP and CHAP.
#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;
using Method = ppp::AuthenticationMethod;

namespace {

SessionRig::Options refused_by(Method method, unsigned tries) {
  SessionRig::Options options;
  options.peer = test::demanding(method);
  options.peer.authentication.tries = tries;
  options.settings.allow_pause = true;
  options.settings.link.authentication.password = Secret("wrong");
  return options;
}

bool resume(SessionRig& rig, std::string user, std::string password) {
  const auto result = rig.session.resume(
      {.user = std::move(user), .password = std::move(password), .number = {}}, rig.now);
  rig.settle();
  return result.has_value();
}

std::vector<State> after_authenticate(const SessionRig& rig) {
  const auto all = rig.states();
  return {std::ranges::find(all, State::kAuthenticate) + 1, all.end()};
}

}  // namespace

TEST_SUITE("session::Session, RetryAuthentication") {
  TEST_CASE("a refusal is AuthNotify without an error, then the pause in the peer's words") {
    for (const auto& [method, words] : {std::pair{Method::kPap, "Login incorrect"},
                                        std::pair{Method::kChapMd5, "Access denied"}}) {
      SessionRig rig(refused_by(method, 2));
      rig.dial();
      rig.wait(1s);
      CHECK(after_authenticate(rig) ==
            std::vector{State::kAuthNotify, State::kRetryAuthentication});
      CHECK_FALSE(rig.heard[rig.heard.size() - 2].error);
      CHECK(rig.session.prompt() == words);
    }
  }

  TEST_CASE("the right credentials lead from AuthRetry to Connected") {
    for (const Method method : {Method::kPap, Method::kChapMd5}) {
      SessionRig rig(refused_by(method, 2));
      rig.dial();
      rig.wait(5s);
      REQUIRE(resume(rig, "alice", "secret"));
      rig.wait(5s);
      CHECK(after_authenticate(rig) == std::vector{State::kAuthNotify, State::kRetryAuthentication,
                                                   State::kAuthRetry, State::kAuthNotify,
                                                   State::kAuthenticated, State::kAuthProject,
                                                   State::kProjected, State::kConnected});
      CHECK(rig.session.projection()->authentication ==
            (method == Method::kPap ? "pap" : "chap-md5"));
    }
  }

  TEST_CASE("the password alone may be another: the name stays") {
    SessionRig rig(refused_by(Method::kPap, 2));
    rig.dial();
    rig.wait(1s);
    REQUIRE(resume(rig, "", "secret"));
    CHECK(rig.has_heard(State::kConnected));
  }

  TEST_CASE("credentials do not leave before the handler of AuthRetry has returned") {
    for (const Method method : {Method::kPap, Method::kChapMd5}) {
      auto options = refused_by(method, 2);
      options.acknowledges = false;
      SessionRig rig(options);
      rig.dial();
      for (int i = 0; i < 20 && rig.heard.back().state != State::kRetryAuthentication; ++i) {
        rig.acknowledge_all();
        rig.wait(300ms);
      }
      rig.acknowledge_all();
      REQUIRE(resume(rig, "alice", "secret"));
      REQUIRE(rig.heard.back().state == State::kAuthRetry);
      const auto sent = rig.octets_sent;
      rig.wait(3s);
      CHECK(rig.octets_sent == sent);
      rig.acknowledge_all();
      CHECK(rig.octets_sent > sent);
    }
  }

  TEST_CASE("as many tries as the peer allows, then 691 in its words") {
    for (const Method method : {Method::kPap, Method::kChapMd5}) {
      SessionRig rig(refused_by(method, 3));
      rig.dial();
      for (int i = 0; i < 2; ++i) {
        rig.wait(1s);
        REQUIRE(rig.session.state() == State::kRetryAuthentication);
        REQUIRE(resume(rig, "alice", "wrong again"));
      }
      rig.wait(3s);
      CHECK(rig.session.is_ended());
      CHECK(rig.count(State::kRetryAuthentication) == 2);
      CHECK(rig.end().code == ErrorCode::kAuthenticationFailure);
      CHECK(rig.end().raw == (method == Method::kPap ? "Login incorrect" : "Access denied"));
    }
  }

  TEST_CASE("a peer that refuses and hangs up at once asks nobody: AuthNotify fails with 691") {
    for (const Method method : {Method::kPap, Method::kChapMd5}) {
      SessionRig rig(refused_by(method, 1));
      rig.dial();
      rig.wait(3s);
      CHECK(rig.session.is_ended());
      CHECK(after_authenticate(rig) == std::vector{State::kAuthNotify});
      CHECK(rig.heard[rig.heard.size() - 2].state == State::kAuthNotify);
      CHECK(rig.heard[rig.heard.size() - 2].error.code == ErrorCode::kAuthenticationFailure);
      CHECK(rig.end().code == ErrorCode::kAuthenticationFailure);
    }
  }

  TEST_CASE("a peer that hangs up during the pause ends it with 691") {
    SessionRig rig(refused_by(Method::kPap, 2));
    rig.dial();
    rig.wait(1s);
    REQUIRE(rig.session.state() == State::kRetryAuthentication);
    rig.peer->link().close({ErrorCode::kUserDisconnection, Layer::kManager, ""}, rig.now);
    rig.settle();
    rig.wait(3s);
    CHECK(rig.session.is_ended());
    CHECK(rig.heard[rig.heard.size() - 2].state == State::kRetryAuthentication);
    CHECK(rig.heard[rig.heard.size() - 2].error.code == ErrorCode::kAuthenticationFailure);
    CHECK_FALSE(resume(rig, "alice", "secret"));
  }

  TEST_CASE("without pauses a refusal fails AuthNotify at once") {
    auto options = refused_by(Method::kPap, 2);
    options.settings.allow_pause = false;
    SessionRig rig(options);
    rig.dial();
    CHECK(after_authenticate(rig) == std::vector{State::kAuthNotify});
    CHECK(rig.count(State::kAuthNotify) == 2);
    CHECK(rig.heard[rig.heard.size() - 2].state == State::kAuthNotify);
    CHECK(rig.end().code == ErrorCode::kAuthenticationFailure);
  }

  TEST_CASE("sending ahead changes nothing of it") {
    auto options = refused_by(Method::kChapMd5, 2);
    options.settings.send_ahead = true;
    SessionRig rig(options);
    rig.dial();
    rig.wait(1s);
    REQUIRE(resume(rig, "alice", "secret"));
    rig.wait(5s);
    CHECK(rig.has_heard(State::kConnected));
  }

  TEST_CASE("a refusal of an open connection is its end, and asks nobody") {
    SessionRig::Options options = refused_by(Method::kChapMd5, 2);
    options.settings.link.authentication.password = Secret("secret");
    SessionRig rig(options);
    rig.dial();
    REQUIRE(rig.has_heard(State::kConnected));
    const auto receive = [&](const Buffer& packet) {
      Buffer wire;
      hdlc::encode({ppp::kProtocolChap, packet}, {}, wire);
      rig.receive(text_of(wire));
    };
    receive({1, 0x77, 0, 8, 1, 0xaa, 'i', 's'});  // RFC 1994 4.1: a Challenge at any time
    receive({4, 0x77, 0, 4});                     // Failure
    rig.wait(3s);
    CHECK(rig.session.is_ended());
    CHECK_FALSE(rig.has_heard(State::kRetryAuthentication));
    CHECK(rig.end().code == ErrorCode::kAuthenticationFailure);
  }
}
