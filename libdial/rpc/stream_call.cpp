#include <array>
#include <utility>

#include "rpc/blocking_channel.hpp"
#include "rpc/client.hpp"
#include "uv/poll.hpp"
#include "uv/wake.hpp"

namespace dial::rpc {
namespace {

constexpr std::size_t kReadAtOnce = 64 << 10;  // octets; more waits for the loop's next turn

}  // namespace

// Shared only so that a delivery notices when its owner destroys the StreamCall.
struct StreamCall::Impl : std::enable_shared_from_this<StreamCall::Impl> {
  explicit Impl(Owner& the_owner) : owner(the_owner) {}

  Result<> open(uv_loop_t* loop, const std::string& path, const Call& call);
  void handle_io(int status, int events) noexcept;
  bool flush();      // false: the connection is lost
  bool read_some();  // the same
  void deliver();
  void lose(const Error& error);
  void end();
  void watch();

  Owner& owner;
  Socket socket;
  std::unique_ptr<uv::Poll> poll;  // null: ended
  std::shared_ptr<uv::WakeQueue> wake;
  MessageSplitter splitter;
  std::string unsent;
};

Result<> StreamCall::Impl::open(uv_loop_t* loop, const std::string& path, const Call& call) {
  auto connected = connect_to(path, std::chrono::milliseconds(0));
  if (!connected) return std::unexpected(std::move(connected.error()));
  socket = std::move(*connected);
  wake = uv::WakeQueue::get(loop);
  poll = std::make_unique<uv::Poll>(loop, socket.descriptor(), [this](int status, int events) {
    const auto self = shared_from_this();
    handle_io(status, events);
  });
  unsent = serialize(call);
  if (!wake || poll->status() != 0)
    return std::unexpected(lost_connection("the loop cannot watch the connection"));
  if (!flush()) return std::unexpected(lost_connection("the daemon closed the connection"));
  watch();
  return {};
}

void StreamCall::Impl::handle_io(int status, int events) noexcept {
  if (status < 0) return lose(lost_connection(uv_strerror(status)));
  // A daemon that refuses us may have replied and closed before it read the call: what it
  // wrote is read even when the call cannot leave any more.
  if ((events & UV_WRITABLE) != 0 && !flush()) unsent.clear();
  const bool open = (events & UV_READABLE) == 0 || read_some();
  deliver();
  if (!poll) return;
  if (!open) return lose(lost_connection("the daemon closed the connection"));
  watch();
}

bool StreamCall::Impl::flush() {
  while (!unsent.empty()) {
    const Transfer sent = send_some(socket, unsent);
    if (sent.outcome == Transfer::Outcome::kEnded) return false;
    if (sent.outcome == Transfer::Outcome::kWouldBlock) return true;
    unsent.erase(0, sent.octets);
  }
  return true;
}

bool StreamCall::Impl::read_some() {
  std::array<std::uint8_t, kReadAtOnce> space;
  const Transfer got = receive_some(socket, space);
  if (got.outcome == Transfer::Outcome::kMoved)
    splitter.handle_input(Octets(space).first(got.octets));
  return got.outcome != Transfer::Outcome::kEnded;
}

// Each call of the owner may be the last thing this object sees.
void StreamCall::Impl::deliver() {
  while (poll) {
    const auto message = splitter.poll_message();
    if (!message) break;
    const auto reply = parse_reply(*message);
    if (!reply) return lose(lost_connection("the answer is no Varlink reply"));
    if (!reply->continues) end();
    owner.on_reply(*reply);
  }
  if (poll && splitter.is_overlong()) lose(lost_connection("the answer is over 1 MiB"));
}

void StreamCall::Impl::lose(const Error& error) {
  if (!poll) return;
  end();
  owner.on_lost(error);
}

void StreamCall::Impl::end() {
  poll.reset();
  socket.close();
}

void StreamCall::Impl::watch() {
  if (poll) poll->watch(unsent.empty() ? UV_READABLE : UV_READABLE | UV_WRITABLE);
}

StreamCall::StreamCall(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

StreamCall::~StreamCall() {
  impl_->end();
}

Result<std::unique_ptr<StreamCall>> StreamCall::start(uv_loop_t* loop,
                                                      const std::string& socket_path,
                                                      const Call& call, Owner& owner) {
  auto impl = std::make_shared<Impl>(owner);
  if (auto opened = impl->open(loop, socket_path, call); !opened)
    return std::unexpected(std::move(opened.error()));
  return std::unique_ptr<StreamCall>(new StreamCall(std::move(impl)));
}

Result<Reply> StreamCall::first_reply(std::chrono::milliseconds limit) {
  const auto fail = [this](Error error) -> Result<Reply> {
    impl_->end();
    return std::unexpected(std::move(error));
  };
  if (!impl_->poll) return fail(lost_connection("the call has ended"));
  const Deadline deadline = deadline_in(limit);
  if (auto sent = send_all(impl_->socket, impl_->unsent, deadline); !sent)
    return fail(std::move(sent.error()));
  impl_->unsent.clear();
  auto reply = receive_reply(impl_->socket, impl_->splitter, deadline);
  if (!reply) return fail(std::move(reply.error()));
  if (!reply->error.empty()) return fail(error_of(*reply));
  if (!reply->continues) impl_->end();
  impl_->watch();
  // Replies that came with the first make no descriptor readable any more.
  impl_->wake->post([weak = impl_->weak_from_this()] {
    if (const auto self = weak.lock()) self->deliver();
  });
  return reply;
}

}  // namespace dial::rpc
