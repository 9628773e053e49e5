#include "client/remote_watch.hpp"

#include "rpc/messages.hpp"

namespace dial::client {

Result<std::unique_ptr<RemoteWatch>> RemoteWatch::start(uv_loop_s* loop, const std::string& socket,
                                                        WatchHandler handler,
                                                        const WatchOptions& options,
                                                        Finished finished) {
  auto watch =
      std::unique_ptr<RemoteWatch>(new RemoteWatch(std::move(handler), std::move(finished)));
  const rpc::WatchCall wanted{.connection = options.connection, .queue = options.queue};
  const rpc::Call call{.method = std::string(rpc::kInterface) + ".Watch",
                       .parameters = rpc::to_json(wanted),
                       .more = true};
  auto stream = rpc::StreamCall::start(loop, socket, call, *watch);
  if (!stream) return std::unexpected(stream.error());
  watch->stream_ = std::move(*stream);
  return watch;
}

void RemoteWatch::on_reply(const rpc::Reply& reply) {
  if (!reply.error.empty()) return end_with(rpc::error_of(reply));
  const auto event = rpc::from_json<WatchEvent>(reply.parameters);
  if (!event) return end_with(event.error());
  tell(*event);
}

void RemoteWatch::on_lost(const Error& error) {
  end_with(error);
}

void RemoteWatch::tell(const WatchEvent& event) {
  sequence_ = event.sequence;
  const auto handler = handler_;  // it may destroy the watch
  const std::weak_ptr<char> alive = alive_;
  (*handler)(event);
  if (alive.expired() || event.kind != WatchEvent::Kind::kEnd) return;
  const Finished finished = finished_;
  finished(*this);
}

void RemoteWatch::end_with(const Error& error) {
  tell({.kind = WatchEvent::Kind::kEnd, .sequence = sequence_, .status = {.error = error}});
}

}  // namespace dial::client
