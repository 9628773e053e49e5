// A login in seven bits on a line that stays in 8N1.
#include "session/characters.hpp"

#include <doctest/doctest.h>

#include <bit>

#include "support/session_rig.hpp"

using namespace dial;
using dial::test::SessionRig;
using session::Characters;

namespace {

std::string on_the_line(Characters characters, std::string text) {
  std::vector<std::uint8_t> octets(text.begin(), text.end());
  session::put_parity(characters, octets);
  return {octets.begin(), octets.end()};
}

SessionRig::Options login_in(Characters characters) {
  SessionRig::Options options;
  options.settings.characters = characters;
  options.settings.login =
      *script::Login::parse(script::Language::kChat, "ogin: $USER word: $PASSWORD");
  options.peer.passive = true;
  return options;
}

}  // namespace

TEST_SUITE("session::Characters") {
  TEST_CASE("the parity bit makes the ones of each octet even, odd, or is always the same") {
    for (unsigned seven = 0; seven < 0x80; ++seven) {
      const std::string letter(1, static_cast<char>(seven));
      const auto octet = [&](Characters characters) {
        return static_cast<std::uint8_t>(on_the_line(characters, letter)[0]);
      };
      CHECK(std::popcount(octet(Characters::k7E1)) % 2 == 0);
      CHECK(std::popcount(octet(Characters::k7O1)) % 2 == 1);
      CHECK(octet(Characters::k7S1) == seven);
      CHECK(octet(Characters::k7M1) == (seven | 0x80));
      for (const auto characters : {Characters::k7E1, Characters::k7O1, Characters::k7M1})
        CHECK(session::text_of(characters, octet(characters)) == seven);
    }
  }

  TEST_CASE("eight bits stay as they are") {
    CHECK(on_the_line(Characters::k8N1, "caf\xe9") == "caf\xe9");
    CHECK(session::text_of(Characters::k8N1, 0xe9) == 0xe9);
  }

  TEST_CASE("a login script in 7E1 is sent with parity, reads through it, and PPP follows in 8N1") {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
      SessionRig rig(login_in(Characters::k7E1));
      rig.dial();
      rig.receive(on_the_line(Characters::k7E1, "Login: "), piece);
      CHECK(rig.sent_online == on_the_line(Characters::k7E1, "alice\r"));
      rig.sent_online.clear();
      rig.receive(on_the_line(Characters::k7E1, "Password: "), piece);
      const std::string password = on_the_line(Characters::k7E1, "secret\r");
      REQUIRE(rig.sent_online.starts_with(password));
      // RFC 1662 4.2: flag, all stations (escaped or not), with all eight bits.
      CHECK(rig.sent_online.substr(password.size()).starts_with("~\xff"));
      CHECK(rig.has_heard(State::kConnected));
    }
  }

  TEST_CASE("a frame of PPP ends a login in 7E1 as well, with all its bits") {
    SessionRig rig(login_in(Characters::k7E1));
    rig.dial();
    rig.peer->link().open(rig.now);
    rig.receive("~\xff}#\xc0!");
    CHECK(rig.has_heard(State::kAllDevicesConnected));
  }

  TEST_CASE("a person in Interactive reads and writes without the parity bit") {
    auto options = login_in(Characters::k7O1);
    options.settings.login.reset();
    options.settings.allow_pause = true;
    options.settings.terminal = session::TerminalStage::kAfterDial;
    SessionRig rig(options);
    rig.dial();
    rig.receive(on_the_line(Characters::k7O1, "Login: "));
    CHECK(text_of(rig.session.terminal_text()) == "Login: ");
    rig.session.handle_terminal_input(octets_of(std::string_view("alice\r")), rig.now);
    CHECK(text_of(rig.session.output()) == on_the_line(Characters::k7O1, "alice\r"));
  }

  TEST_CASE("characters of the line's own flow control are escaped in every frame") {
    for (const std::uint32_t escaped : {std::uint32_t{0}, std::uint32_t{0x000a0000}}) {
      SessionRig::Options options;
      options.settings.escaped = escaped;
      SessionRig rig(options);
      rig.dial();
      REQUIRE(rig.has_heard(State::kConnected));
      rig.sent_online.clear();
      const Buffer packet{0x45, 0, 0, 20, 0x11, 0x13, 0, 0, 64, 17, 0, 0, 10, 9, 0, 2, 10, 9, 0, 1};
      rig.session.handle_packet(packet);
      const std::string_view frame = text_of(rig.session.output());
      REQUIRE(frame.size() > packet.size());
      const bool is_bare = frame.find_first_of("\x11\x13") != frame.npos;
      CHECK(is_bare == (escaped == 0));
    }
  }
}
