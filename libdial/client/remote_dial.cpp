#include "client/remote_dial.hpp"

#include "client/backend.hpp"
#include "rpc/messages.hpp"

namespace dial::client {

Result<std::unique_ptr<RemoteDial>> RemoteDial::start(uv_loop_s* loop, const std::string& socket,
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

void RemoteDial::on_reply(const rpc::Reply& reply) {
  if (!reply.error.empty()) return end_with(rpc::error_of(reply));
  const auto message = rpc::from_json<rpc::DialReply>(reply.parameters);
  if (!message) return end_with(message.error());
  const Notification notification = message->notification;
  sequence_ = notification.sequence;
  handler_(notification);
  if (is_terminal(notification.state)) return hooks_.finished(*this);
  if (!notification.error) hooks_.acknowledge(*this, sequence_);
}

void RemoteDial::on_lost(const Error& error) {
  end_with(error);
}

// The daemon is gone, or does not speak as it should: the handler gets its one terminal call.
void RemoteDial::end_with(const Error& error) {
  handler_({.connection = id_,
            .sequence = sequence_ + 1,
            .state = State::kDisconnected,
            .error = error});
  hooks_.finished(*this);
}

}  // namespace dial::client
