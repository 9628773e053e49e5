// The daemon, over its socket: one connection for short calls, one for each long call.
#include <uv.h>

#include <algorithm>

#include "client/backend.hpp"
#include "client/remote_dial.hpp"
#include "manager/delivery.hpp"
#include "rpc/client.hpp"
#include "rpc/messages.hpp"

namespace dial::client {
namespace {

using manager::Delivery;

// How long a call may take that ends with the operation, not with the answer.
constexpr std::chrono::hours kNoLimit{24 * 365};

rpc::Call call_of(std::string_view method, rpc::Json parameters = rpc::Json::object()) {
  return {.method = std::string(rpc::kInterface) + "." + std::string(method),
          .parameters = std::move(parameters)};
}

// The member `name` of a reply, parsed.
template <class T>
Result<T> member(const Result<rpc::Json>& reply, const char* name) {
  if (!reply) return std::unexpected(reply.error());
  if (!reply->contains(name)) {
    return std::unexpected(not_answering("the daemon's reply has no " + std::string(name)));
  }
  return rpc::from_json<T>((*reply)[name]);
}

template <class T>
Result<std::vector<T>> member_list(const Result<rpc::Json>& reply, const char* name) {
  if (!reply) return std::unexpected(reply.error());
  std::vector<T> list;
  if (!reply->contains(name)) return list;
  for (const rpc::Json& item : (*reply)[name]) {
    auto parsed = rpc::from_json<T>(item);
    if (!parsed) return std::unexpected(parsed.error());
    list.push_back(std::move(*parsed));
  }
  return list;
}

// A long call with one answer; `finished` may destroy it.
class Completion final : public rpc::StreamCall::Owner {
 public:
  Completion(ConnectionId connection, HangUpHandler handler,
             std::function<void(const Completion*, const Result<>&)> finished)
      : id(connection), handler_(std::move(handler)), finished_(std::move(finished)) {}
  const ConnectionId id;
  std::unique_ptr<rpc::StreamCall> stream;

  void on_reply(const rpc::Reply& reply) override {
    if (reply.error.empty()) return end({});
    end(std::unexpected(rpc::error_of(reply)));
  }
  void on_lost(const Error& error) override { end(std::unexpected(error)); }
  void end(const Result<>& result) {
    const auto handler = std::move(handler_);
    finished_(this, result);
    if (handler) handler(result);
  }

 private:
  HangUpHandler handler_;
  std::function<void(const Completion*, const Result<>&)> finished_;
};

class Watch final : public rpc::StreamCall::Owner {
 public:
  explicit Watch(WatchHandler handler) : handler_(std::move(handler)) {}
  std::unique_ptr<rpc::StreamCall> stream;

  void on_reply(const rpc::Reply& reply) override {
    if (const auto event = rpc::from_json<WatchEvent>(reply.parameters)) handler_(*event);
  }
  void on_lost(const Error&) override { stream.reset(); }

 private:
  WatchHandler handler_;
};

template <class T>
void erase_pointer(std::vector<std::unique_ptr<T>>& list, const T* item) {
  std::erase_if(list, [&](const auto& kept) { return kept.get() == item; });
}

class RemoteBackend : public Backend {
 public:
  RemoteBackend(uv_loop_s* loop, const std::string& socket)
      : loop_(loop),
        socket_(socket),
        delivery_(loop == nullptr ? nullptr : Delivery::get(loop)),
        short_calls_(socket) {}

  // A dial that has not told its end is aborted even if the daemon has just made its connection.
  ~RemoteBackend() override {
    std::vector<ConnectionId> unfinished;
    unfinished.reserve(dials_.size());
    for (const auto& dial : dials_)
      unfinished.push_back(dial->id());
    dials_.clear();
    for (const ConnectionId id : unfinished) {
      static_cast<void>(
          short_calls_.send_oneway(call_of("HangUp", rpc::to_json(rpc::HangUpCall{id, false}))));
    }
  }

  Result<ConnectionId> dial(const DialParameters& parameters,
                            NotificationHandler handler) override {
    auto dial = RemoteDial::start(
        loop_, socket_, parameters, std::move(handler),
        {.acknowledge = [this](const RemoteDial& from,
                               std::uint64_t sequence) { acknowledge(from, sequence); },
         .finished = [this](const RemoteDial& ended) { erase_pointer(dials_, &ended); }});
    if (!dial) return std::unexpected(dial.error());
    dials_.push_back(std::move(*dial));
    return dials_.back()->id();
  }

  Result<ConnectionId> dial_and_wait(const DialParameters& parameters) override {
    rpc::BlockingClient own(socket_);
    const auto reply = own.call(call_of("Dial", rpc::to_json(rpc::DialCall{parameters})), kNoLimit);
    if (!reply) return std::unexpected(reply.error());
    const auto message = rpc::from_json<rpc::DialReply>(*reply);
    if (!message) return std::unexpected(message.error());
    return message->notification.connection;
  }

  void hang_up(ConnectionId id, bool force, HangUpHandler handler) override {
    auto completion = std::make_unique<Completion>(
        id, std::move(handler),
        [this](const Completion* ended, const Result<>& result) { forget(*ended, result); });
    auto stream = rpc::StreamCall::start(
        loop_, socket_, call_of("HangUp", rpc::to_json(rpc::HangUpCall{id, force})), *completion);
    Completion* raw = completion.get();
    completions_.push_back(std::move(completion));
    if (stream) {
      raw->stream = std::move(*stream);
      return;
    }
    delivery_->hold();  // an unreachable daemon is reported from the loop like all else
    delivery_->post(
        [raw, delivery = delivery_, alive = std::weak_ptr(alive_), error = stream.error()] {
          delivery->unhold();
          if (!alive.expired()) raw->end(std::unexpected(error));
        });
  }

  Result<Disconnected> hang_up_and_wait(ConnectionId id, bool force) override {
    return let_go(call_of("HangUp", rpc::to_json(rpc::HangUpCall{id, force})));
  }
  Result<Disconnected> disconnect(const std::string& entry, bool force) override {
    return let_go(call_of("Disconnect", rpc::to_json(rpc::DisconnectCall{entry, force})));
  }

  Result<> resume(ConnectionId id, const ResumeInput& input) override {
    const auto reply =
        short_calls_.call(call_of("Resume", rpc::to_json(rpc::ResumeCall{id, input})));
    if (!reply) return std::unexpected(reply.error());
    return {};
  }
  Result<ConnectionStatus> status(ConnectionId id) override {
    return member<ConnectionStatus>(
        short_calls_.call(call_of("Status", {{"connection", id.value}})), "connection");
  }
  Result<Statistics> statistics(ConnectionId id) override {
    return member<Statistics>(short_calls_.call(call_of("Statistics", {{"connection", id.value}})),
                              "counters");
  }
  Result<std::vector<ConnectionStatus>> connections() override {
    return member_list<ConnectionStatus>(short_calls_.call(call_of("List")), "connections");
  }
  Result<std::vector<ProfileInfo>> profiles() override {
    return member_list<ProfileInfo>(short_calls_.call(call_of("Profiles")), "profiles");
  }
  Result<std::string> profile_text(const std::string& name) override {
    const auto reply = short_calls_.call(call_of("ProfileText", {{"entry", name}}));
    if (!reply) return std::unexpected(reply.error());
    return reply->value("text", std::string());
  }

  Result<> watch(WatchHandler handler) override {
    auto watch = std::make_unique<Watch>(std::move(handler));
    rpc::Call call = call_of("Watch");
    call.more = true;
    auto stream = rpc::StreamCall::start(loop_, socket_, call, *watch);
    if (!stream) return std::unexpected(stream.error());
    watch->stream = std::move(*stream);
    watches_.push_back(std::move(watch));
    return {};
  }

 private:
  // The hang-up and the acknowledgement travel on two connections: were both sent, the dial could
  // take another step after it has been hung up.
  bool is_hanging_up(ConnectionId id) const {
    return std::ranges::any_of(completions_, [&](const auto& it) { return it->id == id; });
  }

  void forget(const Completion& ended, const Result<>& result) {
    const ConnectionId id = ended.id;
    erase_pointer(completions_, &ended);
    if (result) return;
    // Not hung up after all: the dial goes on.
    for (const auto& dial : dials_) {
      if (dial->id() == id) acknowledge(*dial, dial->sequence());
    }
  }

  void acknowledge(const RemoteDial& dial, std::uint64_t sequence) {
    if (is_hanging_up(dial.id())) return;
    rpc::Call call = call_of("Acknowledge",
                             rpc::to_json(rpc::AcknowledgeCall{dial.id(), dial.token(), sequence}));
    call.oneway = true;
    // If the daemon is gone the dial's own stream says so.
    static_cast<void>(short_calls_.send_oneway(call));
  }

  Result<Disconnected> let_go(const rpc::Call& call) {
    rpc::BlockingClient own(socket_);
    const auto reply = own.call(call, kNoLimit);
    if (!reply) return std::unexpected(reply.error());
    const auto outcome = rpc::from_json<rpc::HangUpReply>(*reply);
    if (!outcome) return std::unexpected(outcome.error());
    return Disconnected{outcome->closed, outcome->holders};
  }

  uv_loop_s* loop_;
  std::string socket_;
  std::shared_ptr<Delivery> delivery_;
  rpc::BlockingClient short_calls_;
  std::vector<std::unique_ptr<RemoteDial>> dials_;
  std::vector<std::unique_ptr<Completion>> completions_;
  std::vector<std::unique_ptr<Watch>> watches_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace

Result<std::unique_ptr<Backend>> make_remote_backend(uv_loop_s* loop, const std::string& socket) {
  return std::make_unique<RemoteBackend>(loop, socket);
}

}  // namespace dial::client
