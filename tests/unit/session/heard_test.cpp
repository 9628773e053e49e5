// What a far end that never spoke PPP is told apart by.
#include "session/heard.hpp"

#include <doctest/doctest.h>

#include "hdlc/codec.hpp"
#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::session::Heard;
using dial::test::SessionRig;

namespace {

// Two LCP Configure-Requests with a magic number, as a peer sends them.
Buffer requests() {
  const Buffer packet{1, 1, 0, 10, 5, 6, 0xde, 0xad, 0xbe, 0xef};
  Buffer out;
  for (int i = 0; i < 2; ++i)
    hdlc::encode({.protocol = 0xc021, .information = packet}, {}, out);
  return out;
}

std::string explained(Octets octets) {
  Heard heard;
  heard.add(octets);
  return heard.explanation();
}

bool says(const std::string& text, std::string_view words) {
  CAPTURE(text);
  return text.find(words) != std::string::npos;
}

// The end of a dial whose far end sends this and nothing else.
Error end_of_dial(std::string_view text) {
  SessionRig::Options options;
  options.peer_answers = false;
  SessionRig rig(options);
  rig.dial();
  CHECK(rig.session.handle_input(octets_of(text), rig.now) == text.size());
  rig.wait(60s);
  return rig.end();
}

}  // namespace

TEST_SUITE("session::Heard") {
  TEST_CASE("silence, text, other octets and frames are told apart") {
    CHECK(says(explained({}), "sent nothing"));
    CHECK(says(explained(octets_of("\r\nWelcome to Example\r\nlogin: ")), "sent text"));
    CHECK(says(explained(octets_of("~~~~~ Welcome ~~~~~\r\nlogin: ")), "sent text"));
    CHECK(says(explained(Buffer{0x80, 0x00, 0xf8, 0x98, 0x18, 0x80, 0xe0}), "another speed"));
    CHECK(says(explained(requests()), "frames of PPP"));
  }

  TEST_CASE("frames that a line has spoilt are told by how") {
    Buffer seven_bits = requests();
    for (std::uint8_t& octet : seven_bits)
      octet &= 0x7f;
    CHECK(says(explained(seven_bits), "bit 7 is missing"));
    Buffer changed = requests();
    for (std::uint8_t& octet : changed) {
      if (octet == 0xad) octet = 0xac;
    }
    CHECK(says(explained(changed), "wrong checksums"));
    CHECK(says(explained(Buffer{0x7e, 0xff, 0x7e, 0x7e}), "pieces of frames"));
  }

  TEST_CASE("the beginning is what is kept, however it came, and no more") {
    Heard heard;
    for (int i = 0; i < 5000; ++i)
      heard.add(octets_of("abc"));
    std::string first;
    while (first.size() < 64)
      first += "abc";
    CHECK(heard.beginning() == first.substr(0, 64) + "…");
  }

  TEST_CASE("the error of a dial that nobody answered by PPP says what was heard, and shows it") {
    const Error text = end_of_dial("login: ");
    CHECK(text.code == ErrorCode::kPppNoResponse);
    CHECK(text.raw == "login: ");
    CHECK(says(text.context, "sent text"));
    const Error silence = end_of_dial("");
    CHECK(silence.code == ErrorCode::kPppNoResponse);
    CHECK(silence.raw.empty());
    CHECK(says(silence.context, "sent nothing"));
  }
}
