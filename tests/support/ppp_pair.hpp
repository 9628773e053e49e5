#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <utility>
#include <variant>
#include <vector>

#include "ppp/link.hpp"

namespace dial::test {

// A seeded RandomSource: the same run every time.
inline RandomSource seeded_random(std::uint32_t seed) {
  return [engine = std::mt19937(seed)](std::span<std::uint8_t> out) mutable {
    for (auto& octet : out)
      octet = static_cast<std::uint8_t>(engine());
  };
}

inline ppp::LinkOptions dialling_options() {
  ppp::LinkOptions options;
  options.authentication.user = "alice";
  options.authentication.password = Secret("secret");
  return options;
}

// Answers calls as an access server does: gives addresses and name servers, knows alice.
inline ppp::LinkOptions answering_options(
    ppp::AuthenticationMethod require = ppp::AuthenticationMethod::kNone) {
  ppp::LinkOptions options;
  options.ipcp.local = {0x0a090001};   // 10.9.0.1
  options.ipcp.remote = {0x0a090101};  // 10.9.1.1
  options.ipcp.request_name_servers = false;
  options.ipcp.offer_name_servers = {{0x0a090035}, {0x0a090036}};
  options.authentication.require = require;
  options.authentication.our_name = "isp";
  options.authentication.secret_of = [](std::string_view user) -> std::optional<Secret> {
    if (user == "alice") return Secret("secret");
    return std::nullopt;
  };
  return options;
}

// A Link, what it has sent and what it has reported.
struct PppEnd {
  explicit PppEnd(ppp::LinkOptions options, std::uint32_t seed)
      : link(std::move(options), seeded_random(seed)) {}

  template <class Event>
  const Event* find() const {
    for (const auto& event : events)
      if (const auto* found = std::get_if<Event>(&event)) return found;
    return nullptr;
  }
  template <class Event>
  std::size_t count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        events, [](const auto& event) { return std::holds_alternative<Event>(event); }));
  }
  bool is_down() const { return find<ppp::LinkDown>() != nullptr; }

  ppp::Link link;
  std::vector<ppp::OutFrame> sent;
  std::vector<ppp::LinkEvent> events;
};

// Two Links, the wire between them and the time. Nothing here sleeps: run() moves `now` to the next
// deadline or arrival.
class PppPair {
 public:
  // What the wire does with a frame: how many copies arrive (0: lost).
  using Wire = std::function<unsigned(const PppEnd& from, const ppp::OutFrame& frame)>;

  PppPair(ppp::LinkOptions dialling, ppp::LinkOptions answering)
      : a(std::move(dialling), 1), b(std::move(answering), 2) {}

  void open() {
    a.link.open(now);
    b.link.open(now);
  }
  void allow_all() {
    for (auto* end : {&a, &b}) {
      end->link.allow_authentication(now);
      end->link.allow_network(now);
    }
  }

  // Until `done`, `limit` of virtual time has passed, or nothing will ever happen. False when it
  // took more steps than any negotiation may.
  bool run(Duration limit, const std::function<bool()>& done = [] { return false; }) {
    const auto end = now + limit;
    for (steps = 0; steps < kMaxSteps; ++steps) {
      collect(a, b);
      collect(b, a);
      if (done()) return true;
      const auto next = next_time();
      if (!next || *next > end) {
        now = end;
        return true;
      }
      now = std::max(now, *next);
      deliver();
      a.link.handle_timeout(now);
      b.link.handle_timeout(now);
    }
    return false;
  }
  bool run_until_open(Duration limit = Duration(60'000)) {
    return run(limit, [this] { return a.link.is_network_open() && b.link.is_network_open(); }) &&
           a.link.is_network_open() && b.link.is_network_open();
  }

  static constexpr unsigned kMaxSteps = 5000;

  TimePoint now{};
  PppEnd a;
  PppEnd b;
  Wire wire = [](const PppEnd&, const ppp::OutFrame&) { return 1U; };
  Duration delay{0};
  unsigned steps = 0;

 private:
  struct Flying {
    TimePoint arrival;
    PppEnd* to;
    ppp::OutFrame frame;
  };

  void collect(PppEnd& from, PppEnd& to) {
    while (auto frame = from.link.poll_frame()) {
      for (unsigned copies = wire(from, *frame); copies > 0; --copies)
        flying_.push_back({now + delay, &to, *frame});
      from.sent.push_back(std::move(*frame));
    }
    while (auto event = from.link.poll_event())
      from.events.push_back(std::move(*event));
  }
  std::optional<TimePoint> next_time() const {
    auto next = earlier(a.link.poll_timeout(), b.link.poll_timeout());
    for (const auto& frame : flying_)
      next = earlier(next, frame.arrival);
    return next;
  }
  void deliver() {
    std::vector<Flying> frames;
    for (const auto& frame : flying_)
      if (frame.arrival <= now) frames.push_back(frame);
    std::erase_if(flying_, [this](const Flying& frame) { return frame.arrival <= now; });
    for (const auto& [arrival, to, frame] : frames)
      to->link.handle_frame(frame.protocol, frame.information, now);
  }

  std::vector<Flying> flying_;
};

}  // namespace dial::test
