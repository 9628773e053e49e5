#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "dial/types.hpp"

namespace dial::manager {

// What one watcher has still to be told, in order. Sans-IO.
//
// Changes are kept up to a limit. Past it the ones that were kept stay, and new ones are dropped
// until the watcher has taken what was kept: then poll_event() gives one kLost with the sequence of
// the last that was dropped, and needs_snapshot() asks for what there is at that moment, before the
// next change is put. Only changes count against the limit: a snapshot has as many events as there
// are connections.
class WatchQueue {
 public:
  // With `only` nothing but that connection is told, and after its end one kEnd.
  explicit WatchQueue(std::size_t limit, std::optional<ConnectionId> only = std::nullopt)
      : limit_(limit), only_(only) {}

  // What there is after the change `sequence`: at the beginning, and when it is asked for. For a
  // connection watched alone that has ended, its final event, with totals, or nothing.
  void put_snapshot(std::uint64_t sequence, std::vector<WatchEvent> present);
  void put_present(const WatchEvent& present) { put(present); }  // one more of a snapshot
  void put_change(const WatchEvent& change);
  bool needs_snapshot() const { return needs_snapshot_; }
  std::optional<ConnectionId> only() const { return only_; }

  // After kEnd nothing follows.
  [[nodiscard]] std::optional<WatchEvent> poll_event();
  bool is_ended() const { return ended_; }

 private:
  bool wants(const WatchEvent& event) const { return !only_ || event.status.id == *only_; }
  void put(const WatchEvent& event);
  void put_end(std::uint64_t sequence);

  std::size_t limit_;
  std::optional<ConnectionId> only_;
  std::deque<WatchEvent> waiting_;
  std::size_t changes_waiting_ = 0;
  std::optional<std::uint64_t> lost_;  // set while changes are dropped: the last of them
  bool needs_snapshot_ = false;
  bool complete_ = false;  // the end of the only connection has been put
  bool ended_ = false;
};

}  // namespace dial::manager
