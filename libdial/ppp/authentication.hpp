#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "ppp/options.hpp"
#include "ppp/packet.hpp"
#include "ppp/restart_timer.hpp"

namespace dial::ppp {

// One direction of an authentication: we prove who we are (a "peer" in the words of the RFCs), or
// we make the other side do so (an "authenticator"). What PAP and CHAP have in common: packets that
// are repeated until they are answered, and an outcome.
//
// Sans-IO: after each call to a non-const member drain poll_packet(), then look at progress().
// Packets with codes of the other direction, wrong ids or wrong lengths are dropped.
class Authentication {
 public:
  enum class Progress : std::uint8_t { kRunning, kAccepted, kRefused, kTimedOut };

  explicit Authentication(const Timers& timers);
  virtual ~Authentication() = default;

  virtual std::uint16_t protocol() const = 0;
  void start(TimePoint now);
  // After kRefused: once more, with the credentials as they are now.
  void retry(TimePoint now);
  void resume() { progress_ = Progress::kAccepted; }  // as another was
  virtual void handle_packet(const Packet& packet, TimePoint now) = 0;
  void handle_timeout(TimePoint now);  // early or repeated calls do nothing
  void use_restart_interval(Duration interval) { timer_.use_first_interval(interval); }

  [[nodiscard]] std::optional<Buffer> poll_packet();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const { return timer_.deadline(); }

  Progress progress() const { return progress_; }
  const std::string& message() const { return message_; }  // the peer's words; it may be empty
  const std::string& name() const { return name_; }        // who the other side says it is
  bool has_sent_credentials() const { return credentials_sent_; }

 protected:
  virtual void begin() = 0;  // fills repeated_ where this side speaks first
  virtual void renew() {}    // what a second try must not have in common with the first
  void send(Buffer packet) { packets_.push_back(std::move(packet)); }
  void repeat_until_answered(Buffer packet, TimePoint now);
  // The same for a peer that was refused and may try again: a person is typing there.
  void repeat_for_a_person(Buffer packet, TimePoint now);
  void finish(Progress progress);

  Buffer repeated_;  // sent again at each restart interval; empty: only waits
  bool credentials_sent_ = false;
  std::string message_;
  std::string name_;

 private:
  void repeat(Buffer packet, unsigned tries, TimePoint now);

  unsigned tries_;
  RestartTimer timer_;
  Progress progress_ = Progress::kRunning;
  std::deque<Buffer> packets_;
};

// Takes as long wherever the two differ; the length is no secret.
bool equal_in_constant_time(Octets a, Octets b);

}  // namespace dial::ppp
