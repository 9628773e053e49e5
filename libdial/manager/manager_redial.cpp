// One operation and its dials: which way is next, what must be up before, and what is told of it.
// What is decided is decided by policy::EntryPolicy.
#include <set>
#include <utility>

#include "manager/manager.hpp"

namespace dial::manager {

// The policy of an entry as its profile stands now.
Result<Manager::Entry*> Manager::entry_for(const std::string& key) {
  const auto profile = book_.find(key);
  if (!profile) return std::unexpected(profile.error());
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    const auto made =
        entries_.emplace(key, Entry{.policy = policy::EntryPolicy(*profile, store_.find(key))});
    return &made.first->second;
  }
  found->second.policy.change(*profile);
  return &found->second;
}

// A way whose device carries another entry is passed over: nothing is dialled in vain.
Result<DialPlan> Manager::plan_next(const DialRequest& request, Entry& entry) {
  while (true) {
    const policy::Target& target = entry.policy.target();
    DialParameters parameters = request.parameters;
    if (!target.profile.empty()) {
      parameters.entry = target.profile;
      parameters.number.clear();
    }
    auto plan = book_.plan_for(parameters, {.uid = request.uid, .groups = request.groups},
                               {.device = target.device, .number = target.number});
    if (!plan) return plan;
    const Record* user = user_of(plan->profile.line.device);
    if (user == nullptr) {
      plan->profile.name = entry.policy.profile().name;
      plan->profile.limits = entry.policy.profile().limits;
      return plan;
    }
    if (entry.policy.pass_over(uv::now_on(loop_))) continue;
    return std::unexpected(Error{ErrorCode::kPortAlreadyOpen, Layer::kPort,
                                 plan->profile.line.device + " carries \"" + user->entry + "\""});
  }
}

// What an entry requires must exist, and must not require the entry itself.
Result<> Manager::check_required(const std::string& key, uid_t uid) const {
  std::set<std::string> seen{key};
  const auto missing = [](Error error, const std::string& by) {
    error.context += ", which \"" + by + "\" requires";
    return std::unexpected(std::move(error));
  };
  std::string by;
  for (std::string at = key;;) {
    const auto profile = book_.find(at);
    if (!profile && !by.empty()) return missing(profile.error(), by);
    if (!profile) return std::unexpected(profile.error());
    if (profile->requires_profile.empty()) return {};
    auto next = book_.resolve(profile->requires_profile, uid);
    if (!next) return missing(next.error(), at);
    by = at;
    at = std::move(*next);
    if (seen.insert(at).second) continue;
    return std::unexpected(Error{ErrorCode::kCannotLoadPhonebook, Layer::kConfiguration,
                                 "\"" + at + "\" requires itself, by way of other profiles"});
  }
}

std::unique_ptr<Connection> Manager::make_connection(ConnectionId id, const DialRequest& request,
                                                     const DialPlan& plan) {
  session::Settings session = plan.session;
  session.modem.revival = revival_for(plan.profile.name);
  session.holds = request.acknowledges;
  // Without a handler nobody can be overtaken.
  const bool chosen = request.parameters.send_ahead || plan.profile.send_ahead;
  if (!chosen) session.send_ahead = !request.acknowledges;
  ConnectionOwner& owner = *this;
  return std::make_unique<Connection>(
      loop_,
      ConnectionSettings{
          .id = id,
          .profile = plan.profile,
          .handler_limit = request.parameters.handler_limit.value_or(plan.profile.handler_limit),
          .lock_directory = settings_.lock_directory,
          .interpreter =
              settings_.interpreter.empty() ? interpreter_program() : settings_.interpreter,
          .helper = settings_.helper,
          .network = network_,
          .demand = entries_.at(plan.profile.name).demand},
      session, random_, owner);
}

void Manager::launch(ConnectionId id) {
  const auto found = records_.find(id);
  if (found == records_.end() || found->second.closing) return;
  Record& record = found->second;
  record.lacks = false;
  Entry& entry = entries_.at(record.entry);
  const std::string& required = entry.policy.profile().requires_profile;
  if (!required.empty()) {
    require(record, required);
    if (!record.awaits.empty()) return;
  }
  entry.policy.handle_dialled(moment());
  save(record.entry, entry);
  record.connection->dial();
}

// Its call or its last dial is on its way down. A line that was lost is so before anybody asks.
bool Manager::is_ending(const Record& record) {
  const bool is_between_dials = record.fails || record.pausing;
  return record.closing || (!is_between_dials && record.connection->session().is_closing());
}

// Dials it, too, unless it is being dialled; what is up gets one more reference, also if somebody
// else has dialled it; what is on its way down is dialled behind that.
void Manager::require(Record& record, const std::string& name) {
  const std::string key = key_of(name, record.owner);
  const auto found = find_entry(key);
  if (found == records_.end()) return dial_required(record, key);
  Record& required = found->second;
  record.awaits_end = is_ending(required);
  const bool is_up = !record.awaits_end && required.connection->session().was_connected();
  if (!is_up) record.awaits = key;
  // Whoever waits for the end of a dial of his own ends it alone.
  const bool can_hold = is_up || (!record.awaits_end && !required.observer);
  if (!can_hold || record.required == found->first) return;
  ++required.references[record.owner];
  keep(required);
  record.required = found->first;
}

void Manager::dial_required(Record& record, const std::string& key) {
  record.awaits = key;
  record.awaits_end = false;
  DialRequest request;
  request.parameters.entry = key;
  request.uid = record.owner;
  request.groups = record.request.groups;
  const auto id = dial(request);
  if (!id) return post([this, key, error = id.error()] { tell_dependants(key, error); });
  // What would have come back has kept the reference to the call that was lost.
  unsigned& held = records_.at(*id).references[record.owner];
  if (record.required == *id && held > 1) --held;
  record.required = *id;
}

// It is up, or will not be.
void Manager::tell_dependants(const std::string& entry, const Error& error) {
  std::vector<ConnectionId> waiting;
  for (const auto& [id, record] : records_) {
    if (record.awaits == entry) waiting.push_back(id);
  }
  for (const ConnectionId id : waiting) {
    const auto found = records_.find(id);
    if (found == records_.end()) continue;
    Record& record = found->second;
    const bool is_anew = std::exchange(record.awaits_end, false);
    // Somebody dials it again already: that dial will tell.
    if (error && !is_anew && is_in_use(entry)) continue;
    record.awaits.clear();
    if (error && !is_anew) {
      fail_dependant(record, entry, error);
    } else {
      launch(id);
    }
  }
}

void Manager::fail_dependant(Record& record, const std::string& required, const Error& error) {
  Error reason = error;
  reason.context =
      "\"" + required + "\", which \"" + record.entry + "\" requires: " + error.context;
  record.lacks = true;
  record.connection->hang_up(std::move(reason), true);
}

// Whether a dial that has failed is followed by another one.
bool Manager::goes_on(Record& record, const Error& error) {
  const bool is_over =
      shut_down_done_ || record.closing || record.connection->session().was_connected();
  if (is_over) return false;
  policy::EntryPolicy& policy = entries_.at(record.entry).policy;
  return record.lacks ? policy.handle_lacking(error, moment(), random_)
                      : policy.handle_failed(error, moment(), random_);
}

// A pause is over: how the entry is dialled now. Nothing: later, as its policy says. An error: not
// any more.
Result<std::optional<DialPlan>> Manager::plan_again(const std::string& key,
                                                    const DialRequest& request) {
  const auto entry = entry_for(key);
  if (!entry) return std::unexpected(entry.error());
  policy::EntryPolicy& policy = (*entry)->policy;
  if (const auto allowed = policy.may_dial(moment()); !allowed) {
    if (!policy.profile().persistent) return std::unexpected(allowed.error());
    policy.postpone(moment(), random_);
    return std::nullopt;
  }
  policy.aim(request.parameters.number, uv::now_on(loop_));
  // The way that is left may be to a number that rests.
  if (const auto at = policy.dial_at(); at && *at > uv::now_on(loop_)) return std::nullopt;
  const auto required = check_required(key, request.uid);
  auto plan = required ? plan_next(request, **entry) : std::unexpected(required.error());
  if (plan) return std::move(*plan);
  if (policy.handle_failed(plan.error(), moment(), random_)) return std::nullopt;
  return std::unexpected(plan.error());
}

// The next dial of an operation.
void Manager::redial(ConnectionId id) {
  const auto found = records_.find(id);
  if (found == records_.end() || !found->second.pausing) return;
  Record& record = found->second;
  const auto plan = plan_again(record.entry, record.request);
  if (!plan) return finish(id, plan.error());
  if (!*plan) return;
  record.pausing = false;
  record.told_before = record.told;
  record.connection = make_connection(id, record.request, **plan);
  launch(id);
}

// What comes back has no operation just now: it begins one of its own.
void Manager::dial_again(const std::string& key, Entry& entry) {
  const auto plan = plan_again(key, *entry.again);
  if (!plan) {
    entry.policy.handle_refused(plan.error());
    entry.again.reset();
    return wait_again(entry, plan.error());
  }
  if (!*plan) return;
  const DialRequest request = *std::exchange(entry.again, std::nullopt);
  const ConnectionId id{++last_id_};
  start(id, request, **plan, entry.references);
  succeed(entry.lost, id);
}

// Ends an operation between two dials.
void Manager::finish(ConnectionId id, const Error& reason) {
  auto node = records_.extract(id);
  if (node.empty()) return;
  tell_end(node.mapped(), reason);
  end_record(std::move(node), reason);
}

void Manager::tell_end(Record& record, const Error& reason) {
  record.closing = true;
  record.pausing = false;
  const Notification end{.connection = record.connection->id(),
                         .sequence = ++record.told,
                         .state = State::kDisconnected,
                         .error = reason};
  if (const auto observer = std::exchange(record.observer, nullptr))
    post([observer, end] { observer->on_notification(end); });
  tell_watchers(record, end);
}

}  // namespace dial::manager
