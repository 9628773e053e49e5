#include "net/helper_call.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace dial::net {
namespace {

namespace helper = sys::helper;

// For the helper to be started, and to end what it had to stop.
constexpr Duration kGrace{5'000};

Result<sys::Fd> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto refused = [](int os_error) {
    return std::unexpected(Error{.code = ErrorCode::kAccessDenied, .os_error = os_error});
  };
  if (path.empty() || path.size() >= sizeof address.sun_path) return refused(ENOENT);
  path.copy(address.sun_path, path.size());
  sys::Fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return refused(errno);
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.get(), where, sizeof address) != 0) return refused(errno);
  return socket;
}

}  // namespace

std::unique_ptr<HelperCall> HelperCall::start(uv_loop_t* loop, const std::string& socket,
                                              const helper::Request& request,
                                              const std::vector<int>& descriptors, Done done) {
  std::unique_ptr<HelperCall> call(new HelperCall(loop, socket, request, std::move(done)));
  if (auto sent = call->send(request, descriptors); !sent) call->finish_later(sent.error());
  return call;
}

HelperCall::HelperCall(uv_loop_t* loop, std::string socket, const helper::Request& request,
                       Done done)
    : loop_(loop),
      path_(std::move(socket)),
      verb_(request.verb),
      limit_(request.limit + kGrace),
      done_(std::move(done)),
      queue_(uv::WakeQueue::get(loop)),
      timer_(loop, [this] {
        finish(std::unexpected(Error{
            .code = ErrorCode::kRequestTimeout,
            .layer = Layer::kManager,
            .context = std::string(helper::verb_name(verb_)) + ": dial-helper does not answer"}));
      }) {}

Result<> HelperCall::send(const helper::Request& request, const std::vector<int>& descriptors) {
  auto socket = connect_to(path_);
  if (!socket) return std::unexpected(missing(socket.error().os_error));
  socket_ = std::move(*socket);
  if (!helper::send_packet(socket_.get(), helper::to_packet(request), descriptors))
    return std::unexpected(missing(errno));
  poll_ = std::make_unique<uv::Poll>(loop_, socket_.get(), [this](int, int) { read(); });
  if (poll_->status() != 0) return std::unexpected(missing(-poll_->status()));
  poll_->watch(UV_READABLE);
  timer_.set(uv::now_on(loop_) + limit_);
  return {};
}

Error HelperCall::missing(int os_error) const {
  return {.code = ErrorCode::kAccessDenied,
          .layer = Layer::kManager,
          .context = "dial-helper is needed " + std::string(helper::verb_purpose(verb_)) + " (" +
                     std::string(helper::verb_name(verb_)) + ") and cannot be asked at " + path_ +
                     ": " + strerror(os_error) +
                     "; systemctl enable --now dial-helper.socket starts it",
          .os_error = os_error};
}

void HelperCall::finish_later(Error error) {
  queue_->post([this, alive = std::weak_ptr(alive_), error = std::move(error)] {
    if (!alive.expired()) finish(std::unexpected(error));
  });
}

// A helper that ends without an answer has refused whoever asks, or was killed.
void HelperCall::read() {
  helper::Packet packet;
  if (!helper::receive_packet(socket_.get(), packet)) {
    if (errno == EAGAIN || errno == EINTR) return;
    return finish(std::unexpected(missing(errno == ENODATA ? ECONNRESET : errno)));
  }
  auto reply = helper::parse_reply(packet.text);
  if (!reply) return finish(std::unexpected(reply.error()));
  if (reply->error) return finish(std::unexpected(reply->error));
  finish(HelperAnswer{.reply = std::move(*reply), .descriptors = std::move(packet.descriptors)});
}

void HelperCall::finish(Result<HelperAnswer> result) {
  poll_.reset();
  timer_.set(std::nullopt);
  socket_.reset();
  const Done done = std::move(done_);
  done(std::move(result));  // may destroy this
}

}  // namespace dial::net
