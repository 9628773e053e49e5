// What happens though nobody asks at that moment: the end of a pause, a limit of a call, what is
// persistent and what comes back. What is decided is decided by policy::EntryPolicy.
#include "manager/manager.hpp"

namespace dial::manager {
namespace {

using namespace std::chrono_literals;

constexpr Duration kSaveEvery = 1min;  // of a call that is up: a crash costs the budget so much

bool has_memory(const profile::Profile& profile) {
  const profile::Limits& limits = profile.limits;
  return profile.promote_alternates || limits.time_per_day || limits.megabytes_per_day ||
         limits.dials_per_day;
}

DialRequest own_request(const std::string& key) {
  DialRequest request;
  request.parameters.entry = key;
  return request;
}

// As the client asked, but nobody can be asked back.
DialRequest unattended(DialRequest request) {
  request.observer.reset();
  request.acknowledges = false;
  request.parameters.allow_pause = false;
  return request;
}

}  // namespace

policy::Moment Manager::moment() const {
  return {.now = uv::now_on(loop_), .wall = settings_.wall_time()};
}

void Manager::save(const std::string& key, Entry& entry) {
  if (!has_memory(entry.policy.profile())) return;
  entry.saved_at = uv::now_on(loop_);
  const auto saved = store_.put(key, entry.policy.remembered());
  if (!saved && settings_.on_problem) settings_.on_problem(saved.error());
}

// Before another process goes on with the call.
void Manager::settle_account(const Record& record) {
  const auto found = entries_.find(record.entry);
  if (found == entries_.end() || !record.connection->session().was_connected()) return;
  static_cast<void>(found->second.policy.check_call(record.connection->traffic(), moment()));
  save(record.entry, found->second);
}

void Manager::set_policy_timer() {
  std::optional<TimePoint> next;
  for (auto& [key, entry] : entries_) {
    const auto found = find_entry(key);
    const bool can_dial = found == records_.end() ? entry.again.has_value() : found->second.pausing;
    look_after(key, entry, can_dial && !shut_down_done_);
    if (can_dial && !entry.mending) next = earlier(next, entry.policy.dial_at());
    next = earlier(next, entry.check_at);
    next = earlier(next, packet_due(key, entry));
  }
  policy_timer_.set(shut_down_done_ ? std::nullopt : next);
}

void Manager::serve_policies() {
  const TimePoint now = uv::now_on(loop_);
  std::vector<std::string> due;
  for (const auto& [key, entry] : entries_) {
    const auto dial_at = entry.mending ? std::nullopt : entry.policy.dial_at();
    const auto at = earlier(earlier(dial_at, entry.check_at), packet_due(key, entry));
    if (at && *at <= now) due.push_back(key);
  }
  for (const std::string& key : due) {
    Entry& entry = entries_.at(key);
    if (entry.check_at) {
      check_call(key, entry);
      continue;
    }
    const auto found = find_entry(key);
    if (found != records_.end()) {
      redial(found->first);
    } else if (entry.again) {
      dial_again(key, entry);
    } else if (entry.demand) {
      handle_packet(key);
    }
  }
  set_policy_timer();
}

void Manager::check_call(const std::string& key, Entry& entry) {
  entry.check_at.reset();
  const auto found = find_entry(key);
  if (found == records_.end() || found->second.closing) return;
  const auto reason = entry.policy.check_call(found->second.connection->traffic(), moment());
  if (reason) return close(found->second, *reason, false);
  const TimePoint now = uv::now_on(loop_);
  entry.check_at = entry.policy.check_at(now);
  if (!entry.saved_at || now - *entry.saved_at >= kSaveEvery) save(key, entry);
}

void Manager::keep_persistent() {
  keeps_ = true;
  keep_on_demand();
  for (auto& [key, entry] : entries_) {  // what is up has the limits of now
    if (!entry.policy.accounted()) continue;
    static_cast<void>(entry_for(key));  // if its profile is no more, it has those it had
    entry.check_at = earlier(entry.check_at, entry.policy.check_at(uv::now_on(loop_)));
  }
  for (const ProfileInfo& info : book_.entries()) {
    const auto* kept = book_.find_entry(info.name);
    if (kept == nullptr || kept->key.user || !kept->problem.empty()) continue;
    const bool wanted = kept->profile.persistent && !kept->profile.is_abstract;
    const auto known = entries_.find(info.name);
    if (!wanted && (known == entries_.end() || !known->second.kept)) continue;
    const auto found = entry_for(info.name);
    if (!found) continue;
    Entry& entry = **found;
    entry.kept = wanted && entry.policy.phase() != policy::Phase::kHeldDown;
    if (!entry.kept) {
      entry.again.reset();
      continue;
    }
    const bool is_busy = is_in_use(info.name) || entry.again;
    if (is_busy) continue;
    entry.again = own_request(info.name);
    entry.references = {{0, 1}};
    entry.lost = {};
    entry.policy.begin("", moment());
    dial_again(info.name, entry);
  }
  set_policy_timer();
}

void Manager::handle_up(Record& record) {
  Entry& entry = entries_.at(record.entry);
  entry.policy.handle_connected(moment());
  // What is somebody's own comes back as he dialled it, with his rights and not with ours.
  const auto named = parse_entry_key(record.entry);
  entry.kept = keeps_ && entry.policy.profile().persistent && !(named && named->user);
  if (entry.kept) record.references.try_emplace(0, 1U);
  entry.check_at = entry.policy.check_at(uv::now_on(loop_));
  save(record.entry, entry);
  set_policy_timer();
}

// The operation is over: does the entry come back by itself?
void Manager::handle_down(const Record& record, const Error& reason) {
  Entry& entry = entries_.at(record.entry);
  entry.check_at.reset();
  const bool was_up = record.connection->session().was_connected();
  if (was_up) static_cast<void>(entry.policy.check_call(record.connection->traffic(), moment()));
  bool comes_back = false;
  if (record.hung_up || shut_down_done_) {
    entry.policy.handle_hung_up();
    entry.kept = false;
  } else if (was_up) {
    comes_back = entry.policy.handle_lost(reason, moment(), random_);
  } else if (entry.kept && policy::cause_of(reason) == policy::Cause::kAsked) {
    // Who dialled it has gone; it was wanted before, and still is, by the profile's own number.
    entry.policy.aim(own_request(record.entry).parameters.number, uv::now_on(loop_));
    entry.policy.postpone(moment(), random_);
    comes_back = true;
  } else if (entry.policy.phase() != policy::Phase::kGaveUp) {
    entry.policy.handle_refused(reason);
  }
  save(record.entry, entry);
  entry.again.reset();
  if (comes_back) {
    entry.again = entry.kept ? own_request(record.entry) : unattended(record.request);
    entry.references = record.references;
    if (entry.kept) entry.references.try_emplace(0, 1U);
    entry.lost = record.connection->id();
    entry.policy.aim(entry.again->parameters.number, uv::now_on(loop_));
  } else {
    handle_down_on_demand(record, reason);
  }
  set_policy_timer();
}

// Somebody hangs up what is down and would come back. False: it would not.
bool Manager::forget_redial(Entry& entry, uid_t uid, bool all, bool force) {
  const auto held = entry.references.find(uid);
  if (!entry.again || (!force && held == entry.references.end())) return false;
  if (force) {
    entry.references.clear();
  } else if (all || --held->second == 0) {
    entry.references.erase(held);
  }
  if (!entry.references.empty()) return true;
  entry.policy.handle_hung_up();
  entry.again.reset();
  entry.kept = false;
  if (entry.demand) entry.demand->hold();
  set_policy_timer();
  return true;
}

}  // namespace dial::manager
