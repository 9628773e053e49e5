#include "rpc/connection.hpp"

#include <array>
#include <utility>

#include "rpc/messages.hpp"

namespace dial::rpc {
namespace {

constexpr std::size_t kReadAtOnce = 64 << 10;  // octets; more waits for the loop's next turn

std::string name_of(const Peer& peer) {
  return "client pid " + std::to_string(peer.pid) + " uid " + std::to_string(peer.uid);
}

}  // namespace

Connection::Connection(Host& host, uv_loop_t* loop, std::shared_ptr<LoopDoor> door, Socket socket,
                       const ServerLimits& limits)
    : host_(&host),
      loop_(loop),
      door_(std::move(door)),
      socket_(std::move(socket)),
      peer_(peer_of(socket_)),
      unsent_limit_(limits.unsent_per_client),
      queue_(limits.calls_per_client) {}

void Connection::start() {
  poll_ = std::make_unique<uv::Poll>(loop_, socket_.descriptor(), [this](int status, int events) {
    const auto self = shared_from_this();
    handle_io(status, events);
  });
  if (poll_->status() != 0) give_up("");
  watch();
}

void Connection::handle_io(int status, int events) {
  if (status < 0) return leave();
  if ((events & UV_WRITABLE) != 0) flush();
  if (doomed_ || !poll_) return;
  const bool reading = queue_.wants_input() && !finishing_;
  if ((events & UV_READABLE) != 0 && reading) {
    if (!read_some()) return leave();
  } else if ((events & UV_DISCONNECT) != 0) {
    return leave();  // what it sent and nobody read is not wanted any more
  }
  if (finishing_ && unsent_.empty()) return leave();
  watch();
}

bool Connection::read_some() {
  std::array<std::uint8_t, kReadAtOnce> space;
  const Transfer got = receive_some(socket_, space);
  if (got.outcome == Transfer::Outcome::kEnded) return false;
  if (got.outcome == Transfer::Outcome::kWouldBlock) return true;
  queue_.handle_input(Octets(space).first(got.octets));
  advance();
  return true;
}

// A loop, not a recursion: a routine may end its call before it returns.
void Connection::advance() {
  if (advancing_) return;
  const auto self = shared_from_this();
  advancing_ = true;
  while (poll_ && !doomed_ && !finishing_ && !open_) {
    auto call = queue_.poll_call();
    if (!call) break;
    begin(std::move(*call));
  }
  advancing_ = false;
  if (!poll_ || doomed_ || finishing_) return;
  if (open_) {
    queue_.settle();
  } else {
    handle_fault();
  }
}

void Connection::begin(Call call) {
  if (refusal_) {
    send(serialize(*refusal_));
    finishing_ = true;
    return;
  }
  open_ = std::make_shared<OpenCall>(door_, weak_from_this(), peer_, call);
  host_->on_call(open_, std::move(call));
}

void Connection::handle_fault() {
  switch (queue_.fault()) {
    case CallQueue::Fault::kNone:
      return;
    case CallQueue::Fault::kGarbage:
      return give_up("sent something that is no Varlink call");
    case CallQueue::Fault::kMessageTooLarge:
      return refuse(kMessageTooLarge);
    case CallQueue::Fault::kTooManyCalls:
      return refuse(kTooManyCalls);
  }
}

void Connection::refuse(std::string_view error_name) {
  host_->on_trouble(name_of(peer_) + " was refused: " + std::string(error_name));
  send(serialize(Reply{.error = std::string(error_name)}));
  finishing_ = true;
}

void Connection::take_replies(OpenCall& call) {
  if (&call != open_.get() || doomed_) return;
  const auto self = shared_from_this();
  const auto taken = call.take();
  if (taken.abandoned)
    host_->on_trouble("a call of " + printable(octets_of(call.method)) + " by " + name_of(peer_) +
                      " was dropped without an answer");
  send(taken.octets);
  if (!taken.ended) return watch();
  open_.reset();
  advance();
  if (!advancing_) watch();
}

std::optional<UpgradedStream> Connection::upgrade(OpenCall& call, const Reply& reply) {
  if (&call != open_.get() || doomed_ || !poll_) return std::nullopt;
  const auto self = shared_from_this();
  send(serialize(reply));
  if (doomed_) return std::nullopt;
  open_.reset();
  poll_.reset();
  host_->on_gone(*this);
  return UpgradedStream{.descriptor = socket_.release(),
                        .received = queue_.take_rest(),
                        .unsent = std::exchange(unsent_, {})};
}

void Connection::send(std::string_view octets) {
  if (doomed_) return;
  unsent_ += octets;
  flush();
  if (unsent_.size() > unsent_limit_) give_up("does not read its replies");
}

void Connection::flush() {
  while (!unsent_.empty()) {
    const Transfer sent = send_some(socket_, unsent_);
    if (sent.outcome == Transfer::Outcome::kEnded) return give_up("");
    if (sent.outcome == Transfer::Outcome::kWouldBlock) break;
    unsent_.erase(0, sent.octets);
  }
  if (open_) open_->set_unsent(unsent_.size());
}

void Connection::give_up(const std::string& why) {
  if (doomed_) return;
  doomed_ = true;
  if (!why.empty()) host_->on_trouble(name_of(peer_) + " was disconnected: it " + why);
  door_->post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->leave();
  });
}

void Connection::leave() {
  if (!poll_) return;
  const auto self = shared_from_this();
  host_->on_gone(*this);
  close();
}

void Connection::close() {
  poll_.reset();
  socket_.close();
  if (const auto open = std::exchange(open_, nullptr)) open->cancel();
}

void Connection::watch() {
  if (!poll_ || doomed_) return;
  // A finished connection whose last octets have left is closed in handle_io: a writable socket
  // reports at once.
  int events = UV_DISCONNECT;
  if (queue_.wants_input() && !finishing_) events |= UV_READABLE;
  if (!unsent_.empty() || finishing_) events |= UV_WRITABLE;
  poll_->watch(events);
}

}  // namespace dial::rpc
