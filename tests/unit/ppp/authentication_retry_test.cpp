// A refusal that is not the end: the owner asks for other credentials, the peer lets them be tried.
#include <doctest/doctest.h>

#include "link_states.hpp"
#include "ppp/chap.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

namespace {

constexpr const char* kPapOption = "0304 c023";
constexpr const char* kChapOption = "0305 c22305";
constexpr const char* kNak = "03 01 0008 03 6e6f21";         // "no!"
constexpr const char* kChallenge = "01 1e 0008 01 aa 6973";  // value aa, name "is"
constexpr const char* kFailure = "04 1e 0007 6e6f21";

LinkOptions asking() {
  auto options = dialling_options();
  options.authentication.password = Secret("wrong");
  options.authentication.ask_again = true;
  return options;
}

LinkRig refused(const char* option) {
  auto rig = established(asking(), option);
  rig.link.allow_authentication(rig.now);
  if (option == kChapOption) rig.receive_raw(kProtocolChap, kChallenge);
  rig.sent();
  rig.receive_raw(option == kChapOption ? kProtocolChap : kProtocolPap,
                  option == kChapOption ? kFailure : kNak);
  return rig;
}

void retry(LinkRig& rig, std::string user = "alice", std::string password = "secret") {
  rig.link.set_credentials(std::move(user), Secret(std::move(password)));
  rig.link.retry_authentication(rig.now);
}

LinkRig patient(AuthenticationMethod method, unsigned tries) {
  auto options = answering_options(method);
  options.authentication.tries = tries;
  auto rig = established(std::move(options));
  rig.link.allow_authentication(rig.now);
  return rig;
}

std::string response(std::uint8_t id, std::string_view secret) {
  const auto digest = chap_digest(id, secret, Buffer(16, 0x5a));
  return "02 " + to_hex(Octets(&id, 1)) + " 001a 10 " + to_hex(digest) + " 616c696365";
}

}  // namespace

TEST_SUITE("ppp::Link, refused and asking again") {
  TEST_CASE("a refusal is told once, nothing is sent, and the link stays up") {
    for (const char* option : {kPapOption, kChapOption}) {
      auto rig = refused(option);
      CHECK(rig.events() == Texts{"AuthenticationFailed 691 'no!'"});
      rig.advance(29s);  // until the first echo
      CHECK(rig.sent().empty());
      CHECK(rig.events().empty());
    }
  }

  TEST_CASE("the event says that a retry is possible, and without ask_again that it is not") {
    auto rig = refused(kPapOption);
    const auto event = rig.link.poll_event();
    REQUIRE(event);
    CHECK(std::get<AuthenticationFailed>(*event).may_retry);
    auto other = established(dialling_options(), kPapOption);
    other.link.allow_authentication(other.now);
    other.receive_raw(kProtocolPap, kNak);
    CHECK_FALSE(std::get<AuthenticationFailed>(*other.link.poll_event()).may_retry);
  }

  TEST_CASE("PAP: the retry is a new request, with another id and the new credentials") {
    auto rig = refused(kPapOption);
    rig.events();
    retry(rig);
    CHECK(rig.sent() == Texts{"pap 1 02 05616c69636506736563726574"});
    rig.receive_raw(kProtocolPap, "02 01 0004");  // to the old request: not an answer
    CHECK(rig.events().empty());
    rig.receive_raw(kProtocolPap, "02 02 0004");
    CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
  }

  TEST_CASE("CHAP: a Challenge that comes after the refusal is answered when we retry") {
    auto rig = refused(kChapOption);
    rig.receive_raw(kProtocolChap, "01 1f 0008 01 bb 6973");
    CHECK(rig.sent().empty());
    retry(rig);
    CHECK(rig.sent() ==
          Texts{"chap 2 1f 10" + to_hex(chap_digest(0x1f, "secret", hex("bb"))) + "616c696365"});
    rig.events();
    rig.receive_raw(kProtocolChap, "03 1f 0004");
    CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
  }

  TEST_CASE("CHAP: where there is no new Challenge we wait for one, and not for ever") {
    for (const bool comes : {true, false}) {
      auto rig = refused(kChapOption);
      rig.events();
      retry(rig);
      CHECK(rig.sent().empty());
      rig.advance(5s);
      if (comes) {
        rig.receive_raw(kProtocolChap, "01 1f 0008 01 bb 6973");
        CHECK(rig.sent().size() == 1);
      } else {
        rig.advance(25s);
        CHECK(rig.events() == Texts{"AuthenticationFailed 718", "LinkDown 718"});
      }
    }
  }

  TEST_CASE("each refusal may be answered with another try") {
    auto rig = refused(kPapOption);
    for (const int id : {2, 3, 4}) {
      CHECK(rig.events() == Texts{"AuthenticationFailed 691 'no!'"});
      retry(rig, "bob", "wrong too");
      rig.receive_raw(kProtocolPap, "03 0" + std::to_string(id) + " 0008 03 6e6f21");
    }
    CHECK(rig.events() == Texts{"AuthenticationFailed 691 'no!'"});
  }

  TEST_CASE("a peer that hangs up instead gives 691 in its words, before a retry and after") {
    for (const bool retried : {false, true}) {
      auto rig = refused(kPapOption);
      rig.events();
      if (retried) retry(rig);
      rig.lcp(kTerminateRequest, 9);
      rig.advance(1s);
      CHECK(rig.events() == Texts{"LinkDown 691 'no!'"});
      retry(rig);
      CHECK(rig.events().empty());
    }
  }

  TEST_CASE("a peer that negotiates anew does not get the refused credentials again") {
    auto rig = refused(kPapOption);
    rig.events();
    rig.lcp(kConfigureRequest, 2, kPapOption);
    rig.sent();
    rig.ack(kProtocolLcp);
    CHECK(rig.events() == Texts{"LcpOpened pap"});
    CHECK(rig.sent().empty());
    retry(rig);
    CHECK(rig.sent() == Texts{"pap 1 01 05616c69636506736563726574"});
  }

  TEST_CASE("retry means nothing where nobody was refused") {
    auto rig = established(asking(), kPapOption);
    rig.link.retry_authentication(rig.now);
    CHECK(rig.sent().empty());
  }
}

TEST_SUITE("ppp::Authenticator that allows some tries") {
  TEST_CASE("PAP: every wrong request but the last leaves the link up; a repetition is no try") {
    auto rig = patient(AuthenticationMethod::kPap, 3);
    for (const char* id : {"07", "07", "08"}) {
      rig.receive_raw(kProtocolPap,
                      std::string("01 ") + id + " 0011 05 616c696365 06 736563726575");
      CHECK(rig.sent() == Texts{std::string("pap 3 ") + id + " 0f4c6f67696e20696e636f7272656374"});
    }
    CHECK(rig.events().empty());
    SUBCASE("the right one is accepted") {
      rig.receive_raw(kProtocolPap, "01 09 0011 05 616c696365 06 736563726574");
      CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
    }
    SUBCASE("the third wrong one is the end") {
      rig.receive_raw(kProtocolPap, "01 09 0011 05 616c696365 06 736563726575");
      CHECK(rig.events() == Texts{"AuthenticationFailed 691"});
      CHECK(rig.sent().back().starts_with("lcp term-req"));
    }
  }

  TEST_CASE("CHAP: a refusal is followed by another Challenge, whose Response is judged anew") {
    auto rig = patient(AuthenticationMethod::kChapMd5, 2);
    rig.sent();
    rig.receive_raw(kProtocolChap, response(0x5a, "wrong"));
    auto sent = rig.sent();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].starts_with("chap 4 5a"));
    CHECK(sent[1].starts_with("chap 1 5b"));
    SUBCASE("the Response that was refused is refused again, and costs no try") {
      rig.receive_raw(kProtocolChap, response(0x5a, "wrong"));
      CHECK(rig.sent().at(0).starts_with("chap 4 5a"));
      CHECK(rig.events().empty());
    }
    SUBCASE("the right Response is accepted") {
      rig.receive_raw(kProtocolChap, response(0x5b, "secret"));
      CHECK(rig.sent().at(0).starts_with("chap 3 5b"));
      CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
    }
    SUBCASE("the second wrong one is the end") {
      rig.receive_raw(kProtocolChap, response(0x5b, "wrong"));
      CHECK(rig.events() == Texts{"AuthenticationFailed 691"});
    }
  }

  TEST_CASE("who was refused has two minutes to type, and not for ever") {
    for (const auto method : {AuthenticationMethod::kPap, AuthenticationMethod::kChapMd5}) {
      auto rig = patient(method, 2);
      rig.receive_raw(kProtocolPap, "01 07 0011 05 616c696365 06 736563726575");
      rig.receive_raw(kProtocolChap, response(0x5a, "wrong"));
      const auto answer_echoes = [&](Duration time) {
        for (Duration passed{0}; passed < time; passed += 1s) {
          rig.advance(1s);
          for (const auto& frame : rig.sent()) {
            if (!frame.starts_with("lcp echo-req")) continue;
            rig.receive(kProtocolLcp, kEchoReply, hex(frame.substr(13, 2))[0], hex("00000000"));
          }
        }
      };
      answer_echoes(120s);
      CHECK(rig.events().empty());
      answer_echoes(80s);
      CHECK(rig.events().at(0) == "AuthenticationFailed 718");
    }
  }
}
