#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "session/session.hpp"

namespace dial::test {

using namespace std::chrono_literals;

// A session with a modem that answers at once, an answering PPP peer behind CONNECT, and time that
// only moves when the test moves it. Octets cross without delay.
class SessionRig {
 public:
  struct Options {
    session::Settings settings = default_settings();
    ppp::LinkOptions peer;
    std::map<std::string, std::string> answers = {
        {"ATZ", "\r\nOK\r\n"}, {"ATE0", "\r\nOK\r\n"}, {"ATDT5551234", "\r\nCONNECT 33600\r\n"}};
    bool acknowledges = true;  // every notification, at once
    bool port_opens = true;
    bool peer_answers = true;  // false: nobody speaks PPP
    unsigned lose_frames = 0;  // the first octets of ours that reach nobody, in writes
  };

  static session::Settings default_settings() {
    session::Settings settings;
    settings.modem.init = {"ATZ", "ATE0"};
    settings.dial_command = "ATDT5551234";
    settings.number = "5551234";
    settings.link.authentication.user = "alice";
    settings.link.authentication.password = Secret("secret");
    return settings;
  }

  explicit SessionRig(Options options)
      : options_(std::move(options)), session(options_.settings, seeded(1)) {
    if (options_.peer.ipcp.local.value == 0) {
      options_.peer.ipcp.local = *parse_ipv4("10.9.0.1");
      options_.peer.ipcp.remote = *parse_ipv4("10.9.0.2");
    }
    if (!options_.settings.modem.present) go_online();
  }
  SessionRig() : SessionRig(Options{}) {}

  static RandomSource seeded(std::uint32_t seed) {
    return [state = seed](std::span<std::uint8_t> octets) mutable {
      for (std::uint8_t& octet : octets) {
        state = state * 1664525 + 1013904223;
        octet = static_cast<std::uint8_t>(state >> 24);
      }
    };
  }

  void dial() {
    session.dial(now);
    settle();
  }

  // Carries out effects and carries octets until both are quiet. Time stands still.
  void settle() {
    for (int round = 0; round < 1000; ++round) {
      if (!step()) return;
    }
    quiet = false;
  }

  // Moves time to the next deadline of either side, `limit` at most.
  void wait(Duration limit) {
    const TimePoint end = now + limit;
    while (true) {
      auto next = session.poll_timeout();
      if (peer) next = earlier(next, peer->link().poll_timeout());
      if (!next || *next > end) break;
      now = std::max(now, *next);
      session.handle_timeout(now);
      if (peer) peer->link().handle_timeout(now);
      settle();
    }
    now = end;
  }

  void acknowledge_all() {
    session.acknowledge(heard.back().sequence, now);
    settle();
  }

  // As from the line, cut in pieces of `piece` octets.
  void receive(std::string_view text, std::size_t piece = 1 << 16) {
    while (!text.empty()) {
      feed(octets_of(text.substr(0, piece)));
      text.remove_prefix(std::min(piece, text.size()));
      settle();
    }
  }

  std::vector<State> states() const {
    std::vector<State> all;
    for (const auto& notification : heard) {
      if (!notification.error) all.push_back(notification.state);
    }
    return all;
  }
  bool has_heard(State state) const { return std::ranges::count(states(), state) != 0; }
  std::size_t count(State state) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        heard, [&](const Notification& notification) { return notification.state == state; }));
  }
  const Error& end() const { return heard.back().error; }

  template <class Effect>
  std::size_t asked() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        effects,
        [](const session::Effect& effect) { return std::holds_alternative<Effect>(effect); }));
  }

 private:
  Options options_;

 public:
  TimePoint now{};
  session::Session session;
  std::optional<session::PppLine> peer;
  std::vector<Notification> heard;
  std::vector<session::Effect> effects;
  std::string sent_text;    // commands to the modem
  std::string sent_online;  // behind CONNECT
  std::size_t octets_sent = 0;
  bool quiet = true;  // false: settle() found no end
  Result<> network_result;
  bool closes = true;  // false: the port is never reported closed
  // Of Lua scripts: what it answers to a frame; nothing: it has ended.
  std::function<Buffer(Octets frame)> interpreter;

 private:
  bool step() {
    bool moved = send_output();
    while (const auto effect = session.poll_effect()) {
      moved = true;
      effects.push_back(*effect);
      perform(*effect);
      send_output();
    }
    return moved | answer();
  }

  bool send_output() {
    const Buffer out(session.output().begin(), session.output().end());
    session.output_taken();
    if (out.empty()) return false;
    octets_sent += out.size();
    transmit(out);
    return true;
  }

  void perform(const session::Effect& effect) {
    if (std::holds_alternative<session::OpenPort>(effect)) {
      if (options_.port_opens) session.handle_port_opened(now);
    } else if (std::holds_alternative<session::ConfigureNetwork>(effect)) {
      session.handle_network_configured(network_result, now);
    } else if (std::holds_alternative<session::CloseDown>(effect)) {
      if (closes) session.handle_closed(now);
    } else if (const auto* line_break = std::get_if<session::SendBreak>(&effect)) {
      sent_online += "<break>";
      if (!line_break->then.empty()) transmit(line_break->then);
    } else if (const auto* tell = std::get_if<session::TellInterpreter>(&effect)) {
      const Buffer reply = interpreter(tell->octets);
      if (reply.empty()) return session.handle_interpreter_gone("the interpreter ended", now);
      session.handle_interpreter(reply, now);
    } else if (const auto* notify = std::get_if<session::Notify>(&effect)) {
      heard.push_back(notify->notification);
      if (options_.acknowledges) session.acknowledge(notify->notification.sequence, now);
    }
  }

  void transmit(const Buffer& out) {
    if (online_) {
      sent_online += text_of(out);
      if (options_.lose_frames > 0) {
        --options_.lose_frames;
      } else if (peer) {
        static_cast<void>(peer->handle_input(out, now));
      }
      return;
    }
    sent_text += text_of(out);
    const std::string_view line = text_of(out);
    for (const auto& [command, reply] : options_.answers) {
      if (line != command + "\r") continue;
      waiting_.append(reply);
      if (reply.find("CONNECT") != std::string::npos) go_online();
    }
  }

  void go_online() {
    online_ = true;
    if (!options_.peer_answers) return;
    peer.emplace(options_.peer, seeded(2));
    peer->link().open(now);
    peer->link().allow_authentication(now);
    peer->link().allow_network(now);
  }

  // What modem and peer have to say.
  bool answer() {
    std::string text = std::exchange(waiting_, {});
    if (peer) {
      Buffer frames;
      peer->drain_frames(frames);
      while (const auto event = peer->link().poll_event())
        peer_events.push_back(*event);
      text += text_of(frames);
    }
    if (text.empty()) return false;
    feed(octets_of(text));
    return true;
  }

  void feed(Octets octets) {
    while (!octets.empty()) {
      octets = octets.subspan(session.handle_input(octets, now));
      while (const auto packet = session.poll_packet()) {
        packets.emplace_back(packet->begin(), packet->end());
      }
    }
  }

  bool online_ = false;  // octets of ours go to the peer
  std::string waiting_;  // the modem's answer

 public:
  std::vector<ppp::LinkEvent> peer_events;
  std::vector<Buffer> packets;
};

// The rig for a line without a modem.
inline SessionRig::Options direct_line() {
  SessionRig::Options options;
  options.settings.modem.present = false;
  options.settings.dial_command.clear();
  return options;
}

inline ppp::LinkOptions demanding(ppp::AuthenticationMethod method) {
  ppp::LinkOptions options;
  options.authentication.require = method;
  options.authentication.our_name = "isp";
  options.authentication.secret_of = [](std::string_view user) -> std::optional<Secret> {
    if (user == "alice") return Secret("secret");
    return std::nullopt;
  };
  return options;
}

}  // namespace dial::test
