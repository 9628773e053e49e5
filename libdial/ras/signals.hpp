#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "dial/types.hpp"

namespace dial::ras {

// One RasConnectionNotification.
struct Signal {
  std::optional<ConnectionId> connection;  // none: all
  int descriptor = -1;                     // the caller's number, to find it again
  std::shared_ptr<const int> copy;         // of the descriptor; closed with its last owner
  std::uint32_t flags = 0;
};

// Writes to the descriptors of those whom an event concerns.
class Signals {
 public:
  void add(const Signal& signal);
  void remove(int descriptor);
  bool is_empty() const { return signals_.empty(); }

  // The events of a watch, one after the other.
  void on_change(const ConnectionStatus& status);
  // All there is, as it is now: tells what no event has told, the end of a connection that is not
  // there included.
  void compare(const std::vector<ConnectionStatus>& there);
  void end_all();     // of the connections that are known
  void signal_all();  // those who asked for all: something may have happened

 private:
  std::set<ConnectionId> known() const;
  void begin(ConnectionId id);
  void end(ConnectionId id);

  std::vector<Signal> signals_;
  std::set<ConnectionId> connected_;  // as far as the events have told
};

}  // namespace dial::ras
