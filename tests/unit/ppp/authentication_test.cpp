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
constexpr const char* kPapRequest = "pap 1 01 05616c69636506736563726574";  // alice, secret
// md5sum of the octets 1e, "secret", c5d34801020304050607; then the name.
constexpr const char* kChallenge = "01 1e 0012 0a c5d34801020304050607 697370";
const std::string kResponseName = "616c696365";

std::string response(std::uint8_t id, Octets challenge) {
  return "chap 2 " + to_hex(Octets(&id, 1)) + " 10" + to_hex(chap_digest(id, "secret", challenge)) +
         kResponseName;
}

LinkRig asked_for(const char* option, LinkOptions options = dialling_options()) {
  auto rig = established(std::move(options), option);
  rig.link.allow_authentication(rig.now);
  return rig;
}

LinkRig demanding(AuthenticationMethod method) {
  auto rig = established(answering_options(method));
  rig.link.allow_authentication(rig.now);
  return rig;
}

}  // namespace

TEST_SUITE("ppp::chap_digest") {
  TEST_CASE("is the MD5 of identifier, secret and challenge") {
    // Computed with another implementation of MD5.
    CHECK(to_hex(chap_digest(0x1e, "secret", hex("c5d34801020304050607"))) ==
          "290df858fec878ad922ad9c4c028ba60");
    CHECK(to_hex(chap_digest(0x5a, "secret", Buffer(16, 0x5a))) ==
          "0ab9d515482c2b77b5c8662e866eae27");
    CHECK(to_hex(chap_digest(0x1f, "secret", hex("01"))) == "73a1fa3410a5b1dd3132f76d9c3c4cfe");
    CHECK(to_hex(chap_digest(0x20, "secret", Buffer(255, 0xab))) ==
          "e25b41ac2790bc2625b0673e9189111f");
  }
}

TEST_SUITE("ppp::PapPeer") {
  TEST_CASE("the request is repeated until it is acknowledged, and not after") {
    auto rig = asked_for(kPapOption);
    CHECK(rig.sent() == Texts{kPapRequest});
    rig.advance(250ms);
    CHECK(rig.sent() == Texts{kPapRequest});
    rig.receive_raw(kProtocolPap, "02 01 000d 08 4c6f67696e206f6b");
    CHECK(rig.events() == Texts{"AuthenticationSucceeded 'Login ok'"});
    rig.advance(20s);
    CHECK(rig.sent().empty());
  }

  TEST_CASE("an answer without a message, or cut within it, still counts") {
    for (const char* ack : {"02 01 0004", "02 01 0005 00", "02 01 0006 09 41"}) {
      auto rig = asked_for(kPapOption);
      rig.receive_raw(kProtocolPap, ack);
      CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
    }
  }

  TEST_CASE("an answer with another id, or of an unknown code, is discarded") {
    auto rig = asked_for(kPapOption);
    rig.receive_raw(kProtocolPap, "02 02 0004");
    rig.receive_raw(kProtocolPap, "07 01 0004");
    rig.receive_raw(kProtocolPap, "02 01 00");
    CHECK(rig.events().empty());
  }

  TEST_CASE("a refusal gives 691 in the peer's words, and the link is terminated") {
    auto rig = asked_for(kPapOption);
    rig.sent();
    rig.receive_raw(kProtocolPap, "03 01 0010 0b 426164206c6f67696e2021");
    CHECK(rig.events() == Texts{"AuthenticationFailed 691 'Bad login !'"});
    CHECK(rig.sent().at(0).starts_with("lcp term-req"));
    rig.lcp(kTerminateAck, 0x5b);
    CHECK(rig.events() == Texts{"LinkDown 691 'Bad login !'"});
    CHECK(rig.last_error.layer == Layer::kAuthentication);
  }

  TEST_CASE("silence gives 718 of the authentication layer after ten requests") {
    auto rig = asked_for(kPapOption);
    rig.link.handle_timeout(rig.now);
    rig.advance(28s);
    const auto sent = rig.sent();
    CHECK(std::ranges::count(sent, kPapRequest) == 10);
    CHECK(rig.events() == Texts{"AuthenticationFailed 718", "LinkDown 718"});
    CHECK(rig.last_error.layer == Layer::kAuthentication);
  }

  TEST_CASE("a password PAP cannot carry never leaves") {
    auto options = dialling_options();
    options.authentication.password = Secret(std::string(256, 'x'));
    auto rig = asked_for(kPapOption, options);
    for (const auto& frame : rig.sent())
      CHECK_FALSE(frame.starts_with("pap"));
    CHECK(rig.events().at(0).starts_with("AuthenticationFailed 691"));
  }
}

TEST_SUITE("ppp::ChapPeer") {
  TEST_CASE("a Challenge of any length is answered, also on an open link") {
    auto rig = asked_for(kChapOption);
    CHECK(rig.sent().empty());
    rig.receive_raw(kProtocolChap, kChallenge);
    CHECK(rig.sent() == Texts{response(0x1e, hex("c5d34801020304050607"))});
    rig.receive_raw(kProtocolChap, "03 1e 0012 41636365737320 6772616e746564");
    CHECK(rig.events() == Texts{"AuthenticationSucceeded 'Access granted'"});
    for (const std::size_t size : {1U, 16U, 23U, 255U}) {
      Buffer data{static_cast<std::uint8_t>(size)};
      data.insert(data.end(), size, 0xab);
      rig.receive(kProtocolChap, 1, 0x20, data);
      CHECK(rig.sent() == Texts{response(0x20, Buffer(size, 0xab))});
      rig.receive_raw(kProtocolChap, "03 20 0004");
    }
    rig.advance(20s);
    CHECK(rig.sent().empty());
    CHECK(rig.events().empty());
  }

  TEST_CASE("the Response is repeated until its outcome is known") {
    auto rig = asked_for(kChapOption);
    rig.receive_raw(kProtocolChap, kChallenge);
    const auto first = rig.sent();
    rig.advance(750ms);
    CHECK(rig.sent() == Texts{first[0], first[0]});
  }

  TEST_CASE("a Success before any Response, or with another id, proves nothing") {
    auto rig = asked_for(kChapOption);
    rig.receive_raw(kProtocolChap, "03 00 0004");
    rig.receive_raw(kProtocolChap, kChallenge);
    rig.receive_raw(kProtocolChap, "03 1d 0004");
    CHECK(rig.events().empty());
  }

  TEST_CASE("a malformed Challenge is dropped and a good one after it is answered") {
    auto rig = asked_for(kChapOption);
    rig.receive_raw(kProtocolChap, "01 1e 0004");
    rig.receive_raw(kProtocolChap, "01 1e 0005 00");
    rig.receive_raw(kProtocolChap, "01 1e 0007 10 0000");
    rig.receive_raw(kProtocolChap, "01 1e 00ff 01 00");
    CHECK(rig.sent().empty());
    rig.receive_raw(kProtocolChap, kChallenge);
    CHECK(rig.sent().size() == 1);
  }

  TEST_CASE("a Failure gives 691 in the peer's words, whatever the peer's Terminate-Request says") {
    auto rig = asked_for(kChapOption);
    rig.receive_raw(kProtocolChap, kChallenge);
    rig.receive_raw(kProtocolChap, "04 1e 000d 476f2061776179202e");
    rig.receive(kProtocolLcp, kTerminateRequest, 3, octets_of("Authentication failed"));
    rig.advance(500ms);
    CHECK(rig.events() ==
          Texts{"AuthenticationFailed 691 'Go away .'", "LinkDown 691 'Go away .'"});
  }

  TEST_CASE("no Challenge at all gives 718") {
    auto rig = asked_for(kChapOption);
    rig.advance(28s);
    CHECK(rig.events() == Texts{"AuthenticationFailed 718", "LinkDown 718"});
  }
}

TEST_SUITE("ppp::Authenticator") {
  TEST_CASE("PAP: the right password is acknowledged, each time it is asked") {
    auto rig = demanding(AuthenticationMethod::kPap);
    CHECK(rig.sent().empty());
    for (int i = 0; i < 2; ++i) {
      rig.receive_raw(kProtocolPap, "01 07 0011 05 616c696365 06 736563726574");
      CHECK(rig.sent() == Texts{"pap 2 07 084c6f67696e206f6b"});
    }
    CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
  }

  TEST_CASE("PAP: a wrong password, name or length is refused, then the link is terminated") {
    for (const char* wrong :
         {"01 07 0011 05 616c696365 06 736563726575", "01 07 0010 05 616c696365 05 7365637265",
          "01 07 0011 05 616c696366 06 736563726574", "01 07 0012 05 616c696365 07 73656372657421",
          "01 07 0006 00 00"}) {
      auto rig = demanding(AuthenticationMethod::kPap);
      rig.receive_raw(kProtocolPap, wrong);
      const auto sent = rig.sent();
      REQUIRE(sent.size() == 2);
      CHECK(sent[0].starts_with("pap 3 07"));
      CHECK(sent[1].starts_with("lcp term-req"));
      rig.advance(500ms);
      CHECK(rig.events() == Texts{"AuthenticationFailed 691", "LinkDown 691"});
    }
  }

  TEST_CASE("PAP: a request whose lengths lie is dropped") {
    auto rig = demanding(AuthenticationMethod::kPap);
    rig.receive_raw(kProtocolPap, "01 07 0011 06 616c696365 06 736563726574");
    rig.receive_raw(kProtocolPap, "01 07 0004");
    rig.receive_raw(kProtocolPap, "01 07 0005 ff");
    CHECK(rig.sent().empty());
    CHECK(rig.events().empty());
  }

  TEST_CASE("CHAP: the Challenge is repeated; the right digest is accepted, each time") {
    auto rig = demanding(AuthenticationMethod::kChapMd5);
    const auto challenge = rig.sent();
    CHECK(challenge ==
          Texts{"chap 1 5a 10" + std::string("5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a") + "697370"});
    rig.advance(250ms);
    CHECK(rig.sent() == challenge);
    for (int i = 0; i < 2; ++i) {
      rig.receive_raw(kProtocolChap, "02 5a 001a 10 0ab9d515482c2b77b5c8662e866eae27 616c696365");
      CHECK(rig.sent() == Texts{"chap 3 5a 416363657373206772616e746564"});
    }
    CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
  }

  TEST_CASE("CHAP: a wrong digest, a short one or a stranger is refused; a wrong id is dropped") {
    for (const char* wrong : {"02 5a 001a 10 00000000000000000000000000000000 616c696365",
                              "02 5a 000b 01 00 616c696365",
                              "02 5a 001a 10 0ab9d515482c2b77b5c8662e866eae27 616c696366"}) {
      auto rig = demanding(AuthenticationMethod::kChapMd5);
      rig.sent();
      rig.receive_raw(kProtocolChap, "02 5b 001a 10 0ab9d515482c2b77b5c8662e866eae27 616c696365");
      CHECK(rig.sent().empty());
      rig.receive_raw(kProtocolChap, wrong);
      CHECK(rig.sent().at(0).starts_with("chap 4 5a"));
      CHECK(rig.events() == Texts{"AuthenticationFailed 691"});
    }
  }

  TEST_CASE("a peer that does not authenticate itself in time gives 718") {
    for (const auto method : {AuthenticationMethod::kPap, AuthenticationMethod::kChapMd5}) {
      auto rig = demanding(method);
      rig.advance(28s);
      CHECK(rig.events() == Texts{"AuthenticationFailed 718", "LinkDown 718"});
    }
  }
}

TEST_SUITE("ppp::Lcp on authentication") {
  TEST_CASE("a method we do not allow is Nak'ed with one we do; a peer that insists gets 917") {
    auto options = dialling_options();
    options.authentication.allow_pap = false;
    auto rig = requesting(options);
    rig.sent();
    for (std::uint8_t id = 1; id <= 3; ++id) {
      rig.lcp(kConfigureRequest, id, kPapOption);
      CHECK(rig.sent() == Texts{"lcp conf-nak 0" + std::to_string(id) + " 03=c22305"});
    }
    rig.lcp(kConfigureRequest, 4, kPapOption);
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 917"});
    CHECK(rig.last_error.context == "the peer asks for pap, allowed: chap-md5");
  }

  TEST_CASE("with both allowed CHAP is suggested first, then PAP") {
    auto rig = requesting();
    rig.sent();
    rig.lcp(kConfigureRequest, 1, "0305 c22381");
    rig.lcp(kConfigureRequest, 2, "0304 c227");
    CHECK(rig.sent() == Texts{"lcp conf-nak 01 03=c22305", "lcp conf-nak 02 03=c023"});
    rig.lcp(kConfigureRequest, 3, kPapOption);
    CHECK(rig.sent() == Texts{"lcp conf-ack 03 03=c023"});
  }

  TEST_CASE("unknown options beside the method cost none of its Naks") {
    auto rig = requesting();
    rig.sent();
    rig.lcp(kConfigureRequest, 1, "0305 c22381 0d03 06");
    CHECK(rig.sent() == Texts{"lcp conf-rej 01 0d=06"});
    rig.lcp(kConfigureRequest, 2, "0305 c22381");
    CHECK(rig.sent() == Texts{"lcp conf-nak 02 03=c22305"});
  }

  TEST_CASE("a peer that hangs up after our Nak gives 917, naming what it wanted") {
    auto options = dialling_options();
    options.authentication.allow_pap = false;
    auto rig = requesting(options);
    rig.lcp(kConfigureRequest, 1, "0305 c22380");
    rig.lcp(kTerminateRequest, 2);
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 917"});
    CHECK(rig.last_error.context == "the peer asks for ms-chap, allowed: chap-md5");
  }

  TEST_CASE("who allows nothing rejects the option and goes on without") {
    auto options = dialling_options();
    options.authentication.allow_pap = options.authentication.allow_chap = false;
    auto rig = requesting(options);
    rig.sent();
    rig.lcp(kConfigureRequest, 1, kChapOption);
    CHECK(rig.sent() == Texts{"lcp conf-rej 01 03=c22305"});
    rig.lcp(kConfigureRequest, 2, "");
    rig.ack(kProtocolLcp);
    CHECK(rig.events() == Texts{"LcpOpened none"});
  }

  TEST_CASE("a peer that rejects what we demand, or keeps wanting another method, gives 919") {
    auto rig = requesting(answering_options(AuthenticationMethod::kChapMd5));
    CHECK(rig.sent() == Texts{"lcp conf-req 5a 02=00000000 03=c22305 05=5a5a5a5a 07= 08="});
    rig.lcp(kConfigureReject, 0x5a, kChapOption);
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 919"});
    auto other = requesting(answering_options(AuthenticationMethod::kChapMd5));
    for (std::uint8_t id = 0x5a; id < 0x5d; ++id)
      other.lcp(kConfigureNak, id, kPapOption);
    other.advance(1s);
    CHECK(other.events() == Texts{"LinkDown 919"});
  }
}
