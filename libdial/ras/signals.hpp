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
  void set_present(const std::vector<ConnectionStatus>& connections);
  void on_event(const WatchEvent& event);

 private:
  void begin(ConnectionId id);
  void end(ConnectionId id);

  std::vector<Signal> signals_;
  std::set<ConnectionId> connected_;  // as far as the events have told
};

}  // namespace dial::ras
