#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "dial/dialogue.hpp"
#include "dial/types.hpp"

namespace dial::manager {

// The final record of a connection that has ended.
struct Ended {
  ConnectionStatus status;
  Statistics totals;
  std::vector<ProjectionRecord> projections;
  Dialogue dialogue;
  TimePoint at;
  ConnectionId successor = {};  // which has its references; zero: none has
};

// The connections that have ended: each for a while, the last of each entry for as long as there is
// room. Sans-IO.
class History {
 public:
  struct Limits {
    Duration keep;           // how long
    std::size_t most = 256;  // of all, however young
  };
  explicit History(Limits limits) : limits_(limits) {}

  void add(Ended ended);                                 // `at` is now
  const Ended* find(ConnectionId id) const;              // null: unknown, or forgotten
  void set_successor(ConnectionId id, ConnectionId by);  // nothing, if it is unknown
  const Ended* last_of(const std::string& entry) const;  // the same
  std::size_t size() const { return ended_.size(); }

 private:
  bool is_last(const Ended& ended) const { return last_of(ended.status.entry) == &ended; }

  Limits limits_;
  std::deque<Ended> ended_;  // oldest first
};

}  // namespace dial::manager
