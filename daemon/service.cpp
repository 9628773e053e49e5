#include "service.hpp"

#include "dial_stream.hpp"
#include "rpc/service.hpp"

namespace dial::daemon {
namespace {

// For completions that are copied on their way: the call is ended through one of the copies.
manager::HangUpDone completing(rpc::AsyncCall call) {
  auto shared = std::make_shared<rpc::AsyncCall>(std::move(call));
  return [shared](const Result<manager::HangUpOutcome>& outcome) {
    if (!outcome) return std::move(*shared).abort(outcome.error());
    std::move(*shared).complete(rpc::to_json(rpc::HangUpReply{outcome->closed, outcome->holders}));
  };
}

std::vector<gid_t> groups_of(const rpc::Peer& peer) {
  std::vector<gid_t> groups = peer.groups;
  groups.push_back(peer.gid);
  return groups;
}

void reply(rpc::AsyncCall call, const Result<>& result) {
  if (!result) return std::move(call).abort(result.error());
  std::move(call).complete();
}

}  // namespace

template <class Parameters>
rpc::Server::Routine Service::checked(Right right, Routine<Parameters> routine) {
  return [this, right, routine](rpc::AsyncCall call, const rpc::Json& json) {
    const rpc::Peer peer = call.peer();
    if (!may(right, peer)) return std::move(call).abort(access_.refusal(peer));
    auto parameters = rpc::from_json<Parameters>(json);
    if (!parameters) return rpc::refuse_parameter(std::move(call), parameters.error().raw);
    (this->*routine)(std::move(call), *parameters);
  };
}

template <class Parameters>
void Service::add(rpc::Server& server, const std::string& name, Right right,
                  Routine<Parameters> routine) {
  server.add_method(std::string(rpc::kInterface) + "." + name, checked(right, routine));
}

bool Service::may(Right right, const rpc::Peer& peer) const {
  return right == Right::kDial ? access_.may_dial(peer) : access_.may_look(peer);
}

void Service::serve_on(rpc::Server& server) {
  add(server, "Dial", Right::kDial, &Service::dial);
  add(server, "Acknowledge", Right::kDial, &Service::acknowledge);
  add(server, "Cancel", Right::kDial, &Service::cancel);
  add(server, "Resume", Right::kDial, &Service::resume);
  server.add_upgrade(std::string(rpc::kInterface) + ".Terminal",
                     checked(Right::kDial, &Service::terminal));
  add(server, "HangUp", Right::kDial, &Service::hang_up);
  add(server, "Disconnect", Right::kDial, &Service::disconnect);
  add(server, "Status", Right::kLook, &Service::status);
  add(server, "EntryStatus", Right::kLook, &Service::entry_status);
  add(server, "Explain", Right::kLook, &Service::explain);
  add(server, "List", Right::kLook, &Service::list);
  add(server, "Waiting", Right::kLook, &Service::waiting);
  add(server, "Statistics", Right::kLook, &Service::statistics);
  add(server, "Projections", Right::kLook, &Service::projections);
  add(server, "Log", Right::kLook, &Service::log);
  add(server, "Watch", Right::kLook, &Service::watch);
  add(server, "Profiles", Right::kLook, &Service::profiles);
  add(server, "ProfileText", Right::kDial, &Service::profile_text);
}

void Service::dial(rpc::AsyncCall call, const rpc::DialCall& wanted) {
  if (wanted.parameters.detached) return dial_detached(std::move(call), wanted);
  if (wanted.acknowledge && !call.wants_more()) {
    return rpc::refuse_parameter(std::move(call), "acknowledge");  // there is nothing to
  }
  const std::string token = new_token();
  const uid_t uid = call.peer().uid;
  const auto groups = groups_of(call.peer());
  auto stream = std::make_shared<DialStream>(std::move(call), [this, token] { keep_ended(token); });
  const auto id = manager_.dial({.parameters = wanted.parameters,
                                 .uid = uid,
                                 .groups = groups,
                                 .acknowledges = wanted.acknowledge,
                                 .observer = stream});
  if (!id) return stream->refuse(id.error());
  tokens_[token] = *id;
  stream->on_client_gone([this, id = *id, token] {
    tokens_.erase(token);
    manager_.cancel(id, true);
  });
  stream->accept(*id, token);
}

void Service::dial_detached(rpc::AsyncCall call, const rpc::DialCall& wanted) {
  const auto id = manager_.dial({.parameters = wanted.parameters,
                                 .uid = call.peer().uid,
                                 .groups = groups_of(call.peer()),
                                 .acknowledges = false,
                                 .observer = nullptr});
  if (!id) return std::move(call).abort(id.error());
  std::move(call).complete(rpc::to_json(rpc::DialReply{
      .notification = {.connection = *id, .sequence = 0, .state = State::kOpenPort, .error = {}},
      .token = ""}));
}

std::string Service::new_token() {
  std::string token;
  for (int i = 0; i < 4; ++i) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::uint32_t word = random_u32(random_);
    for (int digit = 0; digit < 8; ++digit, word >>= 4)
      token += kDigits[word & 15];
  }
  return token;
}

// A client cancels and acknowledges what it does not know to have ended (RpcAsyncCancelCall: the
// race decides). Its token is good for that after the end, too, and does nothing.
void Service::keep_ended(const std::string& token) {
  constexpr std::size_t kMost = 256;
  ended_tokens_.push_back(token);
  if (ended_tokens_.size() <= kMost) return;
  tokens_.erase(ended_tokens_.front());
  ended_tokens_.pop_front();
}

bool Service::owns(const std::string& token, ConnectionId id) const {
  const auto found = tokens_.find(token);
  return found != tokens_.end() && found->second == id;
}

void Service::acknowledge(rpc::AsyncCall call, const rpc::AcknowledgeCall& wanted) {
  if (!owns(wanted.token, wanted.connection)) return std::move(call).abort(rpc::kWrongToken);
  reply(std::move(call), manager_.acknowledge(wanted.connection, wanted.sequence, wanted.no_more));
}

void Service::cancel(rpc::AsyncCall call, const rpc::CancelCall& wanted) {
  if (!owns(wanted.token, wanted.connection)) return std::move(call).abort(rpc::kWrongToken);
  manager_.cancel(wanted.connection, false);
  std::move(call).complete();
}

void Service::resume(rpc::AsyncCall call, const rpc::ResumeCall& wanted) {
  const uid_t uid = call.peer().uid;
  reply(std::move(call), manager_.resume(wanted.connection, uid, wanted.input));
}

void Service::terminal(rpc::AsyncCall call, const rpc::ConnectionCall& wanted) {
  const auto allowed = manager_.may_open_terminal(wanted.connection, call.peer().uid);
  if (!allowed) return std::move(call).abort(allowed.error());
  auto stream = std::move(call).upgrade();
  if (!stream) return;  // the client has gone
  manager_.open_terminal(wanted.connection, {.descriptor = sys::Fd(stream->descriptor),
                                             .received = std::move(stream->received),
                                             .unsent = std::move(stream->unsent)});
}

void Service::hang_up(rpc::AsyncCall call, const rpc::HangUpCall& wanted) {
  const uid_t uid = call.peer().uid;
  manager_.hang_up(wanted.connection, uid, wanted.force, completing(std::move(call)));
}

void Service::disconnect(rpc::AsyncCall call, const rpc::DisconnectCall& wanted) {
  const uid_t uid = call.peer().uid;
  manager_.disconnect(wanted.entry, uid, wanted.force, completing(std::move(call)));
}

void Service::status(rpc::AsyncCall call, const rpc::ConnectionCall& wanted) {
  const auto status = manager_.status(wanted.connection);
  if (!status) return std::move(call).abort(status.error());
  std::move(call).complete(rpc::to_json(rpc::StatusReply{*status}));
}

void Service::entry_status(rpc::AsyncCall call, const rpc::EntryCall& wanted) {
  const auto status = manager_.entry_status(wanted.entry, call.peer().uid);
  if (!status) return std::move(call).abort(status.error());
  std::move(call).complete(rpc::to_json(rpc::StatusReply{*status}));
}

void Service::explain(rpc::AsyncCall call, const rpc::EntryCall& wanted) {
  auto sentences = manager_.explain(wanted.entry, call.peer().uid);
  if (!sentences) return std::move(call).abort(sentences.error());
  std::move(call).complete(rpc::to_json(rpc::ExplainReply{std::move(*sentences)}));
}

void Service::list(rpc::AsyncCall call, const rpc::NoParameters&) {
  std::move(call).complete(rpc::to_json(rpc::ListReply{manager_.connections()}));
}

void Service::waiting(rpc::AsyncCall call, const rpc::NoParameters&) {
  auto entries = manager_.waiting(call.peer().uid);
  std::move(call).complete(rpc::to_json(rpc::WaitingReply{std::move(entries)}));
}

void Service::statistics(rpc::AsyncCall call, const rpc::ConnectionCall& wanted) {
  const auto statistics = manager_.statistics(wanted.connection);
  if (!statistics) return std::move(call).abort(statistics.error());
  std::move(call).complete(rpc::to_json(rpc::StatisticsReply{*statistics}));
}

void Service::projections(rpc::AsyncCall call, const rpc::ConnectionCall& wanted) {
  const auto records = manager_.projections(wanted.connection);
  if (!records) return std::move(call).abort(records.error());
  std::move(call).complete(rpc::to_json(rpc::ProjectionsReply{*records}));
}

void Service::log(rpc::AsyncCall call, const rpc::ConnectionCall& wanted) {
  const auto dialogue = manager_.dialogue(wanted.connection, call.peer().uid);
  if (!dialogue) return std::move(call).abort(dialogue.error());
  std::move(call).complete(rpc::to_json(rpc::LogReply{*dialogue}));
}

void Service::watch(rpc::AsyncCall call, const rpc::WatchCall& wanted) {
  if (!call.wants_more()) return std::move(call).abort("org.varlink.service.ExpectedMore");
  const auto stream = std::make_shared<WatchStream>(
      std::move(call),
      WatchStream::Hooks{.ready = [this](const auto& from) { manager_.continue_watch(from); },
                         .ended = [this](const auto& from) { watches_.erase(&from); }});
  const auto watching =
      manager_.watch({.observer = stream, .connection = wanted.connection, .queue = wanted.queue});
  if (!watching) return stream->abort(watching.error());
  watches_.emplace(stream.get(), stream);
}

void Service::end_watches() {
  for (const auto& [key, stream] : std::exchange(watches_, {}))
    stream->abort({ErrorCode::kServiceStopped, Layer::kManager, "diald is stopping"});
}

void Service::profiles(rpc::AsyncCall call, const rpc::NoParameters&) {
  const auto entries = manager_.book().entries(call.peer().uid);
  std::move(call).complete(rpc::to_json(rpc::ProfilesReply{entries}));
}

void Service::profile_text(rpc::AsyncCall call, const rpc::EntryCall& wanted) {
  const auto text = manager_.book().text(wanted.entry, call.peer().uid);
  if (!text) return std::move(call).abort(text.error());
  std::move(call).complete(rpc::to_json(rpc::ProfileTextReply{*text}));
}

}  // namespace dial::daemon
