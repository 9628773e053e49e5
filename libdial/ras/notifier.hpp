#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "dial/handler.hpp"
#include "dial/ras.h"
#include "dial/types.hpp"

namespace dial::ras {

HRASCONN to_handle(ConnectionId id);
bool is_all_connections(HRASCONN handle);  // RASX_AllConnections
// Empty for what can be no connection: NULL, RASX_AllConnections.
std::optional<ConnectionId> to_id(HRASCONN handle);

// What the caller gave to RasDial.
struct Notifier {
  std::uint32_t type = 0;
  RASNOTIFIER function = nullptr;
  std::uintptr_t callback_id = 0;

  bool operator==(const Notifier&) const = default;
};

// The calling thread is inside a notifier.
bool is_inside_notifier();

// One successful RasDial, until its RasHangUp: who gets its calls, and whether any may come still.
// Any thread; deliver() on the thread that dialled.
class Dial {
 public:
  Dial(std::string entry, Notifier notifier);

  const std::string& entry() const { return entry_; }
  const Notifier& notifier() const { return notifier_; }
  std::thread::id thread() const { return thread_; }
  // No Connected and no Disconnected has been delivered: the Dialer that dialled still has it.
  bool is_running() const;

  // Calls the notifier, unless the calls have ended: with a call that carried an error, with its
  // own verdict, or by silence().
  Verdict deliver(const Notification& notification);

  // No call begins after this. If one is running on another thread it is waited for, unless this
  // thread is inside a notifier itself: two might wait for each other.
  void silence();
  void set_ended();  // of a synchronous dial, or of one whose Dialer is gone

 private:
  std::uint32_t call(const Notification& notification) const noexcept;

  const std::string entry_;
  const Notifier notifier_;
  const std::thread::id thread_ = std::this_thread::get_id();

  mutable std::mutex mutex_;
  std::condition_variable returned_;
  bool is_calling_ = false;
  bool is_silent_ = false;
  bool has_ended_ = false;
};

}  // namespace dial::ras
