#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "conformance/interleavings/script.hpp"
#include "conformance/loop_thread.hpp"
#include "dial/dialer.hpp"
#include "dial/dispatcher.hpp"
#include "uv/poll.hpp"

namespace dial::conformance {

class Player;

// To RetryAuthentication.
inline const ResumeInput kRightAnswer{.user = "alice", .password = "secret", .number = ""};

// What is found wrong in a round, from any thread.
class Problems {
 public:
  void add(std::string what);
  std::vector<std::string> all() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> found_;
};

// One dial: judges each call of its handler as it comes.
class Record {
 public:
  Record(std::string name, Player& player, Problems& problems);

  Verdict take(const Notification& notification);
  void set_id(ConnectionId id) { id_.store(id.value); }
  ConnectionId id() const { return {id_.load()}; }  // 0: refused, or not dialled yet
  bool has_paused() const { return has_paused_.load(); }
  unsigned ends() const { return ends_.load(); }
  bool is_up() const { return is_up_.load(); }
  // Its Dialer was destroyed, or it wanted no more: no terminal call is due.
  bool is_gone() const;
  const std::string& name() const { return name_; }

  std::map<State, Inside> inside;
  std::atomic<bool> is_inside_dial = false;

 private:
  Verdict act(const Notification& notification);
  void try_to_dial(Dialer& dialer);
  void wrong(const std::string& what);

  std::string name_;
  Player& player_;
  Problems& problems_;
  std::uint64_t sequence_ = 0;  // on the player's thread
  std::atomic<std::uint64_t> id_ = 0;
  std::atomic<unsigned> ends_ = 0;
  std::atomic<bool> is_up_ = false;
  std::atomic<bool> has_paused_ = false;
  std::atomic<bool> wants_no_more_ = false;
};

// One hang-up with a completion.
struct HangUp {
  const Player* player = nullptr;
  std::atomic<unsigned> completions = 0;
};

// A program: a thread with a loop, and its Dialer while it has one. One that polls has a loop of
// its own kind, which watches the descriptor of a Dispatcher and is all that the Dialer knows of
// it. What is posted to one that has none is dropped. One thread directs it.
class Player {
 public:
  Player(const DialerOptions& options, bool polls, Problems& problems);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  void post(std::function<void(Dialer&)> work);
  void post_from_here(std::function<void(Dialer&)> work);  // by a handler of its own
  // Waits until everything posted so far has been done.
  void wait_for_turn();
  // From the loop, whenever that comes to it.
  void destroy_dialer(bool dispatcher_first = false);
  void vanish();  // the thread, in the middle; its Dialer stays until end()
  void end();     // the Dialer and the thread; once

  bool has_dialer() const { return has_dialer_.load(); }
  std::thread::id thread() const { return thread_.id(); }
  Dialer& dialer() { return *dialer_; }  // on its thread

  unsigned depth = 0;  // handlers that run, on its thread

 private:
  bool is_there() const { return !is_ended_ && !has_vanished_; }
  void destroy(bool dispatcher_first);
  Result<Dialer> make_dialer(const DialerOptions& options, bool polls);

  Problems& problems_;
  LoopThread thread_;
  std::optional<Dispatcher> dispatcher_;  // on its thread
  std::optional<uv::Poll> poll_;          // on its thread: of the Dispatcher's descriptor
  std::unique_ptr<Dialer> dialer_;        // on its thread
  std::atomic<bool> has_dialer_ = false;
  bool has_vanished_ = false;
  bool is_ended_ = false;
};

}  // namespace dial::conformance
