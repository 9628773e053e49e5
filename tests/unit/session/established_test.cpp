// A connection that is handed over to another Session, as over a restart of the daemon.
#include "session/established.hpp"

#include <doctest/doctest.h>

#include "handing_over.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::hand_over;
using dial::test::handed_over;
using dial::test::SessionRig;

namespace {

Buffer packet_of(std::size_t size) {
  Buffer packet(size, 0x7e);  // has to be escaped
  packet[0] = 0x45;
  return packet;
}

void receive_frame(SessionRig& rig, std::uint16_t protocol, Octets information) {
  Buffer wire;
  hdlc::encode({protocol, information}, {}, wire);
  rig.receive(text_of(wire));
}

}  // namespace

TEST_SUITE("session::Established") {
  TEST_CASE("packets cross both ways after a hand-over, and the peer negotiates nothing") {
    for (const auto method : {ppp::AuthenticationMethod::kNone, ppp::AuthenticationMethod::kPap,
                              ppp::AuthenticationMethod::kChapMd5}) {
      auto rig = handed_over(method);
      Buffer wire;
      REQUIRE(rig.peer->send_packet(packet_of(100), wire));
      rig.receive(text_of(wire));
      REQUIRE(rig.packets.size() == 1);
      CHECK(rig.packets.front() == packet_of(100));

      const auto said = rig.sent_online.size();
      rig.session.handle_packet(packet_of(200));
      rig.settle();
      const auto frame = rig.sent_online.substr(said);
      hdlc::Decoder decoder(1600);
      decoder.set_receive_accm(0);
      static_cast<void>(decoder.decode(octets_of(frame)));
      REQUIRE(decoder.frame());
      CHECK(decoder.frame()->information.size() == 200);
      CHECK(frame.size() < 2 * 200 + 10);  // framed as was agreed on: the protocol is one octet
      CHECK(rig.peer_events.empty());
    }
  }

  TEST_CASE("it is the connection it was: state, addresses, figures, projections, words") {
    SessionRig first;
    first.dial();
    first.session.handle_packet(packet_of(50));
    first.settle();
    const auto rig = handed_over();
    CHECK(rig.session.state() == State::kConnected);
    CHECK(rig.session.was_connected());
    CHECK(rig.session.connect_text() == "CONNECT 33600");
    REQUIRE(rig.session.projection());
    CHECK(to_string(rig.session.projection()->local) == "10.9.0.2");
    CHECK(to_string(rig.session.projection()->remote) == "10.9.0.1");
    CHECK(rig.session.projection()->authentication == "chap-md5");
    REQUIRE(rig.session.projections().size() == 2);
    CHECK_FALSE(rig.session.projections()[0].error);
    CHECK_FALSE(rig.session.projections()[1].error);
    CHECK(rig.session.statistics().line_bytes_sent > 0);

    hand_over(first, SessionRig::default_settings());
    CHECK(first.session.statistics().packets_sent == 1);
    CHECK(first.session.statistics().bytes_sent == 50);
  }

  TEST_CASE("echoes go on, and a peer that does not answer them is dead") {
    auto rig = handed_over();
    rig.wait(5min);
    CHECK(rig.session.state() == State::kConnected);
    rig.peer.reset();
    rig.wait(5min);
    CHECK(rig.end().code == ErrorCode::kLinkFailure);
  }

  TEST_CASE("a peer that asks again who we are is told by the credentials of the dial") {
    auto rig = handed_over(ppp::AuthenticationMethod::kChapMd5);
    // RFC 1994 4.1: code 1, identifier, length, value size, value, name.
    const Buffer challenge = {1, 77, 0, 12, 4, 1, 2, 3, 4, 'i', 's', 'p'};
    const auto said = rig.sent_online.size();
    receive_frame(rig, ppp::kProtocolChap, challenge);
    const auto answer = rig.sent_online.substr(said);
    CHECK(answer.find("alice") != std::string::npos);
  }

  TEST_CASE("a peer that negotiates anew gets its way, and the connection stays") {
    auto rig = handed_over();
    const Buffer request = {1, 200, 0, 4};
    Buffer wire;
    hdlc::encode({ppp::kProtocolLcp, request}, {}, wire);
    const auto changes = rig.session.established_changes();
    CHECK(rig.session.handle_input(wire, rig.now) == wire.size());
    CHECK_FALSE(rig.session.established());  // nothing to hand over while that lasts
    rig.settle();
    rig.wait(20s);
    CHECK(rig.session.state() == State::kConnected);
    CHECK(rig.session.established());
    CHECK(rig.session.established_changes() > changes);  // what was agreed on now is told
  }

  TEST_CASE("it is hung up as any: Terminate-Request, port closed, Disconnected once") {
    auto rig = handed_over();
    const auto heard = rig.heard.size();
    rig.session.hang_up({ErrorCode::kUserDisconnection, Layer::kManager, ""}, false, rig.now);
    rig.settle();
    rig.wait(5s);
    CHECK(rig.asked<session::CloseDown>() == 1);
    REQUIRE(rig.heard.size() == heard + 1);
    CHECK(rig.heard.back().state == State::kDisconnected);
    CHECK(rig.heard.back().sequence == rig.heard[heard - 1].sequence + 1);
    CHECK(std::holds_alternative<ppp::LinkDown>(rig.peer_events.back()));
  }

  TEST_CASE("a line that is lost behind a hand-over is a lost link") {
    auto rig = handed_over();
    rig.session.handle_line_lost({ErrorCode::kNoConnection, Layer::kPort, "hung up"}, rig.now);
    rig.settle();
    CHECK(rig.end().code == ErrorCode::kLinkFailure);
  }

  TEST_CASE("there is nothing to hand over before Connected, nor on the way down") {
    SessionRig::Options options;
    options.peer_answers = false;
    SessionRig rig(options);
    rig.dial();
    CHECK_FALSE(rig.session.established());
    SessionRig up;
    up.dial();
    CHECK(up.session.established());
    up.closes = false;
    up.session.handle_line_lost({ErrorCode::kNoConnection, Layer::kPort, "hung up"}, up.now);
    up.settle();
    CHECK_FALSE(up.session.established());
  }

  TEST_CASE("cut octets are no good at any length; whatever the octets are, nothing goes wrong") {
    SessionRig rig;
    rig.dial();
    Packer packer;
    session::pack(packer, *rig.session.established());
    const Buffer octets = packer.take();
    for (std::size_t length = 0; length < octets.size(); ++length) {
      Unpacker unpacker(Octets(octets).first(length));
      static_cast<void>(session::unpack_established(unpacker));
      CHECK_FALSE(unpacker.is_good());
    }
    for (std::size_t at = 0; at < octets.size(); ++at) {
      Buffer wrong = octets;
      wrong[at] ^= 0xff;
      Unpacker unpacker(wrong);
      static_cast<void>(session::unpack_established(unpacker));
    }
  }
}
