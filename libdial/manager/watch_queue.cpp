#include "manager/watch_queue.hpp"

#include <utility>

namespace dial::manager {

void WatchQueue::put(const WatchEvent& event) {
  if (complete_ || !wants(event)) return;
  waiting_.push_back(event);
  if (only_ && event.totals) put_end(event.sequence);
}

void WatchQueue::put_end(std::uint64_t sequence) {
  if (std::exchange(complete_, true)) return;
  waiting_.push_back({.kind = WatchEvent::Kind::kEnd, .sequence = sequence});
}

void WatchQueue::put_snapshot(std::uint64_t sequence, std::vector<WatchEvent> present) {
  needs_snapshot_ = false;
  for (WatchEvent& event : present) {
    event.kind = WatchEvent::Kind::kPresent;
    event.sequence = sequence;
    put(event);
  }
  if (only_ && present.empty()) put_end(sequence);  // forgotten already
}

void WatchQueue::put_change(const WatchEvent& change) {
  if (complete_ || !wants(change)) return;
  if (lost_ || changes_waiting_ == limit_) {
    lost_ = change.sequence;
    return;
  }
  ++changes_waiting_;
  put(change);
}

std::optional<WatchEvent> WatchQueue::poll_event() {
  if (!waiting_.empty()) {
    WatchEvent event = std::move(waiting_.front());
    waiting_.pop_front();
    if (event.kind == WatchEvent::Kind::kChange) --changes_waiting_;
    ended_ = event.kind == WatchEvent::Kind::kEnd;
    return event;
  }
  if (!lost_) return std::nullopt;
  needs_snapshot_ = true;
  return WatchEvent{.kind = WatchEvent::Kind::kLost,
                    .sequence = *std::exchange(lost_, std::nullopt)};
}

}  // namespace dial::manager
