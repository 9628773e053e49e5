#include "client/remote_backend.hpp"

#include <algorithm>

#include "client/remote_call.hpp"

namespace dial::client {

RemoteBackend::RemoteBackend(uv_loop_t* loop, std::shared_ptr<manager::Delivery> delivery,
                             const std::string& socket)
    : loop_(loop),
      socket_(socket),
      short_calls_(socket),
      later_(std::move(delivery)),
      hang_ups_(loop, socket, later_,
                {.is_dialling = [this](ConnectionId id) { return is_dialling(id); },
                 .failed =
                     [this](ConnectionId id) {
                       // The dial goes on.
                       for (const auto& dial : dials_)
                         if (dial->id() == id) acknowledge(*dial);
                     }}) {}

RemoteBackend::~RemoteBackend() {
  std::vector<ConnectionId> unfinished;
  unfinished.reserve(dials_.size());
  for (const auto& dial : dials_) {
    if (!dial->is_abandoned()) unfinished.push_back(dial->id());
  }
  dials_.clear();
  for (const ConnectionId id : unfinished)
    let_go(id);
}

Result<ConnectionId> RemoteBackend::dial(const DialParameters& parameters,
                                         NotificationHandler handler) {
  auto dial =
      RemoteDial::start(loop_, socket_, parameters, std::move(handler),
                        {.acknowledge = [this](const RemoteDial& from) { acknowledge(from); },
                         .finished = [this](const RemoteDial& ended) { forget(ended); }});
  if (!dial) return std::unexpected(dial.error());
  dials_.push_back(std::move(*dial));
  return dials_.back()->id();
}

Result<ConnectionId> RemoteBackend::dial_and_wait(const DialParameters& parameters) {
  rpc::BlockingClient own(socket_);
  const auto reply = own.call(call_of("Dial", rpc::to_json(rpc::DialCall{parameters})), kNoLimit);
  if (!reply) return std::unexpected(reply.error());
  const auto message = rpc::from_json<rpc::DialReply>(*reply);
  if (!message) return std::unexpected(message.error());
  return message->notification.connection;
}

Result<> RemoteBackend::cancel(ConnectionId id, Cancel how) {
  const auto found =
      std::ranges::find_if(dials_, [&](const auto& dial) { return dial->id() == id; });
  if (found == dials_.end()) return std::unexpected(no_dial(id));
  RemoteDial& dial = **found;
  if (dial.is_abandoned()) return {};
  if (how == Cancel::kWait) return ask_to_cancel(dial);
  dial.abandon();
  let_go(id);
  later_.post([&dial] { dial.end_with(cancelled()); });
  return {};
}

Result<> RemoteBackend::ask_to_cancel(const RemoteDial& dial) {
  const auto reply =
      short_calls_.call(call_of("Cancel", rpc::to_json(rpc::CancelCall{dial.id(), dial.token()})));
  if (!reply) return std::unexpected(reply.error());
  return {};  // it may have ended meanwhile: then its terminal call is on its way
}

// The daemon may have just made the connection of a dial that has not told its end.
void RemoteBackend::let_go(ConnectionId id) {
  static_cast<void>(
      short_calls_.send_oneway(call_of("HangUp", rpc::to_json(rpc::HangUpCall{id, false}))));
}

void RemoteBackend::hang_up(ConnectionId id, bool force, HangUpHandler completion) {
  hang_ups_.start(id, force, std::move(completion));
}

Result<Disconnected> RemoteBackend::hang_up_and_wait(ConnectionId id, bool force) {
  return wait_for(call_of("HangUp", rpc::to_json(rpc::HangUpCall{id, force})));
}

Result<Disconnected> RemoteBackend::disconnect(const std::string& entry, bool force) {
  return wait_for(call_of("Disconnect", rpc::to_json(rpc::DisconnectCall{entry, force})));
}

Result<> RemoteBackend::resume(ConnectionId id, const ResumeInput& input) {
  const auto reply = short_calls_.call(call_of("Resume", rpc::to_json(rpc::ResumeCall{id, input})));
  if (!reply) return std::unexpected(reply.error());
  return {};
}
Result<int> RemoteBackend::open_terminal(ConnectionId id) {
  return rpc::call_upgrade(socket_, call_of("Terminal", {{"connection", id.value}}));
}

Result<ConnectionStatus> RemoteBackend::status(ConnectionId id) {
  return member<ConnectionStatus>(short_calls_.call(call_of("Status", {{"connection", id.value}})),
                                  "connection");
}

Result<Statistics> RemoteBackend::statistics(ConnectionId id) {
  return member<Statistics>(short_calls_.call(call_of("Statistics", {{"connection", id.value}})),
                            "counters");
}

Result<std::vector<ConnectionStatus>> RemoteBackend::connections() {
  return member_list<ConnectionStatus>(short_calls_.call(call_of("List")), "connections");
}

Result<std::vector<WaitingEntry>> RemoteBackend::waiting() {
  return member_list<WaitingEntry>(short_calls_.call(call_of("Waiting")), "entries");
}

Result<std::vector<ProfileInfo>> RemoteBackend::profiles() {
  return member_list<ProfileInfo>(short_calls_.call(call_of("Profiles")), "profiles");
}

Result<std::string> RemoteBackend::profile_text(const std::string& name) {
  const auto reply = short_calls_.call(call_of("ProfileText", {{"entry", name}}));
  if (!reply) return std::unexpected(reply.error());
  return reply->value("text", std::string());
}

Result<std::vector<ProjectionRecord>> RemoteBackend::projection(ConnectionId id) {
  return member_list<ProjectionRecord>(
      short_calls_.call(call_of("Projections", {{"connection", id.value}})), "records");
}

Result<Dialogue> RemoteBackend::dialogue(ConnectionId id) {
  const auto reply = short_calls_.call(call_of("Log", {{"connection", id.value}}));
  if (!reply) return std::unexpected(reply.error());
  auto log = rpc::from_json<rpc::LogReply>(*reply);
  if (!log) return std::unexpected(log.error());
  return std::move(log->dialogue);
}

Result<ConnectionStatus> RemoteBackend::entry_status(const std::string& entry) {
  return member<ConnectionStatus>(short_calls_.call(call_of("EntryStatus", {{"entry", entry}})),
                                  "connection");
}

Result<std::vector<std::string>> RemoteBackend::explain(const std::string& entry) {
  const auto reply = short_calls_.call(call_of("Explain", {{"entry", entry}}));
  if (!reply) return std::unexpected(reply.error());
  auto explained = rpc::from_json<rpc::ExplainReply>(*reply);
  if (!explained) return std::unexpected(explained.error());
  return std::move(explained->sentences);
}

Result<> RemoteBackend::watch(WatchHandler handler, const WatchOptions& options) {
  auto watch = RemoteWatch::start(
      loop_, socket_, std::move(handler), options, [this](const RemoteWatch& ended) {
        std::erase_if(watches_, [&](const auto& kept) { return kept.get() == &ended; });
      });
  if (!watch) return std::unexpected(watch.error());
  watches_.push_back(std::move(*watch));
  return {};
}

// A hang-up travels on a connection of its own: were an acknowledgement sent too, the dial could
// take another step after it has been hung up.
void RemoteBackend::acknowledge(const RemoteDial& dial) {
  if (hang_ups_.is_under_way(dial.id())) return;
  const rpc::AcknowledgeCall done{.connection = dial.id(),
                                  .token = dial.token(),
                                  .sequence = dial.sequence(),
                                  .no_more = dial.is_silent()};
  rpc::Call call = call_of("Acknowledge", rpc::to_json(done));
  call.oneway = true;
  // If the daemon is gone the dial's own stream says so.
  static_cast<void>(short_calls_.send_oneway(call));
}

void RemoteBackend::forget(const RemoteDial& finished) {
  const auto found =
      std::ranges::find_if(dials_, [&](const auto& dial) { return dial.get() == &finished; });
  const auto kept = std::move(*found);  // until its member, which has called this, returns here
  dials_.erase(found);
  hang_ups_.settle(kept->id());
}

bool RemoteBackend::is_dialling(ConnectionId id) const {
  return std::ranges::any_of(dials_, [&](const auto& dial) { return dial->id() == id; });
}

Result<Disconnected> RemoteBackend::wait_for(const rpc::Call& call) {
  rpc::BlockingClient own(socket_);
  const auto reply = own.call(call, kNoLimit);
  if (!reply) return std::unexpected(reply.error());
  const auto outcome = rpc::from_json<rpc::HangUpReply>(*reply);
  if (!outcome) return std::unexpected(outcome.error());
  return Disconnected{outcome->closed, outcome->holders};
}

Result<std::unique_ptr<Backend>> make_remote_backend(uv_loop_t* loop, const std::string& socket) {
  auto delivery = delivery_of(loop);
  if (!delivery) return std::unexpected(std::move(delivery.error()));
  return std::make_unique<RemoteBackend>(loop, std::move(*delivery), socket);
}

}  // namespace dial::client
