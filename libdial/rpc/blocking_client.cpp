#include <poll.h>

#include <mutex>
#include <utility>

#include "rpc/blocking_channel.hpp"
#include "rpc/client.hpp"

namespace dial::rpc {
namespace {

constexpr std::chrono::seconds kOnewayLimit{5};

// Between calls the daemon has nothing to say: whatever is there is the end of the connection.
bool is_stale(const Socket& socket) {
  pollfd watched{.fd = socket.descriptor(), .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, 0) != 0;
}

}  // namespace

struct BlockingClient::Impl {
  Result<> connect(std::chrono::milliseconds limit);
  Result<> send(const Call& call, std::chrono::milliseconds limit, Deadline deadline);
  Result<Reply> receive(Deadline deadline);
  void close();

  std::string path;
  std::mutex mutex;  // guards what follows
  Socket socket;
  MessageSplitter splitter;
  bool streaming = false;  // replies of a `more` call are still to come
};

void BlockingClient::Impl::close() {
  socket.close();
  splitter = {};
  streaming = false;
}

Result<> BlockingClient::Impl::connect(std::chrono::milliseconds limit) {
  if (streaming || (socket && is_stale(socket))) close();
  if (socket) return {};
  auto connected = connect_to(path, limit);
  if (!connected) return std::unexpected(std::move(connected.error()));
  socket = std::move(*connected);
  return {};
}

Result<> BlockingClient::Impl::send(const Call& call, std::chrono::milliseconds limit,
                                    Deadline deadline) {
  if (auto connected = connect(limit); !connected) return connected;
  auto sent = send_all(socket, serialize(call), deadline);
  if (!sent) close();
  return sent;
}

Result<Reply> BlockingClient::Impl::receive(Deadline deadline) {
  auto reply = receive_reply(socket, splitter, deadline);
  if (!reply) {
    close();  // an answer that comes late would be taken for the next call's
    return reply;
  }
  streaming = reply->continues;
  if (!reply->error.empty()) return std::unexpected(error_of(*reply));
  return reply;
}

BlockingClient::BlockingClient(std::string socket_path) : impl_(std::make_unique<Impl>()) {
  impl_->path = std::move(socket_path);
}
BlockingClient::~BlockingClient() = default;

Result<Json> BlockingClient::call(const Call& call, std::chrono::milliseconds limit) {
  const std::lock_guard lock(impl_->mutex);
  const Deadline deadline = deadline_in(limit);
  if (auto sent = impl_->send(call, limit, deadline); !sent)
    return std::unexpected(std::move(sent.error()));
  auto reply = impl_->receive(deadline);
  if (!reply) return std::unexpected(std::move(reply.error()));
  return std::move(reply->parameters);
}

Result<> BlockingClient::send_oneway(const Call& call) {
  const std::lock_guard lock(impl_->mutex);
  Call silent = call;
  silent.oneway = true;
  return impl_->send(silent, kOnewayLimit, deadline_in(kOnewayLimit));
}

Result<Reply> BlockingClient::next(std::optional<std::chrono::milliseconds> limit) {
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->streaming)
    return std::unexpected(Error{.code = ErrorCode::kNoMoreItems,
                                 .layer = Layer::kService,
                                 .context = "no reply is outstanding"});
  return impl_->receive(limit ? deadline_in(*limit) : std::nullopt);
}

void BlockingClient::close() {
  const std::lock_guard lock(impl_->mutex);
  impl_->close();
}

}  // namespace dial::rpc
