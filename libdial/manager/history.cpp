#include "manager/history.hpp"

#include <algorithm>
#include <ranges>

namespace dial::manager {

void History::add(Ended ended) {
  const TimePoint oldest = ended.at - limits_.keep;
  ended_.push_back(std::move(ended));
  std::vector<ConnectionId> old;
  for (const Ended& record : ended_) {
    if (record.at < oldest && !is_last(record)) old.push_back(record.status.id);
  }
  std::erase_if(ended_, [&](const Ended& record) {
    return std::ranges::find(old, record.status.id) != old.end();
  });
  while (ended_.size() > limits_.most)
    ended_.pop_front();
}

const Ended* History::find(ConnectionId id) const {
  const auto found = std::ranges::find(ended_, id, [](const Ended& e) { return e.status.id; });
  return found == ended_.end() ? nullptr : &*found;
}

void History::set_successor(ConnectionId id, ConnectionId by) {
  const auto found = std::ranges::find(ended_, id, [](const Ended& e) { return e.status.id; });
  if (found != ended_.end()) found->successor = by;
}

const Ended* History::last_of(const std::string& entry) const {
  const auto backwards = ended_ | std::views::reverse;
  const auto found =
      std::ranges::find(backwards, entry, [](const Ended& e) { return e.status.entry; });
  return found == backwards.end() ? nullptr : &*found;
}

}  // namespace dial::manager
