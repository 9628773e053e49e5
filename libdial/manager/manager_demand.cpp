// What is dialled on demand: who waits for packets, and what follows the packet that wants a dial.
// What is decided is decided by policy::EntryPolicy and policy::Demand.
#include <algorithm>
#include <set>

#include "manager/manager.hpp"

namespace dial::manager {

// What is somebody's own waits for no packets: they are everybody's.
bool Manager::is_on_demand(const std::string& key) const {
  const auto* known = book_.find_entry(key);
  return known != nullptr && !known->key.user && known->profile.on_demand &&
         !known->profile.is_abstract;
}

unsigned Manager::free_demand_number() const {
  std::set<unsigned> taken;
  for (const auto& [key, entry] : entries_) {
    if (entry.demand) taken.insert(entry.demand->number());
  }
  unsigned number = 0;
  while (taken.contains(number))
    ++number;
  return number;
}

void Manager::keep_on_demand() {
  for (auto& [key, entry] : entries_) {
    const auto* known = book_.find_entry(key);
    const bool is_broken = known != nullptr && !known->problem.empty();
    if (entry.demand && !is_broken && !is_on_demand(key)) stop_waiting(entry);
  }
  for (const ProfileInfo& info : book_.entries()) {
    const auto* known = book_.find_entry(info.name);
    if (known != nullptr && known->problem.empty() && is_on_demand(info.name))
      wait_on_demand(info.name);
  }
}

void Manager::stop_waiting(Entry& entry) {
  entry.policy.stop_waiting();
  entry.demand->close();
  entry.demand.reset();
}

// At the start, when the phone book was loaded, and when a call has ended that began before.
void Manager::wait_on_demand(const std::string& key) {
  const auto known = entry_for(key);
  if (!known) return;
  Entry& entry = **known;
  const bool is_busy = is_in_use(key) || entry.again;
  if (entry.demand) {
    entry.demand->change(entry.policy.profile());
  } else if (!is_in_use(key)) {
    entry.demand =
        std::make_shared<DemandLine>(network_, entry.policy.profile(), free_demand_number(),
                                     [this, key] { handle_packet(key); });
    entry.demand->open();
  }
  const policy::Phase phase = entry.policy.phase();
  const bool waits = phase == policy::Phase::kWaiting || phase == policy::Phase::kHeldDown;
  if (is_busy || waits || !entry.demand) return;
  entry.policy.wait_for_packet(moment());
  entry.demand->wait();
}

// When the packet that an entry has kept dials it; nullopt: there is none, or it is dialled anyway.
std::optional<TimePoint> Manager::packet_due(const std::string& key, const Entry& entry) const {
  const bool is_wanted = entry.demand && entry.demand->is_wanted();
  if (!is_wanted || entry.again || is_in_use(key)) return std::nullopt;
  return entry.policy.packet_dials_at(uv::now_on(loop_));
}

void Manager::handle_packet(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end() || shut_down_done_) return;
  const auto due = packet_due(key, found->second);
  if (due && *due <= uv::now_on(loop_)) return dial_for_packet(key, found->second);
  set_policy_timer();
}

void Manager::dial_for_packet(const std::string& key, Entry& entry) {
  const auto known = entry_for(key);
  if (!known) return wait_again(entry, known.error());
  // Nothing carries it before the hours or the day have changed; the next packet asks again.
  if (!entry.policy.may_dial(moment())) return entry.demand->give_up();
  DialRequest request;
  request.parameters.entry = key;
  entry.policy.begin("", moment());
  const auto required = check_required(key, 0);
  auto plan = required ? plan_next(request, entry) : std::unexpected(required.error());
  if (plan) return start(ConnectionId{++last_id_}, request, *plan, {{0, 1}});
  if (!entry.policy.handle_failed(plan.error(), moment(), random_))
    return wait_again(entry, plan.error());
  entry.again = std::move(request);
  entry.references = {{0, 1}};
  entry.lost = {};
  set_policy_timer();
}

// Nothing is dialled for it any more, for this reason: the next packet may be, after a pause.
void Manager::wait_again(Entry& entry, const Error& reason, bool lacks) {
  if (!entry.demand) return;
  entry.demand->give_up();
  const bool waits = lacks ? entry.policy.wait_lacking(reason, moment(), random_)
                           : entry.policy.wait_again(reason, moment(), random_);
  if (waits) {
    entry.demand->wait();
  } else {
    entry.demand->hold();
  }
  set_policy_timer();
}

// The operation is over, and is not followed by another one by itself.
void Manager::handle_down_on_demand(const Record& record, const Error& reason) {
  Entry& entry = entries_.at(record.entry);
  if (shut_down_done_ || !keeps_) return;
  if (!entry.demand) {
    if (is_on_demand(record.entry)) post([this, key = record.entry] { wait_on_demand(key); });
    return;
  }
  if (entry.policy.phase() == policy::Phase::kHeldDown) return entry.demand->hold();
  const bool was_up = record.connection->session().was_connected();
  if (!was_up) return wait_again(entry, reason, record.lacks);
  // What came while it was on its way down is kept.
  if (!entry.policy.wait_again(reason, moment(), random_)) return entry.demand->hold();
  entry.demand->wait();
}

// Somebody hangs up what waits for a packet. nullopt: it does not.
std::optional<Result<HangUpOutcome>> Manager::hold_down(Entry& entry, const std::string& key,
                                                        uid_t uid, bool force) {
  if (!entry.demand || entry.policy.phase() != policy::Phase::kWaiting || is_in_use(key))
    return std::nullopt;
  if (uid != 0 && !force) {
    return std::unexpected(Error{ErrorCode::kHangupFailed, Layer::kManager,
                                 "\"" + key +
                                     "\" is down, and waits for a packet; root, or who "
                                     "forces it, holds it down"});
  }
  entry.policy.handle_hung_up();
  entry.demand->hold();
  set_policy_timer();
  return HangUpOutcome{.closed = true, .holders = {}};
}

}  // namespace dial::manager
