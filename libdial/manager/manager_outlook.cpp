// What comes next, for a person who asks.
#include <algorithm>

#include "manager/manager.hpp"

namespace dial::manager {

Result<std::vector<std::string>> Manager::explain(const std::string& name, uid_t uid) {
  const auto key = book_.resolve(name, uid);
  if (!key) return std::unexpected(key.error());
  const auto known = entry_for(*key);
  if (!known) return std::unexpected(known.error());
  const auto found = find_entry(*key);
  if (found != records_.end() && (*known)->policy.phase() == policy::Phase::kUp)
    static_cast<void>((*known)->policy.check_call(found->second.connection->traffic(), moment()));
  return outlook(*key, **known);
}

std::vector<std::string> Manager::outlook(const std::string& key, Entry& entry) const {
  const auto found = find_entry(key);
  const std::string awaits = found == records_.end() ? "" : found->second.awaits;
  auto sentences = awaits.empty()
                       ? entry.policy.explain(moment())
                       : std::vector{"Waits until \"" + awaits + "\", which it requires, is up."};
  if (const auto text = entry.demand ? entry.demand->explain() : ""; !text.empty())
    sentences.push_back(text);
  const auto named = parse_entry_key(key);
  const uid_t owner = named ? named->user.value_or(0) : 0;
  for (const std::string& other : entry.policy.profile().fail_over) {
    const auto way = book_.resolve(other, owner);
    if (!way || book_.find_entry(*way) == nullptr)
      sentences.push_back("Cannot fail over to \"" + other + "\": there is no such entry.");
  }
  return sentences;
}

std::vector<WaitingEntry> Manager::waiting(uid_t uid) {
  std::vector<WaitingEntry> waiting;
  for (auto& [key, entry] : entries_) {
    const auto named = parse_entry_key(key);
    const bool is_others = named && named->user && *named->user != uid && !is_privileged(uid);
    const bool is_there = book_.find_entry(key) != nullptr;
    const bool has_operation = find_entry(key) != records_.end();
    if (!is_others && is_there && !has_operation && entry.policy.has_future())
      waiting.push_back({.entry = key, .sentences = outlook(key, entry)});
  }
  return waiting;
}

std::size_t Manager::waiting_for_packets() const {
  return static_cast<std::size_t>(std::ranges::count_if(entries_, [](const auto& known) {
    const Entry& entry = known.second;
    return entry.demand && entry.policy.phase() == policy::Phase::kWaiting;
  }));
}

}  // namespace dial::manager
