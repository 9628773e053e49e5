// What can be asked of a manager: the connections there are, and those that have ended.
#include "manager/manager.hpp"

namespace dial::manager {

Error Manager::no_such(ConnectionId id) {
  return {ErrorCode::kInvalidHandle, Layer::kManager, "connection " + std::to_string(id.value)};
}

ConnectionStatus Manager::status_of(const Record& record) const {
  ConnectionStatus status = record.connection->status();
  status.owner = record.owner;
  // What its last dial came to is not the end of the operation.
  if (record.pausing) {
    status.state = record.state;
    status.error = {};
  }
  for (const auto& [uid, count] : record.references)
    status.references += count;
  add_outlook(status, record.pausing);
  return status;
}

Result<ConnectionStatus> Manager::status(ConnectionId id) const {
  if (const auto found = records_.find(id); found != records_.end()) {
    return status_of(found->second);
  }
  if (const Ended* record = history_.find(id)) return record->status;
  return std::unexpected(no_such(id));
}

Result<Statistics> Manager::statistics(ConnectionId id) const {
  if (const auto found = records_.find(id); found != records_.end()) {
    return found->second.connection->statistics();
  }
  if (const Ended* record = history_.find(id)) return record->totals;
  return std::unexpected(no_such(id));
}

Result<std::vector<ProjectionRecord>> Manager::projections(ConnectionId id) const {
  if (const auto found = records_.find(id); found != records_.end()) {
    return found->second.connection->session().projections();
  }
  if (const Ended* record = history_.find(id)) return record->projections;
  return std::unexpected(no_such(id));
}

// Its texts may be those of a login script, or what the far end said to the person at a terminal.
Result<Dialogue> Manager::dialogue(ConnectionId id, uid_t uid) const {
  const auto known = status(id);
  if (!known) return std::unexpected(known.error());
  if (uid != 0 && uid != known->owner) {
    return std::unexpected(Error{ErrorCode::kAccessDenied, Layer::kManager,
                                 "\"" + known->entry + "\" was dialled by another user"});
  }
  if (const auto found = records_.find(id); found != records_.end()) {
    return found->second.connection->session().dialogue();
  }
  const Ended* record = history_.find(id);
  return record != nullptr ? record->dialogue : Dialogue();
}

// As the phone book has it; else the user's own, whose file has gone since it was dialled.
std::string Manager::key_of(const std::string& entry, uid_t uid) const {
  std::string key = book_.resolve(entry, uid).value_or(entry);
  const bool is_known =
      book_.find_entry(key) != nullptr || is_in_use(key) || history_.last_of(key) != nullptr;
  return is_known ? key : to_string({.user = uid, .name = entry});
}

Result<ConnectionStatus> Manager::entry_status(const std::string& entry, uid_t uid) const {
  const std::string key = key_of(entry, uid);
  if (const auto found = find_entry(key); found != records_.end()) {
    return status_of(found->second);
  }
  if (const Ended* record = history_.last_of(key)) {
    ConnectionStatus status = record->status;
    const auto known = entries_.find(key);
    add_outlook(status, known != entries_.end() && known->second.again);
    return status;
  }
  if (const auto waits = entries_.find(key);
      waits != entries_.end() && waits->second.policy.phase() == policy::Phase::kWaiting)
    return std::unexpected(Error{ErrorCode::kNoConnection, Layer::kManager,
                                 "\"" + entry + "\" waits for a packet that dials it"});
  if (const auto file = book_.text(entry, uid);
      !file && file.error().code == ErrorCode::kCannotFindPhonebookEntry)
    return std::unexpected(file.error());
  return std::unexpected(
      Error{ErrorCode::kNoConnection, Layer::kManager, "\"" + entry + "\" has not been dialled"});
}

std::vector<ConnectionStatus> Manager::connections() const {
  std::vector<ConnectionStatus> all;
  for (const auto& [id, record] : records_)
    all.push_back(status_of(record));
  return all;
}

Result<> Manager::watch(const WatchRequest& request) {
  if (request.connection) {
    if (const auto known = status(*request.connection); !known)
      return std::unexpected(known.error());
  }
  watchers_.add(request);
  return {};
}

void Manager::continue_watch(const WatchObserver& observer) {
  watchers_.continue_watch(observer);
}

std::vector<WatchEvent> Manager::present(std::optional<ConnectionId> only) const {
  std::vector<WatchEvent> events;
  for (const auto& [id, record] : records_) {
    if (!only || id == *only) events.push_back({.status = status_of(record)});
  }
  const Ended* ended = only ? history_.find(*only) : nullptr;
  if (ended != nullptr) events.push_back({.status = ended->status, .totals = ended->totals});
  return events;
}

void Manager::tell_watchers(const Record& record, const Notification& notification) {
  WatchEvent event{.sequence = ++changes_, .status = status_of(record)};
  // The session may be states ahead where nobody holds it: what is told is what happened.
  event.status.state = notification.state;
  event.status.error = notification.error;
  if (notification.state == State::kDisconnected) event.totals = record.connection->statistics();
  watchers_.tell(event);
}

}  // namespace dial::manager
