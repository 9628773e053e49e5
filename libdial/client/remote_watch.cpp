#include "client/remote_watch.hpp"

#include "client/remote_call.hpp"

namespace dial::client {

Result<std::unique_ptr<RemoteWatch>> RemoteWatch::start(uv_loop_t* loop, const std::string& socket,
                                                        WatchHandler handler) {
  auto watch = std::unique_ptr<RemoteWatch>(new RemoteWatch(std::move(handler)));
  rpc::Call call = call_of("Watch");
  call.more = true;
  auto stream = rpc::StreamCall::start(loop, socket, call, *watch);
  if (!stream) return std::unexpected(stream.error());
  watch->stream_ = std::move(*stream);
  return watch;
}

void RemoteWatch::on_reply(const rpc::Reply& reply) {
  const auto handler = handler_;
  if (const auto event = rpc::from_json<WatchEvent>(reply.parameters)) (*handler)(*event);
}

void RemoteWatch::on_lost(const Error&) {
  stream_.reset();
}

}  // namespace dial::client
