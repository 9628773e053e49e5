#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "conformance/loop_thread.hpp"
#include "dial/dialer.hpp"

namespace dial::conformance {

// The handler of one dial: writes down every call, and waits or acts in a state where the test
// wants it to. All members from any thread; a copy is the same handler.
class Handler {
 public:
  struct Call {
    Notification notification;
    std::thread::id thread;
    bool is_nested = false;       // inside another call of this handler
    bool is_inside_dial = false;  // between the beginning and the end of dial()
  };

  NotificationHandler callable() const;
  // For the thread that dials: around dial().
  void set_dialling(bool dialling);

  // Each call for `state` without an error waits for release(), ten seconds at most.
  void hold_in(State state);
  void release();
  // Runs inside the call for `state` without an error.
  void act_in(State state, std::function<void(const Notification&)> action);

  bool wait_for(State state) const;  // the call for it has begun, without an error
  bool wait_for_end() const;         // the terminal call has begun
  bool has_ended() const;

  std::vector<Call> calls() const;
  std::vector<State> states() const;            // of all calls
  unsigned ends() const;                        // terminal calls; one is right
  std::optional<Notification> last() const;     // of the calls
  std::optional<Notification> failure() const;  // the first call with an error that is not the end
  Error error() const;                          // the last call's; success if there was none

 private:
  struct Book {
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::vector<Call> calls;
    std::map<State, std::function<void(const Notification&)>> actions;
    std::optional<State> held;
    unsigned depth = 0;
    bool is_dialling = false;
    void take(const Notification& notification);
    void wait_while_held(State state);
  };
  bool wait_until(const std::function<bool(const Book&)>& holds) const;

  std::shared_ptr<Book> book_ = std::make_shared<Book>();
};

std::string names(const std::vector<State>& states);  // "OpenPort PortOpened"

}  // namespace dial::conformance
