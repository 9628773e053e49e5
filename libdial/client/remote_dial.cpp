#include "client/remote_dial.hpp"

#include "client/backend.hpp"
#include "rpc/messages.hpp"

namespace dial::client {

Result<std::unique_ptr<RemoteDial>> RemoteDial::start(uv_loop_t* loop, const std::string& socket,
                                                      const DialParameters& parameters,
                                                      NotificationHandler handler, Hooks hooks) {
  auto dial = std::unique_ptr<RemoteDial>(new RemoteDial(std::move(handler), std::move(hooks)));
  const rpc::DialCall wanted{.parameters = parameters, .acknowledge = true};
  const rpc::Call call{.method = std::string(rpc::kInterface) + ".Dial",
                       .parameters = rpc::to_json(wanted),
                       .more = true};
  auto stream = rpc::StreamCall::start(loop, socket, call, *dial);
  if (!stream) return std::unexpected(stream.error());
  dial->stream_ = std::move(*stream);
  auto accepted = dial->accept(dial->stream_->first_reply(std::chrono::seconds(5)));
  if (!accepted) return std::unexpected(accepted.error());
  return dial;
}

Result<> RemoteDial::accept(const Result<rpc::Reply>& first) {
  if (!first) return std::unexpected(first.error());
  if (!first->error.empty()) return std::unexpected(rpc::error_of(*first));
  const auto reply = rpc::from_json<rpc::DialReply>(first->parameters);
  if (!reply) return std::unexpected(reply.error());
  id_ = reply->notification.connection;
  token_ = reply->token;
  return {};
}

// False: the handler has destroyed the dial.
bool RemoteDial::tell(const Notification& notification) {
  if (is_silent_) return true;
  const NotificationHandler handler = handler_;
  const std::weak_ptr<char> alive = alive_;
  const Verdict verdict = handler(notification);
  if (alive.expired()) return false;
  if (verdict == Verdict::kNoMore) {
    is_silent_ = true;
    handler_ = nullptr;
  }
  return true;
}

void RemoteDial::on_reply(const rpc::Reply& reply) {
  if (!reply.error.empty()) return end_with(rpc::error_of(reply));
  const auto message = rpc::from_json<rpc::DialReply>(reply.parameters);
  if (!message) return end_with(message.error());
  const Notification notification = message->notification;
  sequence_ = notification.sequence;
  const bool was_silent = is_silent_;
  if (!tell(notification)) return;
  if (is_terminal(notification.state)) return hooks_.finished(*this);
  if (is_abandoned_ || was_silent) return;
  if (!notification.error || is_silent_) hooks_.acknowledge(*this);
}

void RemoteDial::on_lost(const Error& error) {
  end_with(error);
}

void RemoteDial::abandon() {
  is_abandoned_ = true;
  stream_.reset();
}

void RemoteDial::end_with(const Error& error) {
  const bool is_alive = tell({.connection = id_,
                              .sequence = sequence_ + 1,
                              .state = State::kDisconnected,
                              .error = error});
  if (is_alive) hooks_.finished(*this);
}

}  // namespace dial::client
