// Lines that outlive the process: what the manager leaves for its successor, and takes from its
// predecessor.
#include <algorithm>

#include "manager/manager.hpp"
#include "sys/slow_close.hpp"

namespace dial::manager {
namespace {
constexpr Duration kKeepEvery{10'000};  // what a crash costs the counters of a call
}  // namespace

void Manager::on_established_changed(Connection& connection) {
  const auto found = records_.find(connection.id());
  if (found == records_.end()) return;
  keep(found->second);
  if (found->second.connection->is_kept()) keep_timer_.set(uv::now_on(loop_) + kKeepEvery);
}

void Manager::keep(Record& record) {
  if (settings_.store == nullptr) return;
  const auto established = record.connection->session().established();
  const auto entry = entries_.find(record.entry);
  if (!established || entry == entries_.end())
    return record.connection->keep_in(*settings_.store, {});
  HandOver state{
      .entry = record.entry,
      .owner = record.owner,
      .groups = record.request.groups,
      .references = record.references,
      .parameters = record.request.parameters,
      .way = entry->second.policy.target(),
      .required = record.required,
      .told_before = record.told_before,
      .accounted = entry->second.policy.accounted().value_or(policy::Accounted{}),
      .established = *established,
  };
  record.connection->fill(state);
  record.connection->keep_in(*settings_.store, encode(state));
}

void Manager::keep_all() {
  bool are_kept = false;
  for (auto& [id, record] : records_) {
    keep(record);
    are_kept = are_kept || record.connection->is_kept();
  }
  if (are_kept) keep_timer_.set(uv::now_on(loop_) + kKeepEvery);
}

void Manager::hand_over(std::function<void()> done) {
  handing_over_ = true;
  for (auto& [id, record] : records_) {
    settle_account(record);
    keep(record);  // with the octet counters of now
  }
  shut_down(std::move(done));
}

bool Manager::is_shut_down() const {
  return std::ranges::all_of(records_, [&](const auto& item) {
    return handing_over_ && item.second.connection->is_kept();
  });
}

// As the profile is now; what the dial was given is known. Where it cannot be dialled any more,
// what hangs a line up.
DialPlan Manager::plan_to_take_over(const HandOver& from, Error& problem) const {
  DialParameters parameters = from.parameters;
  if (!from.way.profile.empty()) {
    parameters.entry = from.way.profile;
    parameters.number.clear();
  }
  parameters.user = from.established.user;
  parameters.password = std::string(from.established.password.reveal());
  auto plan = book_.plan_for(parameters, {.uid = from.owner, .groups = from.groups},
                             {.device = from.way.device, .number = from.way.number});
  if (!plan) problem = plan.error();
  DialPlan usable = plan ? std::move(*plan) : DialPlan();
  if (const auto profile = book_.find(from.entry)) usable.profile.limits = profile->limits;
  usable.profile.name = from.entry;
  usable.profile.line.device = from.device;
  usable.session.login.reset();
  usable.session.number = from.number;
  return usable;
}

// It goes on where it was, also where its profile is no more: then the call ends, as any other.
void Manager::take_over_policy(const HandOver& from, const profile::Profile& profile) {
  if (!entry_for(from.entry))
    entries_.emplace(from.entry, Entry{.policy = policy::EntryPolicy(profile, {})});
  Entry& entry = entries_.at(from.entry);
  entry.policy.take_over(from.parameters.number, from.way, from.accounted, moment());
  entry.check_at = entry.policy.check_at(uv::now_on(loop_));
}

// Its interface goes on, too: behind the call it waits again, or goes if its profile is no more on
// demand.
void Manager::take_over_demand(const HandOver& from) {
  if (!from.standing_by) return;
  Entry& entry = entries_.at(from.entry);
  entry.demand = std::make_shared<DemandLine>(network_, entry.policy.profile(), *from.standing_by,
                                              [this, key = from.entry] { handle_packet(key); });
}

ConnectionId Manager::take_over_record(const HandOver& from, const DialPlan& plan) {
  Record record;
  record.entry = from.entry;
  record.request.parameters = from.parameters;
  record.request.uid = from.owner;
  record.request.groups = from.groups;
  record.owner = from.owner;
  record.references = from.references;
  record.required = from.required;
  record.told_before = from.told_before;
  record.told = from.told_before + from.established.sequence;
  record.state = State::kConnected;
  record.connection = make_connection(from.id, record.request, plan);
  records_.emplace(from.id, std::move(record));
  last_id_ = std::max(last_id_, from.id.value);
  return from.id;
}

Result<ConnectionStatus> Manager::take_over(StoredLine stored) {
  const auto from = decode_hand_over(read_state(stored.state));
  if (settings_.store == nullptr || !from || records_.contains(from->id)) {
    if (settings_.store != nullptr) settings_.store->forget(stored.name, [] {});
    if (stored.line) sys::close_slowly(std::move(stored.line), [] {});
    return std::unexpected(Error{ErrorCode::kLinkFailure, Layer::kManager,
                                 stored.name + ": its state cannot be read, the line is hung up"});
  }
  Error problem;
  const DialPlan plan = plan_to_take_over(*from, problem);
  take_over_policy(*from, plan.profile);
  take_over_demand(*from);
  Record& record = records_.at(take_over_record(*from, plan));
  Entry& entry = entries_.at(from->entry);
  if (entry.demand && !is_on_demand(from->entry)) stop_waiting(entry);
  Connection& connection = *record.connection;
  ConnectionStatus was = status_of(record);
  was.state = State::kConnected;  // what becomes of it is told next
  watchers_.tell_present(
      {.kind = WatchEvent::Kind::kPresent, .sequence = changes_, .status = std::move(was)});
  connection.take_over(*from, std::move(stored), *settings_.store);
  const auto found = records_.find(from->id);
  if (problem && found != records_.end()) {
    found->second.hung_up = true;
    close(found->second, problem, true);
  }
  set_policy_timer();
  return status(from->id);
}

void Manager::recover() {
  net::LivingOn living_on;
  for (const ConnectionStatus& status : connections()) {
    if (status.interface.empty()) continue;
    living_on.interfaces.insert(status.interface);
    living_on.entries.insert(status.entry);
  }
  network_->recover(living_on);
}

}  // namespace dial::manager
