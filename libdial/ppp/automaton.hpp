#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "ppp/automaton_table.hpp"
#include "ppp/options.hpp"
#include "ppp/packet.hpp"
#include "ppp/protocol.hpp"
#include "ppp/restart_timer.hpp"

namespace dial::ppp {

// RFC 1661 4: the option negotiation automaton, for LCP and for every NCP. It runs the table and
// has the duties the table leaves to prose: identifiers, the restart timer, Max-Failure, a bound on
// rounds. What the options mean is the Protocol's, which must outlive it.
//
// Sans-IO: after each call to a non-const member drain poll_packet() and poll_event(), packets
// first, and read poll_timeout() again. Malformed packets are dropped and change nothing.
class Automaton {
 public:
  enum class LayerEvent : std::uint8_t {
    kUp,
    kDown,
    kFinished,            // why: finish()
    kTerminateRequested,  // by a peer that was negotiating; the automaton goes on
  };
  enum class Finish : std::uint8_t { kClosed, kTimeout, kRejected, kNotConverging, kPeer };

  Automaton(Protocol& protocol, const Timers& timers, std::uint8_t first_id);

  void open(TimePoint now);
  void close(std::string_view text, TimePoint now);  // `text` goes into the Terminate-Request
  void up(TimePoint now);
  void wait_for_peer();  // up, but nothing is sent before the peer's first Configure-Request
  void down(TimePoint now);
  void resume(std::uint8_t next_id);  // Opened, as another was, with its next Identifier
  void handle_packet(Octets information, TimePoint now);
  void handle_protocol_rejected(TimePoint now);  // LCP's Protocol-Reject named this protocol
  void handle_timeout(TimePoint now);            // early or repeated calls do nothing
  void restart_timer(TimePoint now);             // the interval is counted from `now`
  void use_restart_interval(Duration interval) { timer_.use_first_interval(interval); }
  void limit_packets(std::uint16_t mru) { mru_ = mru; }  // the peer's MRU, for Code-Rejects
  void send(std::uint8_t code, Octets data);             // an extra code with an id of its own

  [[nodiscard]] std::optional<Buffer> poll_packet();
  [[nodiscard]] std::optional<LayerEvent> poll_event();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const { return timer_.deadline(); }

  AutomatonState state() const { return state_; }
  std::uint8_t next_id() const { return next_id_; }
  bool is_open() const { return state_ == AutomatonState::kOpened; }
  Finish finish() const { return finish_; }
  bool has_peer_terminated() const { return peer_terminated_; }
  const std::string& peer_text() const { return peer_text_; }  // of its Terminate-Request
  // Of the last Configure-Request that was answered; an upper bound where it was repeated.
  std::optional<Duration> round_trip() const { return round_trip_; }

 private:
  void apply(AutomatonEvent event, TimePoint now);
  void act(unsigned actions, TimePoint now);
  void begin_negotiation();
  void give_up(Finish reason, TimePoint now);
  void handle_request(const Packet& packet, TimePoint now);
  bool judge_request(const Packet& packet, const std::vector<Option>& options);
  void handle_ack(const Packet& packet, TimePoint now);
  void measure_round_trip(TimePoint now);
  void handle_nak_or_reject(const Packet& packet, TimePoint now);
  void handle_terminate(const Packet& packet, TimePoint now);
  void handle_code_reject(const Packet& packet, TimePoint now);
  void handle_extra(const Packet& packet, TimePoint now);
  bool count_round(TimePoint now);
  void send_configure_request(TimePoint now);
  void send_terminate_request(TimePoint now);
  void send_code_reject();

  Protocol& protocol_;
  Timers timers_;
  RestartTimer timer_;
  AutomatonState state_ = AutomatonState::kInitial;
  std::uint16_t mru_ = 1500;
  std::uint8_t next_id_;

  std::uint8_t request_id_ = 0;
  Buffer request_;                    // options of our last Configure-Request
  bool request_outstanding_ = false;  // it has had no valid reply
  TimePoint request_sent_{};          // first transmission
  std::optional<Duration> round_trip_;
  std::uint8_t terminate_id_ = 0;
  std::string terminate_text_;

  Packet received_;  // what is being handled; valid within handle_packet()
  Octets information_;
  Buffer answer_;           // Ack, Nak or Reject to the request being handled
  unsigned naks_sent_ = 0;  // without an Ack in between
  unsigned rounds_ = 0;     // Naks and Rejects in either direction since the negotiation began
  bool peer_configures_ = false;
  bool peer_terminated_ = false;
  std::string peer_text_;
  Finish finish_ = Finish::kClosed;
  std::deque<Buffer> packets_;
  std::deque<LayerEvent> events_;
};

}  // namespace dial::ppp
