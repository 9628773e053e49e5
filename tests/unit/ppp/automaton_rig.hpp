#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ppp/automaton.hpp"
#include "support/ppp_text.hpp"

// An Automaton over a protocol made for tests, and the way into each of its states.
namespace dial::test::automaton {

using namespace dial::ppp;

inline constexpr std::uint8_t kFirstId = 40;

// Options 1 is fine, 2 is Nak'ed with 77, others are unknown; code 9 is answered with code 10.
class FakeProtocol final : public Protocol {
 public:
  void restart() override { ++restarts; }
  Buffer request() override { return wish; }
  void handle_nak(const std::vector<Option>& options) override { naks += options.size(); }
  void handle_reject(const std::vector<Option>& options) override { rejects += options.size(); }
  bool recognises(const Option& option) override { return option.type <= 2; }
  void begin_judging() override {}
  std::optional<Buffer> judge(const Option& option) override {
    if (option.type == 2) return hex("77");
    return std::nullopt;
  }
  void append_missing(Buffer& nak) override {
    if (misses) append_option(nak, 9, hex("99"));
  }
  bool knows_code(std::uint8_t code) const override { return code == kEchoRequest; }
  std::optional<Buffer> handle_extra(const Packet& packet, bool opened) override {
    if (!opened) return std::nullopt;
    return build_packet(kEchoReply, packet.id, packet.data);
  }

  Buffer wish = hex("0104 1111 0204 2222");
  bool misses = false;
  int restarts = 0;
  std::size_t naks = 0;
  std::size_t rejects = 0;
};

struct Rig {
  explicit Rig(Timers timers = {}) : automaton(protocol, timers, kFirstId) {}

  void receive(std::uint8_t code, std::uint8_t id, std::string_view data = "") {
    automaton.handle_packet(build_packet(code, id, hex(data)), now);
  }
  void good_request(std::uint8_t id = 1) { receive(kConfigureRequest, id, "0103aa"); }
  void bad_request(std::uint8_t id = 1) { receive(kConfigureRequest, id, "0203aa"); }
  void ack() {
    automaton.handle_packet(build_packet(kConfigureAck, last_id(), protocol.wish), now);
  }
  void nak() { receive(kConfigureNak, last_id(), "0103bb"); }
  std::uint8_t last_id() {
    drain();
    return request_id;
  }
  void timeout() {
    if (const auto deadline = automaton.poll_timeout()) now = *deadline;
    automaton.handle_timeout(now);
  }
  // Into the state, with what was sent and reported on the way taken out.
  void enter(AutomatonState state);
  void drain() {
    while (const auto packet = automaton.poll_packet()) {
      sent.push_back(*packet);
      if ((*packet)[0] == kConfigureRequest) request_id = (*packet)[1];
    }
    while (const auto event = automaton.poll_event())
      events.push_back(*event);
  }
  std::vector<Buffer> take() {
    drain();
    return std::exchange(sent, {});
  }
  void forget() {
    drain();
    sent.clear();
    events.clear();
  }

  FakeProtocol protocol;
  Automaton automaton;
  TimePoint now{};
  std::uint8_t request_id = 0;
  std::vector<Buffer> sent;
  std::vector<Automaton::LayerEvent> events;
};

inline void Rig::enter(AutomatonState state) {
  switch (state) {
    case AutomatonState::kInitial:
      break;
    case AutomatonState::kStarting:
      automaton.open(now);
      break;
    case AutomatonState::kClosed:
      automaton.up(now);
      break;
    case AutomatonState::kStopped:
      automaton.wait_for_peer();
      break;
    case AutomatonState::kClosing:
      enter(AutomatonState::kOpened);
      automaton.close("", now);
      break;
    case AutomatonState::kStopping:
      enter(AutomatonState::kOpened);
      receive(kCodeReject, 1, "01");
      break;
    case AutomatonState::kReqSent:
      automaton.open(now);
      automaton.up(now);
      break;
    case AutomatonState::kAckRcvd:
      enter(AutomatonState::kReqSent);
      ack();
      break;
    case AutomatonState::kAckSent:
      enter(AutomatonState::kReqSent);
      good_request();
      break;
    case AutomatonState::kOpened:
      enter(AutomatonState::kAckSent);
      ack();
      break;
  }
  forget();
  REQUIRE(automaton.state() == state);
}

}  // namespace dial::test::automaton
