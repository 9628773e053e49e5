#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "ppp/link.hpp"
#include "ppp/packet.hpp"

// PPP in the words of the tests: frames from hexadecimal, frames and events as text.
namespace dial::test {

using Texts = std::vector<std::string>;

// "0104 05dc" → octets; blanks are for the reader.
inline Buffer hex(std::string_view text) {
  Buffer out;
  int high = -1;
  for (const char c : text) {
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) continue;
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(static_cast<std::uint8_t>(high << 4 | digit));
      high = -1;
    }
  }
  return out;
}

inline std::string to_hex(Octets octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto octet : octets) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

// "lcp conf-req 5a 02=00000000 07= 08=", "pap 1 01 05616c696365…", "lcp term-ack 07".
inline std::string describe(std::uint16_t protocol, Octets information) {
  static constexpr std::array kNames = {"",          "conf-req", "conf-ack", "conf-nak",
                                        "conf-rej",  "term-req", "term-ack", "code-rej",
                                        "proto-rej", "echo-req", "echo-rep", "discard"};
  const bool control = protocol == ppp::kProtocolLcp || protocol == ppp::kProtocolIpcp;
  std::string text = protocol == ppp::kProtocolLcp    ? "lcp"
                     : protocol == ppp::kProtocolIpcp ? "ipcp"
                     : protocol == ppp::kProtocolPap  ? "pap"
                     : protocol == ppp::kProtocolChap ? "chap"
                                                      : "?";
  const auto packet = ppp::parse_packet(information);
  if (!packet) return text + " malformed";
  const bool named = control && packet->code > 0 && packet->code < kNames.size();
  text += named ? std::string(" ") + kNames[packet->code] : " " + std::to_string(packet->code);
  text += " " + to_hex(Octets(&packet->id, 1));
  if (control && packet->code <= ppp::kConfigureReject) {
    const auto options = ppp::parse_options(packet->data);
    if (!options) return text + " malformed";
    for (const auto& option : *options)
      text += " " + to_hex(Octets(&option.type, 1)) + "=" + to_hex(option.value);
  } else if (!packet->data.empty()) {
    text += " " + to_hex(packet->data);
  }
  return text;
}

inline std::string describe(const Error& error, std::string_view what) {
  std::string text(what);
  text += " " + std::to_string(static_cast<unsigned>(error.code));
  if (!error.raw.empty()) text += " '" + error.raw + "'";
  return text;
}

struct EventText {
  std::string operator()(const ppp::LcpOpened& event) const {
    return "LcpOpened " + std::string(authentication_name(event.authenticate_with));
  }
  std::string operator()(const ppp::AuthenticationSucceeded& event) const {
    return "AuthenticationSucceeded '" + event.message + "'";
  }
  std::string operator()(const ppp::AuthenticationFailed& event) const {
    return test::describe(event.error, "AuthenticationFailed");
  }
  std::string operator()(const ppp::NetworkOpened& event) const {
    std::string text = "NetworkOpened " + to_string(event.projection.local) + " " +
                       to_string(event.projection.remote);
    for (const auto server : event.projection.name_servers)
      text += " dns " + to_string(server);
    return text;
  }
  std::string operator()(const ppp::NetworkClosed& event) const {
    return test::describe(event.error, "NetworkClosed");
  }
  std::string operator()(const ppp::LinkDown& event) const {
    return test::describe(event.error, "LinkDown");
  }
};

// One Link and the peer that a test plays. Every octet of randomness is 5a, so the identifiers
// start there and the magic number is 5a5a5a5a.
class LinkRig {
 public:
  explicit LinkRig(ppp::LinkOptions options)
      : link(std::move(options), [](std::span<std::uint8_t> out) {
          for (auto& octet : out)
            octet = 0x5a;
        }) {}

  void receive(std::uint16_t protocol, std::uint8_t code, std::uint8_t id, Octets data) {
    link.handle_frame(protocol, ppp::build_packet(code, id, data), now);
  }
  void lcp(std::uint8_t code, std::uint8_t id, std::string_view data = "") {
    receive(ppp::kProtocolLcp, code, id, hex(data));
  }
  void ipcp(std::uint8_t code, std::uint8_t id, std::string_view data = "") {
    receive(ppp::kProtocolIpcp, code, id, hex(data));
  }
  void receive_raw(std::uint16_t protocol, std::string_view octets) {
    link.handle_frame(protocol, hex(octets), now);
  }
  // Acknowledges the last Configure-Request of ours of that protocol.
  void ack(std::uint16_t protocol) {
    const auto& request = requests_[protocol];
    const auto packet = ppp::parse_packet(request).value();
    receive(protocol, ppp::kConfigureAck, packet.id, packet.data);
  }
  // Virtual time passes; every deadline on the way is met.
  void advance(Duration time) {
    const auto end = now + time;
    for (auto next = link.poll_timeout(); next && *next <= end; next = link.poll_timeout()) {
      now = std::max(now, *next);
      link.handle_timeout(now);
    }
    now = end;
  }
  Texts sent() {
    Texts texts;
    while (const auto frame = link.poll_frame()) {
      if (frame->information[0] == ppp::kConfigureRequest)
        requests_[frame->protocol] = frame->information;
      texts.push_back(describe(frame->protocol, frame->information));
    }
    return texts;
  }
  Texts events() {
    Texts texts;
    while (const auto event = link.poll_event()) {
      if (const auto* down = std::get_if<ppp::LinkDown>(&*event)) last_error = down->error;
      texts.push_back(std::visit(EventText{}, *event));
    }
    return texts;
  }

  ppp::Link link;
  TimePoint now{};
  Error last_error;

 private:
  std::map<std::uint16_t, Buffer> requests_;
};

}  // namespace dial::test
