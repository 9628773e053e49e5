#pragma once

#include <map>

#include "dial/types.hpp"

namespace dial::client {

// From where one Dialer counts: clearing the statistics of a connection takes nothing from others
// who look at it.
class StatisticsBaselines {
 public:
  void set(ConnectionId id, const Statistics& now);
  // The counters since then; `connected` as it is.
  Statistics since(ConnectionId id, Statistics now) const;

 private:
  static constexpr std::size_t kMost = 256;  // connections, newest kept
  std::map<ConnectionId, Statistics> cleared_;
};

}  // namespace dial::client
