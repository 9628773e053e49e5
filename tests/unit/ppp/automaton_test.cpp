#include "ppp/automaton.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "automaton_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test::automaton;
using dial::test::hex;

namespace {

void happen(Rig& rig, AutomatonEvent event) {
  switch (event) {
    case AutomatonEvent::kUp:
      return rig.automaton.up(rig.now);
    case AutomatonEvent::kDown:
      return rig.automaton.down(rig.now);
    case AutomatonEvent::kOpen:
      return rig.automaton.open(rig.now);
    case AutomatonEvent::kClose:
      return rig.automaton.close("", rig.now);
    case AutomatonEvent::kTimeoutWithTries:
    case AutomatonEvent::kTimeoutExhausted:
      return rig.timeout();
    case AutomatonEvent::kGoodRequest:
      return rig.good_request();
    case AutomatonEvent::kBadRequest:
      return rig.bad_request();
    case AutomatonEvent::kAck:
      return rig.ack();
    case AutomatonEvent::kNakOrReject:
      return rig.nak();
    case AutomatonEvent::kTerminateRequestReceived:
      return rig.receive(kTerminateRequest, 9);
    case AutomatonEvent::kTerminateAckReceived:
      return rig.receive(kTerminateAck, 9);
    case AutomatonEvent::kUnknownCode:
      return rig.receive(77, 9);
    case AutomatonEvent::kRejectPermitted:
      return rig.receive(kCodeReject, 9, "09");
    case AutomatonEvent::kRejectCatastrophic:
      return rig.receive(kCodeReject, 9, "01");
    case AutomatonEvent::kEchoOrDiscard:
      return rig.receive(kEchoRequest, 9, "00000000");
  }
}

// The actions that show outside: packets by code, and layer events.
unsigned observed_actions(Rig& rig) {
  using Event = Automaton::LayerEvent;
  unsigned actions = 0;
  for (const auto& packet : rig.take()) {
    switch (packet[0]) {
      case kConfigureRequest:
        actions |= action::scr;
        break;
      case kConfigureAck:
        actions |= action::sca;
        break;
      case kConfigureNak:
        actions |= action::scn;
        break;
      case kTerminateRequest:
        actions |= action::str;
        break;
      case kTerminateAck:
        actions |= action::sta;
        break;
      case kCodeReject:
        actions |= action::scj;
        break;
      case kEchoReply:
        actions |= action::ser;
        break;
      default:
        FAIL("a packet of code ", int(packet[0]));
    }
  }
  for (const auto event : rig.events) {
    if (event == Event::kUp) actions |= action::tlu;
    if (event == Event::kDown) actions |= action::tld;
    if (event == Event::kFinished) actions |= action::tlf;
  }
  return actions;
}

}  // namespace

TEST_SUITE("ppp::Automaton") {
  TEST_CASE("every event in every state does what the table says and nothing else") {
    for (std::size_t e = 0; e < kAutomatonEvents; ++e) {
      for (std::size_t s = 0; s < kAutomatonStates; ++s) {
        CAPTURE(e);
        CAPTURE(s);
        const auto event = static_cast<AutomatonEvent>(e);
        const auto state = static_cast<AutomatonState>(s);
        Timers timers;
        if (event == AutomatonEvent::kTimeoutExhausted)
          timers.max_configure = timers.max_terminate = 0;
        Rig rig(timers);
        rig.enter(state);
        happen(rig, event);
        auto step = step_for(event, state);
        // RFC 1661 4.3, RCA [x]: there is no second valid reply to a request.
        const bool reply = event == AutomatonEvent::kAck || event == AutomatonEvent::kNakOrReject;
        const bool crossed = state == AutomatonState::kAckRcvd || state == AutomatonState::kOpened;
        if (step.next < 0 || (reply && crossed)) step = {static_cast<int>(s), 0};
        CHECK(static_cast<int>(rig.automaton.state()) == step.next);
        const auto hidden = action::irc | action::zrc | action::tls;
        CHECK(observed_actions(rig) == (step.actions & ~hidden));
        const bool waits = step.next >= 4 && step.next <= 8;
        CHECK(rig.automaton.poll_timeout().has_value() == waits);
      }
    }
  }

  TEST_CASE("an Ack with a wrong id, or of other options, is discarded") {
    Rig rig;
    rig.enter(AutomatonState::kReqSent);
    rig.receive(kConfigureAck, static_cast<std::uint8_t>(kFirstId + 1), "0104 1111 0204 2222");
    rig.receive(kConfigureAck, kFirstId, "0104 1111");
    rig.receive(kConfigureAck, kFirstId, "0104 1111 0204 2223");
    CHECK(rig.automaton.state() == AutomatonState::kReqSent);
    CHECK(rig.take().empty());
    rig.receive(kConfigureAck, kFirstId, "0104 1111 0204 2222");
    CHECK(rig.automaton.state() == AutomatonState::kAckRcvd);
  }

  TEST_CASE("a Reject of what was not asked for, or of other values, is discarded") {
    Rig rig;
    rig.enter(AutomatonState::kReqSent);
    rig.receive(kConfigureReject, kFirstId, "0302");
    rig.receive(kConfigureReject, kFirstId, "0104 1112");
    rig.receive(kConfigureReject, kFirstId, "");
    rig.receive(kConfigureReject, kFirstId, "0104 11");
    CHECK(rig.take().empty());
    CHECK(rig.protocol.rejects == 0);
    rig.receive(kConfigureReject, kFirstId, "0204 2222");
    CHECK(rig.protocol.rejects == 1);
    CHECK(rig.take().size() == 1);
  }

  TEST_CASE("an unanswered request is repeated with its id at doubling intervals up to the limit") {
    Rig rig({.restart = 250ms, .restart_limit = 3000ms, .max_configure = 7});
    rig.automaton.open(rig.now);
    rig.automaton.up(rig.now);
    const auto first = rig.take();
    REQUIRE(first.size() == 1);
    for (const auto interval : {250ms, 500ms, 1000ms, 2000ms, 3000ms, 3000ms}) {
      const auto deadline = rig.automaton.poll_timeout();
      REQUIRE(deadline == rig.now + interval);
      rig.automaton.handle_timeout(*deadline - 1ms);
      CHECK(rig.take().empty());
      rig.timeout();
      CHECK(rig.take() == first);
    }
    rig.timeout();
    CHECK(rig.take().empty());
    CHECK(rig.automaton.state() == AutomatonState::kStopped);
    CHECK(rig.automaton.finish() == Automaton::Finish::kTimeout);
    CHECK(rig.events == std::vector{Automaton::LayerEvent::kFinished});
  }

  TEST_CASE("the id changes when the options do, and after a valid reply") {
    Rig rig;
    rig.enter(AutomatonState::kReqSent);
    rig.nak();
    CHECK(rig.last_id() == kFirstId + 1);
    rig.protocol.wish = hex("0104 3333");
    rig.timeout();
    CHECK(rig.last_id() == kFirstId + 2);
    rig.ack();
    rig.timeout();  // Ack-Rcvd: the peer's own request does not come
    CHECK(rig.last_id() == kFirstId + 3);
  }

  TEST_CASE("options that are not recognised are rejected alone, in their order") {
    Rig rig;
    rig.enter(AutomatonState::kReqSent);
    rig.receive(kConfigureRequest, 5, "0503aa 0103aa 0402 0203aa");
    CHECK(rig.take() == std::vector<Buffer>{build_packet(kConfigureReject, 5, hex("0503aa 0402"))});
  }

  TEST_CASE("after Max-Failure Naks the refused options are rejected as they were") {
    Rig rig({.max_failure = 2});
    rig.enter(AutomatonState::kReqSent);
    for (int i = 0; i < 2; ++i) {
      rig.bad_request();
      CHECK(rig.take() == std::vector<Buffer>{build_packet(kConfigureNak, 1, hex("020377"))});
    }
    rig.bad_request();
    CHECK(rig.take() == std::vector<Buffer>{build_packet(kConfigureReject, 1, hex("0203aa"))});
  }

  TEST_CASE("a missing option is suggested, and let go after Max-Failure") {
    Rig rig({.max_failure = 1});
    rig.protocol.misses = true;
    rig.enter(AutomatonState::kReqSent);
    rig.good_request(3);
    CHECK(rig.take() == std::vector<Buffer>{build_packet(kConfigureNak, 3, hex("090399"))});
    rig.good_request(4);
    CHECK(rig.take() == std::vector<Buffer>{build_packet(kConfigureAck, 4, hex("0103aa"))});
  }

  TEST_CASE("a peer that Naks for ever is given up, though each Nak restarts the counter") {
    Rig rig;
    rig.enter(AutomatonState::kReqSent);
    int rounds = 0;
    while (rig.automaton.state() == AutomatonState::kReqSent && rounds < 1000) {
      rig.nak();
      ++rounds;
    }
    CHECK(rig.automaton.finish() == Automaton::Finish::kNotConverging);
    CHECK(rounds == 31);
  }

  TEST_CASE("Terminate-Requests are bounded and evenly spaced; their id stays") {
    Rig rig({.restart = 250ms, .max_terminate = 2});
    rig.enter(AutomatonState::kOpened);
    rig.automaton.close("bye", rig.now);
    const auto first = rig.take();
    REQUIRE(first.size() == 1);
    CHECK(text_of(Octets(first[0]).subspan(4)) == "bye");
    CHECK(rig.automaton.poll_timeout() == rig.now + 250ms);
    rig.timeout();
    CHECK(rig.take() == first);
    CHECK(rig.automaton.poll_timeout() == rig.now + 250ms);
    rig.timeout();
    CHECK(rig.take().empty());
    CHECK(rig.automaton.state() == AutomatonState::kClosed);
  }

  TEST_CASE("after the peer's Terminate-Request one interval passes before the layer is finished") {
    Rig rig;
    rig.enter(AutomatonState::kOpened);
    rig.automaton.handle_packet(build_packet(kTerminateRequest, 8, octets_of("bye")), rig.now);
    CHECK(rig.automaton.peer_text() == "bye");
    CHECK(rig.take() == std::vector<Buffer>{build_packet(kTerminateAck, 8, {})});
    CHECK(rig.events == std::vector{Automaton::LayerEvent::kDown});
    CHECK(rig.automaton.poll_timeout() == rig.now + 250ms);
    rig.receive(kTerminateRequest, 9);
    CHECK(rig.take() == std::vector<Buffer>{build_packet(kTerminateAck, 9, {})});
    rig.timeout();
    CHECK(rig.take().empty());
    CHECK(rig.automaton.finish() == Automaton::Finish::kPeer);
    CHECK(rig.events.back() == Automaton::LayerEvent::kFinished);
  }

  TEST_CASE("a request of an Opened peer starts a new negotiation with new wishes") {
    Rig rig;
    rig.enter(AutomatonState::kOpened);
    const int before = rig.protocol.restarts;
    rig.good_request(7);
    CHECK(rig.protocol.restarts == before + 1);
    const auto sent = rig.take();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0] == build_packet(kConfigureRequest, kFirstId + 1, rig.protocol.wish));
    CHECK(sent[1] == build_packet(kConfigureAck, 7, hex("0103aa")));
  }

  TEST_CASE("malformed packets change nothing in any state") {
    for (std::size_t s = 0; s < kAutomatonStates; ++s) {
      CAPTURE(s);
      Rig rig;
      rig.enter(static_cast<AutomatonState>(s));
      for (const char* bad : {"", "01", "0101", "010100", "01010003", "010100ff", "01010005 01",
                              "01010006 0100", "01010006 0109", "0701 0004"})
        rig.automaton.handle_packet(hex(bad), rig.now);
      CHECK(static_cast<std::size_t>(rig.automaton.state()) == s);
      CHECK(rig.take().empty());
    }
  }

  TEST_CASE("a Code-Reject carries the packet without padding, cut to the peer's MRU") {
    Rig rig;
    rig.enter(AutomatonState::kOpened);
    rig.automaton.handle_packet(hex("4d 09 0006 aabb ffff"), rig.now);
    CHECK(Octets(rig.take().at(0)).size() == 4 + 6);
    rig.automaton.limit_packets(128);
    rig.automaton.handle_packet(build_packet(77, 9, Buffer(300)), rig.now);
    CHECK(rig.take().at(0).size() == 128);
  }

  TEST_CASE("where answers are slow the next negotiation waits one and a half round trips") {
    Rig rig({.restart = 250ms, .restart_limit = 3000ms});
    rig.enter(AutomatonState::kAckSent);
    rig.now += 600ms;
    rig.ack();
    CHECK(rig.automaton.round_trip() == 600ms);
    rig.good_request(2);
    CHECK(rig.automaton.poll_timeout() == rig.now + 900ms);
  }
}
