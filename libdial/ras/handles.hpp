#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "dial/types.hpp"
#include "ras/notifier.hpp"

namespace dial::ras {

// What this process knows of the handles it was given: which dials stand behind them, and which it
// has hung up. Any thread.
class Handles {
 public:
  // How a handle stands with this process.
  enum class Standing {
    kGood,
    kHungUp,  // by RasHangUp; how that ended is not known yet
    kGone,    // hung up, and the line is free or no longer ours
  };

  void add(ConnectionId id, std::shared_ptr<Dial> dial);
  // The manager has named it: it is good, even if it was hung up before.
  void obtained(ConnectionId id);
  Standing standing(ConnectionId id) const;
  // The dial that `notifier` belongs to.
  std::shared_ptr<Dial> find(ConnectionId id, const Notifier& notifier) const;

  // Takes the dial that a RasHangUp on this thread ends: this thread's before another's, a running
  // one before one that is up; null if this process dialled none. The handle is hung up if it was
  // the last. kInvalidHandle for a handle that was hung up before.
  Result<std::shared_ptr<Dial>> take(ConnectionId id);
  // How it ended. With an error nothing was hung up: the handle is good again.
  void hung_up(ConnectionId id, const Result<>& outcome);

  // The running dials of a thread whose Dialer is gone.
  void forget_thread(std::thread::id thread);
  void clear();

  // What RasClearConnectionStatistics saw.
  void set_baseline(ConnectionId id, const Statistics& counters);
  Statistics baseline(ConnectionId id) const;

 private:
  struct Record {
    std::vector<std::shared_ptr<Dial>> dials;
    Standing standing = Standing::kGood;
    Statistics baseline;
  };
  void drop_oldest();

  mutable std::mutex mutex_;
  std::map<ConnectionId, Record> records_;
};

}  // namespace dial::ras
