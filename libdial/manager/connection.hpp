#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dial/types.hpp"
#include "manager/data_path.hpp"
#include "manager/demand_line.hpp"
#include "manager/descriptor_store.hpp"
#include "manager/hand_over.hpp"
#include "manager/helper_call.hpp"
#include "manager/interpreter.hpp"
#include "manager/terminal_link.hpp"
#include "policy/call_limits.hpp"
#include "policy/traffic_filter.hpp"
#include "session/session.hpp"
#include "sys/port.hpp"
#include "uv/serial.hpp"
#include "uv/timer.hpp"
#include "uv/wake.hpp"

namespace dial::manager {

class Connection;

// What a connection tells its manager, on the loop; also inside a call of the connection's.
class ConnectionOwner {
 public:
  virtual void on_notification(Connection& connection, const Notification& notification) = 0;
  // The handler of a notification did not return in time; the connection is being hung up.
  virtual void on_handler_limit(Connection& connection) = 0;
  // Port closed and unlocked, last notification made. The connection is to be destroyed later, from
  // the loop: a member of its own is running.
  virtual void on_ended(Connection& connection) = 0;
  // With what another process could go on is another, or nothing, from now on.
  virtual void on_established_changed(Connection& connection) = 0;
  // The login script's words for whoever watches, printable, secrets masked.
  virtual void on_report(Connection& connection, const std::string& text) = 0;

 protected:
  ~ConnectionOwner() = default;
};

struct ConnectionSettings {
  ConnectionId id;
  profile::Profile profile;
  Duration handler_limit{10'000};
  std::string lock_directory = "/run/lock";
  std::string interpreter = interpreter_program();  // of Lua scripts
  std::string helper = {};                          // dial-helper's socket; empty: it is not asked
  std::shared_ptr<net::System> network = {};        // null: a plain one of its own
  std::shared_ptr<DemandLine> demand = {};          // whose interface it uses; null: its own
};

// Drives one session: moves octets between port, session and data path, and time into it. Decides
// nothing. Loop's thread; destroy it only after on_ended, or with the loop.
class Connection final : private uv::SerialOwner, private InterpreterOwner {
 public:
  Connection(uv_loop_t* loop, ConnectionSettings settings, const session::Settings& session,
             RandomSource random, ConnectionOwner& owner);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void dial();
  void acknowledge(std::uint64_t sequence);
  void stop_holding();
  Result<> resume(const ResumeInput& input);
  Result<> prompt(State paused, const std::string& text);
  std::optional<session::Answer> take_answer();
  Result<> may_open_terminal();  // kInvalidAuthState, kPortAlreadyOpen
  void open_terminal(TerminalStream stream);
  void hang_up(Error reason, bool hurry);

  // connection_hand_over.cpp
  // From now on `state` is what a later process finds; empty: nothing it could go on with. Nothing
  // happens where there is no interface.
  void keep_in(DescriptorStore& store, Octets state);
  bool is_kept() const { return is_kept_; }
  // Instead of dial(): goes on where a former process was. A line or interface that is no more
  // ends it as if it was lost now.
  void take_over(const HandOver& from, StoredLine stored, DescriptorStore& store);
  void fill(HandOver& hand_over) const;

  ConnectionId id() const { return settings_.id; }
  const std::string& device() const { return settings_.profile.line.device; }
  const session::Session& session() const { return session_; }
  // Without owner and references, which the manager knows.
  ConnectionStatus status() const;
  Statistics statistics() const;
  policy::Traffic traffic() const;

 private:
  static constexpr std::size_t kFullLine = 4 << 10;  // octets on their way to the line

  void on_serial_input(Octets octets) override;
  void on_serial_lost(Error error) override;
  void on_serial_drained() override;

  // connection_script.cpp
  void tell_interpreter(Octets octets);
  void on_interpreter_input(Octets octets) override;
  void on_interpreter_gone(const std::string& why) override;

  // connection_terminal.cpp
  void serve_terminal();
  void read_terminal();
  void show_terminal();

  void count(Octets packet, policy::Direction direction);
  void pump();
  void perform(const session::Effect& effect);
  void configure_network(const Projection& projection);
  void notify(Notification notification);
  void open_port();
  void take_port(Result<sys::Port> port);
  void ask_for_holder(const Error& error);
  void close_down();
  void make_path();
  Result<> resume_serial(sys::Port port);
  void take_over_network(sys::Fd descriptor);
  void close_path();
  void close_port();
  void part_closed(bool& is_open);
  std::string unfinished() const;  // of the way down
  void abandon_close();
  void send_output();
  // Packets wait in their interface then, and what a person types in its terminal.
  bool is_line_full() const { return serial_ && serial_->unsent() > kFullLine; }
  void set_timer();
  void handle_timeout();
  TimePoint now() const;

  uv_loop_t* loop_;
  ConnectionSettings settings_;
  std::string number_;
  session::Session session_;
  ConnectionOwner& owner_;
  std::shared_ptr<uv::WakeQueue> queue_;
  uv::DeadlineTimer timer_;
  std::unique_ptr<HelperCall> holder_call_;  // while the port's holder is asked for
  std::optional<sys::Port> port_;
  std::unique_ptr<uv::SerialPort> serial_;
  std::unique_ptr<DataPath> path_;
  std::unique_ptr<TerminalLink> terminal_;
  std::unique_ptr<Interpreter> interpreter_;  // while a Lua script runs
  std::string path_name_;
  std::uint64_t active_octets_ = 0;  // traffic that counts as use
  std::uint64_t locks_note_ = 0;     // in the journal
  std::unique_ptr<KeptLine> kept_;
  bool is_kept_ = false;  // with a state
  std::uint64_t established_told_ = 0;
  bool is_taking_over_ = false;                // the network of a former process
  std::string taking_over_;                    // its interface, until it is ours
  std::optional<TimePoint> handler_deadline_;  // set while a notification is unacknowledged
  std::uint64_t handler_sequence_ = 0;         // the one it is set for
  std::optional<TimePoint> dtr_deadline_;      // set while DTR is held low
  std::optional<TimePoint> close_deadline_;    // set while parts are being closed
  bool path_is_open_ = false;                  // on the way down: what has not come to an end
  bool port_is_open_ = false;
  bool store_has_it_ = false;
  bool holds_;
  bool opening_ = false;  // a thread is opening the port
  bool ended_told_ = false;
  bool pumping_ = false;
  bool pump_again_ = false;
  TimePoint started_;
  std::optional<TimePoint> connected_at_;
  std::optional<TimePoint> lost_at_;  // hung up or lost; set after connected_at_
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::manager
