// A modem that echoes: NO CARRIER is followed by the echo of our own frames, and never by silence.
#include <doctest/doctest.h>

#include <optional>

#include "hdlc/fcs.hpp"
#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;

namespace {

const std::string kMessage = "\r\nNO CARRIER\r\n";
const std::string kEcho = "~\xff\x03\xc0\x21\x09\x01~";  // what we said last, FCS left out

struct Bench : SessionRig {
  Bench() {
    dial();
    wait(5s);
    REQUIRE(has_heard(State::kConnected));
  }
};

// "ff 03 00 21 … CR LF NO CARRIER" whose FCS is CR LF, between flags: a packet of somebody who
// would like us to hang up.
std::string malicious_frame() {
  for (int high = 0x20; high < 0x7d; ++high) {
    for (int middle = 0x20; middle < 0x7d; ++middle) {
      for (int low = 0x20; low < 0x7d; ++low) {
        std::string frame("\xff\x03\x00\x21\x45", 5);
        frame += static_cast<char>(high);
        frame += static_cast<char>(middle);
        frame += static_cast<char>(low);
        frame += "\r\nNO CARRIER";
        if ((hdlc::fcs16(octets_of(frame)) ^ 0xffff) == 0x0a0d) return "~" + frame + "\r\n~";
      }
    }
  }
  return {};
}

}  // namespace

TEST_SUITE("session::Session, a modem that echoes") {
  TEST_CASE("NO CARRIER ends the call though echoes follow, however the octets are split") {
    const std::string text = kMessage + kEcho + kEcho;
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
      CAPTURE(piece);
      Bench rig;
      rig.receive(text, piece);
      rig.wait(0ms);
      CHECK(rig.end().code == ErrorCode::kLinkFailure);
      CHECK(rig.end().raw == "NO CARRIER");
    }
  }

  TEST_CASE("behind a frame that was cut off it counts as well") {
    Bench rig;
    rig.receive(std::string("~\xff\x03\x00\x21\x45 half a pack", 18) + kMessage + kEcho);
    rig.wait(0ms);
    CHECK(rig.end().raw == "NO CARRIER");
  }

  TEST_CASE("a packet that ends in these words, with a good check sequence, is a packet") {
    const std::string frame = malicious_frame();
    REQUIRE_FALSE(frame.empty());
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, frame.size() + 40}) {
      CAPTURE(piece);
      Bench rig;
      rig.receive(frame + kEcho, piece);
      rig.wait(0ms);
      CHECK_FALSE(rig.session.is_closing());
      CHECK(rig.packets.size() == 1);
    }
  }

  TEST_CASE("a damaged packet that has these words in its middle is no lost carrier") {
    Bench rig;
    rig.receive("~\xff\x03 words" + kMessage + "more" + kEcho);
    rig.wait(0ms);
    CHECK_FALSE(rig.session.is_closing());
  }
}
