// How an operation that somebody asks for begins, and takes the place of the manager's own that
// pauses.
#include "manager/manager.hpp"

namespace dial::manager {
namespace {

// Long enough for a state to be acknowledged at all; and a client that is gone must be noticed some
// day, whatever it asked for.
Result<> check_handler_limit(const DialParameters& parameters) {
  using namespace std::chrono_literals;
  const auto limit = parameters.handler_limit;
  if (!limit || (*limit >= 1ms && *limit <= 24h)) return {};
  return std::unexpected(
      Error{ErrorCode::kInvalidParameter, Layer::kManager, "handler_limit is 1 ms to 24 h"});
}

}  // namespace

Result<ConnectionId> Manager::dial(const DialRequest& request) {
  if (shut_down_done_) {
    return std::unexpected(Error{ErrorCode::kServiceStopped, Layer::kManager, "diald is stopping"});
  }
  if (auto limit = check_handler_limit(request.parameters); !limit)
    return std::unexpected(limit.error());
  const auto key = book_.resolve(request.parameters.entry, request.uid);
  if (!key) return std::unexpected(key.error());
  const auto found = find_entry(*key);
  if (found != records_.end() && !is_superseded(found->second))
    return add_reference(found->second, request);
  const auto plan = plan_first(*key, request);
  if (!plan) return std::unexpected(plan.error());
  auto former = found == records_.end() ? Records::node_type() : records_.extract(found);
  const bool comes_back = entries_.at(*key).again.has_value();
  References references = former.empty() ? take_references(*key) : former.mapped().references;
  ++references[request.uid];
  const ConnectionId id{++last_id_};
  start(id, request, *plan, std::move(references));
  if (comes_back) succeed(entries_.at(*key).lost, id);
  if (!former.empty()) supersede(std::move(former), id);
  set_policy_timer();
  return id;
}

// A dial that is refused changes nothing: what the entry does by itself is not the caller's.
Result<DialPlan> Manager::plan_first(const std::string& key, const DialRequest& request) {
  const auto entry = entry_for(key);
  if (!entry) return std::unexpected(entry.error());
  if (auto required = check_required(key, request.uid); !required)
    return std::unexpected(required.error());
  policy::EntryPolicy& policy = (*entry)->policy;
  if (auto allowed = policy.may_dial(moment()); !allowed) return std::unexpected(allowed.error());
  const policy::EntryPolicy before = policy;
  policy.begin(request.parameters.number, moment());
  auto plan = plan_next(request, **entry);
  if (!plan) policy = before;
  return plan;
}

// Of what would have come back by itself, and is dialled now.
Manager::References Manager::take_references(const std::string& key) {
  Entry& entry = entries_.at(key);
  const bool comes_back = std::exchange(entry.again, std::nullopt).has_value();
  return comes_back ? entry.references : References();
}

// A dial of the manager's own between two attempts.
bool Manager::is_superseded(const Record& record) {
  return record.pausing && !record.observer && record.waiting.empty();
}

// Whoever asks does not wait for the end of a pause that nobody else waits for. The operation ends,
// and `by` is what its holders hold and others wait for: nothing becomes of the entry.
void Manager::supersede(Records::node_type former, ConnectionId by) {
  Record& record = former.mapped();
  // Behind the launch of `by`, which may hold the same from then on.
  if (record.required.value) {
    post([this, required = record.required, owner = record.owner] {
      hang_up(required, owner, false, [](const auto&) {});
    });
  }
  const Error reason{ErrorCode::kDialAlreadyInProgress, Layer::kManager,
                     "somebody dials \"" + record.entry + "\" now"};
  tell_end(record, reason);
  remember(record, reason);
  succeed(record.connection->id(), by);
  discard(record);
}

// The references to `former`, which has ended, are to `by` from now on: those of the entries that
// require it, and those that its holders release by its id.
void Manager::succeed(ConnectionId former, ConnectionId by) {
  if (!former.value) return;
  for (auto& [id, dependant] : records_) {
    if (dependant.required != former) continue;
    dependant.required = by;
    keep(dependant);
  }
  history_.set_successor(former, by);
}

// The connection that has the references to `id` now.
ConnectionId Manager::holder_of(ConnectionId id) const {
  for (const Ended* ended = history_.find(id); ended != nullptr && ended->successor.value;
       ended = history_.find(id))
    id = ended->successor;
  return id;
}

void Manager::start(ConnectionId id, const DialRequest& request, const DialPlan& plan,
                    References references) {
  Record record;
  record.entry = plan.profile.name;
  record.request = request;
  record.owner = request.uid;
  record.references = std::move(references);
  record.observer = request.observer;
  record.connection = make_connection(id, request, plan);
  records_.emplace(id, std::move(record));
  // The caller learns the id before it hears of the first state.
  post([this, id] { launch(id); });
}

Result<ConnectionId> Manager::add_reference(Record& record, const DialRequest& request) {
  if (record.pausing) {
    return std::unexpected(Error{ErrorCode::kDialAlreadyInProgress, Layer::kManager,
                                 "\"" + record.entry + "\" is being dialled again and again"});
  }
  // A line that was lost is on its way down before anybody asks for it.
  if (record.closing || record.connection->session().is_closing()) {
    return std::unexpected(Error{ErrorCode::kAlreadyDisconnecting, Layer::kManager,
                                 "\"" + record.entry + "\" is being hung up"});
  }
  if (!record.connection->session().was_connected()) {
    return std::unexpected(Error{ErrorCode::kDialAlreadyInProgress, Layer::kManager,
                                 "\"" + record.entry + "\" is being dialled"});
  }
  ++record.references[request.uid];
  keep(record);
  const ConnectionId id = record.connection->id();
  if (request.observer) {
    post([observer = request.observer, id] {
      observer->on_notification(
          {.connection = id, .sequence = 1, .state = State::kConnected, .error = {}});
    });
  }
  return id;
}

}  // namespace dial::manager
