// What a login script changes of the line and of what follows.
#include <doctest/doctest.h>

#include "logging_in.hpp"
#include "session/login_format.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::Language;
using dial::test::LoginRig;
using script::Engine;
using session::Characters;
using session::LoginFormat;

TEST_SUITE("session::Session, what a login changes") {
  TEST_CASE("set port puts the parity bit on what is sent from there on, until PPP") {
    LoginRig rig(Language::kScp,
                 "proc main\ntransmit \"a\"\nset port parity even\ntransmit \"a\"\n"
                 "set port databits 7\ntransmit \"ac\"\nset port parity mark\ntransmit \"c\"\n"
                 "set port databits 8\ntransmit \"c\"\nset port databits 7\nendproc\n");
    rig.dial();
    // 'a' has three bits set, 'c' four.
    CHECK(
        rig.sent_online.starts_with("aa\xe1"
                                    "c\xe3"
                                    "c~\xff}#\xc0!"));
  }

  TEST_CASE("a format starts as the profile's, and each part of it changes by itself") {
    LoginFormat format(Characters::k7O1);
    CHECK(format.characters() == Characters::k7O1);
    format.change({.is_seven_bit = {}, .parity = Engine::Parity::kSpace});
    CHECK(format.characters() == Characters::k7S1);
    format.change({.is_seven_bit = false, .parity = {}});
    CHECK(format.characters() == Characters::k8N1);
    format.change({.is_seven_bit = {}, .parity = Engine::Parity::kOdd});
    CHECK(format.characters() == Characters::k8N1);
    format.change({.is_seven_bit = true, .parity = {}});
    CHECK(format.characters() == Characters::k7O1);
    format.change({.is_seven_bit = {}, .parity = Engine::Parity::kNone});
    CHECK(format.characters() == Characters::k7M1);
    format.change({.is_seven_bit = {}, .parity = Engine::Parity::kEven});
    CHECK(format.characters() == Characters::k7E1);
  }

  TEST_CASE("the address that a script sets is the one that IPCP asks for") {
    for (const bool is_lua : {false, true}) {
      test::SessionRig::Options options;
      options.peer.passive = true;
      options.peer.ipcp.local = *parse_ipv4("10.9.0.1");
      options.settings.login = test::login_of(
          is_lua ? Language::kLua : Language::kScp,
          is_lua ? "set_ip('10.9.0.77')" : "proc main\nset ipaddr \"10.9.0.77\"\nendproc\n");
      LoginRig rig(options);
      rig.dial();
      rig.wait(10s);
      REQUIRE(rig.has_heard(State::kConnected));
      CHECK(to_string(rig.session.projection()->local) == "10.9.0.77");
    }
  }

  TEST_CASE("a break is sent between what stands before and behind it") {
    for (const bool is_lua : {false, true}) {
      LoginRig rig(is_lua ? Language::kLua : Language::kChat,
                   is_lua ? "send('a') send_break() send('b') expect('x')" : "'' a\\Kb\\c x y");
      rig.dial();
      CHECK(rig.sent_online == "a<break>b");
    }
  }

  TEST_CASE("what a script reports is told, in its order") {
    LoginRig rig(Language::kLua, "print('one') send('x') print('two')");
    rig.dial();
    std::string all;
    for (const auto& effect : rig.effects) {
      if (const auto* report = std::get_if<session::Report>(&effect)) all += report->text + ";";
    }
    CHECK(all == "one;two;");
    LoginRig chat(Language::kChat, "SAY hello REPORT CARRIER x y");
    chat.dial();
    CHECK(chat.asked<session::Report>() == 1);
  }

  TEST_CASE("while HANGUP is OFF the carrier may go and come") {
    for (const bool is_off : {false, true}) {
      CAPTURE(is_off);
      LoginRig rig(Language::kChat,
                   is_off ? "HANGUP OFF ogin: $USER HANGUP ON word: x" : "ogin: $USER word: x");
      rig.dial();
      rig.receive("\r\nNO CARRIER\r\n");
      rig.wait(2s);
      CHECK(rig.session.is_ended() == !is_off);
      if (!is_off) continue;
      std::vector<bool> watched;
      rig.receive("login: ");
      for (const auto& effect : rig.effects) {
        if (const auto* watch = std::get_if<session::WatchCarrier>(&effect))
          watched.push_back(watch->is_watched);
      }
      CHECK(watched == std::vector{true, false, true});
      rig.receive("\r\nNO CARRIER\r\n");
      rig.wait(2s);
      CHECK(rig.session.is_ended());
    }
  }
}
