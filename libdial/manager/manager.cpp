#include "manager/manager.hpp"

#include <algorithm>

namespace dial::manager {
namespace {

// Where a manager begins to count: a client that still has an id of a former manager must not meet
// somebody else's connection under it. 40 bits leave room below 2^53.
std::uint64_t random_start(const RandomSource& random) {
  return std::uint64_t{random_u32(random)} << 8 | (random_u32(random) & 0xff);
}

std::vector<uid_t> holders_of(const std::map<uid_t, unsigned>& references) {
  std::vector<uid_t> holders;
  holders.reserve(references.size());
  for (const auto& [uid, count] : references)
    holders.push_back(uid);
  return holders;
}

}  // namespace

Manager::Manager(uv_loop_t* loop, PhoneBook& book, RandomSource random, Settings settings)
    : loop_(loop),
      book_(book),
      random_(std::move(random)),
      settings_(std::move(settings)),
      queue_(uv::WakeQueue::get(loop)),
      network_(std::make_shared<net::System>(loop, settings_.network)),
      history_({.keep = settings_.keep_ended, .most = settings_.keep_ended_most}),
      watchers_({.snapshot = [this](auto only) { return present(only); },
                 .sequence = [this] { return changes_; },
                 .post = [this](auto work) { post(std::move(work)); }}),
      store_(settings_.policy_file),
      policy_timer_(loop, [this] { serve_policies(); }),
      keep_timer_(loop, [this] { keep_all(); }),
      last_id_(random_start(random_)) {
  if (const auto loaded = store_.load(); !loaded && settings_.on_problem)
    settings_.on_problem(loaded.error());
}

Manager::~Manager() = default;

void Manager::post(std::function<void()> work) {
  queue_->post([alive = std::weak_ptr(alive_), work = std::move(work)] {
    if (!alive.expired()) work();
  });
}

Manager::Records::iterator Manager::find_entry(const std::string& entry) {
  return std::ranges::find_if(records_,
                              [&](const auto& item) { return item.second.entry == entry; });
}

bool Manager::is_in_use(const std::string& key) const {
  return find_entry(key) != records_.end();
}

Manager::Records::const_iterator Manager::find_entry(const std::string& entry) const {
  return std::ranges::find_if(records_,
                              [&](const auto& item) { return item.second.entry == entry; });
}

const Manager::Record* Manager::user_of(const std::string& device) const {
  const auto found = std::ranges::find_if(records_, [&](const auto& item) {
    return !item.second.pausing && item.second.connection->device() == device;
  });
  return found == records_.end() ? nullptr : &found->second;
}

Result<> Manager::acknowledge(ConnectionId id, std::uint64_t sequence, bool no_more) {
  const auto found = records_.find(id);
  if (found != records_.end()) {
    Record& record = found->second;
    if (no_more) {
      record.request.acknowledges = false;
      record.connection->stop_holding();
    } else if (sequence > record.told_before) {
      record.connection->acknowledge(sequence - record.told_before);
    }
    return {};
  }
  if (history_.find(id) != nullptr) return {};
  return std::unexpected(no_such(id));
}

Result<Manager::Record*> Manager::dialled_by(ConnectionId id, uid_t uid) {
  const auto found = records_.find(id);
  if (found == records_.end()) return std::unexpected(no_such(id));
  if (uid != 0 && uid != found->second.owner) {
    return std::unexpected(Error{ErrorCode::kAccessDenied, Layer::kManager,
                                 "\"" + found->second.entry + "\" was dialled by another user"});
  }
  return &found->second;
}

Result<> Manager::resume(ConnectionId id, uid_t uid, const ResumeInput& input) {
  const auto record = dialled_by(id, uid);
  if (!record) return std::unexpected(record.error());
  return (*record)->connection->resume(input);
}

Result<> Manager::prompt(ConnectionId id, State paused, const std::string& text) {
  const auto record = dialled_by(id, 0);
  if (!record) return std::unexpected(record.error());
  return (*record)->connection->prompt(paused, text);
}

std::optional<session::Answer> Manager::take_answer(ConnectionId id) {
  const auto record = dialled_by(id, 0);
  return record ? (*record)->connection->take_answer() : std::nullopt;
}

Result<> Manager::may_open_terminal(ConnectionId id, uid_t uid) {
  const auto record = dialled_by(id, uid);
  if (!record) return std::unexpected(record.error());
  return (*record)->connection->may_open_terminal();
}

Result<int> Manager::open_terminal(ConnectionId id, uid_t uid) {
  if (auto allowed = may_open_terminal(id, uid); !allowed) return std::unexpected(allowed.error());
  auto ends = terminal_pair();
  if (!ends) return std::unexpected(ends.error());
  open_terminal(id, std::move(ends->ours));
  return ends->theirs.release();
}

void Manager::open_terminal(ConnectionId id, TerminalStream stream) {
  if (const auto record = dialled_by(id, 0)) {
    (*record)->connection->open_terminal(std::move(stream));
  }
}

void Manager::cancel(ConnectionId id, bool gone) {
  const auto found = records_.find(id);
  if (found == records_.end()) return;
  Record& record = found->second;
  if (gone) record.observer.reset();
  if (record.connection->session().was_connected()) return;
  close(record,
        {ErrorCode::kUserDisconnection, Layer::kManager,
         gone ? "the client that dialled has gone" : "the dial was cancelled"},
        gone);
}

void Manager::close(Record& record, Error reason, bool hurry) {
  if (record.pausing) return finish(record.connection->id(), reason);
  record.closing = true;
  record.connection->hang_up(std::move(reason), hurry);  // the record may be gone after this
}

void Manager::hang_up(ConnectionId id, uid_t uid, bool force, HangUpDone done) {
  const ConnectionId holder = holder_of(id);
  const auto found = records_.find(holder);
  if (found != records_.end()) return release(found->second, uid, false, force, std::move(done));
  bool was_there = history_.find(id) != nullptr;
  for (auto& [key, entry] : entries_) {
    if (entry.lost == holder && forget_redial(entry, uid, false, force)) was_there = true;
  }
  post([was_there, id, done = std::move(done)] {
    if (was_there) {
      done(HangUpOutcome{.closed = true, .holders = {}});
    } else {
      done(std::unexpected(no_such(id)));
    }
  });
}

void Manager::disconnect(const std::string& entry, uid_t uid, bool force, HangUpDone done) {
  const std::string key = key_of(entry, uid);
  const auto found = find_entry(key);
  if (found != records_.end()) return release(found->second, uid, true, force, std::move(done));
  const auto known = entries_.find(key);
  if (known != entries_.end()) {
    if (const auto held = hold_down(known->second, key, uid, force))
      return post([held, done = std::move(done)] { done(*held); });
  }
  if (known != entries_.end() && forget_redial(known->second, uid, true, force)) {
    return post([holders = holders_of(known->second.references), done = std::move(done)] {
      done(HangUpOutcome{.closed = holders.empty(), .holders = holders});
    });
  }
  post([entry, done = std::move(done)] {
    done(std::unexpected(
        Error{ErrorCode::kPortNotOpen, Layer::kManager, "\"" + entry + "\" is not connected"}));
  });
}

void Manager::release(Record& record, uid_t uid, bool all, bool force, HangUpDone done) {
  if (record.closing) return record.waiting.push_back(std::move(done));
  const auto held = record.references.find(uid);
  if (!force && held == record.references.end()) {
    return post([entry = record.entry, done = std::move(done)] {
      done(std::unexpected(Error{ErrorCode::kHangupFailed, Layer::kManager,
                                 "\"" + entry + "\" was dialled by another user"}));
    });
  }
  if (force) {
    record.references.clear();
  } else if (all || --held->second == 0) {
    record.references.erase(held);
  }
  if (!record.references.empty()) {
    keep(record);
    return post([holders = holders_of(record.references), done = std::move(done)] {
      done(HangUpOutcome{.closed = false, .holders = holders});
    });
  }
  record.waiting.push_back(std::move(done));
  record.hung_up = true;
  close(record, {ErrorCode::kUserDisconnection, Layer::kManager, ""}, false);
}

void Manager::shut_down(std::function<void()> done) {
  shut_down_done_ = [this, done = std::move(done)] { network_->when_idle(done); };
  set_policy_timer();
  for (auto& [key, entry] : entries_) {
    if (entry.demand) entry.demand->close();
  }
  // With the last record, on_ended() says it; some end inside close().
  if (is_shut_down()) return post([this] { shut_down_done_(); });
  std::vector<ConnectionId> ids;
  for (const auto& [id, record] : records_)
    ids.push_back(id);
  for (const ConnectionId id : ids) {
    const auto found = records_.find(id);
    if (found == records_.end()) continue;
    if (handing_over_ && found->second.connection->is_kept()) continue;
    close(found->second, {ErrorCode::kServiceStopped, Layer::kManager, ""}, true);
  }
}

void Manager::on_notification(Connection& connection, const Notification& notification) {
  const auto found = records_.find(connection.id());
  if (found == records_.end()) return;
  Record& record = found->second;
  if (notification.state == State::kDisconnected && goes_on(record, notification.error)) {
    record.fails = true;
    return;
  }
  Notification told = notification;
  told.sequence += record.told_before;
  record.told = told.sequence;
  record.state = told.state;
  if (told.state == State::kConnected && !told.error) handle_up(record);
  // The dial's handler ends with its terminal call; the later end of the connection is for watch.
  const auto observer = record.observer;
  if (is_terminal(notification.state)) record.observer.reset();
  if (notification.state == State::kDisconnected) record.closing = true;
  if (observer) post([observer, told] { observer->on_notification(told); });
  tell_watchers(record, told);
  if (told.state == State::kConnected && !told.error)
    post([this, entry = record.entry] { tell_dependants(entry, {}); });
}

void Manager::on_handler_limit(Connection& connection) {
  const auto found = records_.find(connection.id());
  if (found == records_.end()) return;
  close(found->second,
        {ErrorCode::kUserDisconnection, Layer::kManager,
         "the handler of the client that dialled did not return within handler_limit"},
        true);
}

void Manager::on_report(Connection& connection, const std::string& text) {
  if (settings_.on_report) settings_.on_report(connection.status(), text);
}

void Manager::on_ended(Connection& connection) {
  const auto found = records_.find(connection.id());
  if (found == records_.end()) return;
  if (std::exchange(found->second.fails, false)) {
    found->second.pausing = true;
    return set_policy_timer();
  }
  end_record(records_.extract(found), connection.session().reason());
}

void Manager::end_record(Records::node_type node, const Error& reason) {
  Record& record = node.mapped();
  remember(record, reason);
  handle_down(record, reason);
  if (record.required.value) hang_up(record.required, record.owner, false, [](const auto&) {});
  post([this, entry = record.entry, reason] { tell_dependants(entry, reason); });
  discard(record);
  if (shut_down_done_ && is_shut_down()) post([this] { shut_down_done_(); });
}

void Manager::remember(const Record& record, const Error& reason) {
  Connection& connection = *record.connection;
  ConnectionStatus status = status_of(record);
  status.error = reason;
  history_.add({.status = std::move(status),
                .totals = connection.statistics(),
                .projections = connection.session().projections(),
                .dialogue = connection.session().dialogue(),
                .at = uv::now_on(loop_)});
  for (const HangUpDone& done : record.waiting) {
    post([done] { done(HangUpOutcome{.closed = true, .holders = {}}); });
  }
}

void Manager::discard(Record& record) {
  // It may be its own member that called: it goes when the loop comes round.
  finished_.push_back(std::move(record.connection));
  post([this] { finished_.clear(); });
}

}  // namespace dial::manager
