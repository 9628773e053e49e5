#include "client/remote_hang_ups.hpp"

#include <algorithm>

#include "client/remote_call.hpp"

namespace dial::client {

class RemoteHangUps::HangUp final : public rpc::StreamCall::Owner {
 public:
  HangUp(RemoteHangUps& all, ConnectionId connection, HangUpHandler handler)
      : id(connection), completion(std::move(handler)), all_(all) {}

  const ConnectionId id;
  HangUpHandler completion;
  std::unique_ptr<rpc::StreamCall> stream;
  std::optional<Result<>> outcome;  // set when the daemon has answered, or is gone

  void on_reply(const rpc::Reply& reply) override {
    if (reply.error.empty()) return end({});
    end(std::unexpected(rpc::error_of(reply)));
  }
  void on_lost(const Error& error) override { end(std::unexpected(error)); }
  void end(Result<> result) {
    outcome = std::move(result);
    all_.settle(id);
  }

 private:
  RemoteHangUps& all_;
};

RemoteHangUps::RemoteHangUps(uv_loop_t* loop, std::string socket, Later& later, Hooks hooks)
    : loop_(loop), socket_(std::move(socket)), later_(later), hooks_(std::move(hooks)) {}

RemoteHangUps::~RemoteHangUps() = default;

void RemoteHangUps::start(ConnectionId id, bool force, HangUpHandler handler) {
  auto hang_up = std::make_shared<HangUp>(*this, id, std::move(handler));
  under_way_.push_back(hang_up);
  auto stream = rpc::StreamCall::start(
      loop_, socket_, call_of("HangUp", rpc::to_json(rpc::HangUpCall{id, force})), *hang_up);
  if (stream) {
    hang_up->stream = std::move(*stream);
    return;
  }
  // A daemon that cannot be reached is reported from the loop like all else.
  later_.post(
      [hang_up, error = std::move(stream.error())] { hang_up->end(std::unexpected(error)); });
}

bool RemoteHangUps::is_under_way(ConnectionId id) const {
  return std::ranges::any_of(under_way_, [&](const auto& it) { return it->id == id; });
}

void RemoteHangUps::settle(ConnectionId id) {
  const std::weak_ptr<char> alive = alive_;
  while (!alive.expired()) {
    const auto next =
        std::ranges::find_if(under_way_, [&](const auto& hang_up) { return hang_up->id == id; });
    if (next == under_way_.end() || !(*next)->outcome) return;
    if (*(*next)->outcome && hooks_.is_dialling(id)) return;
    const auto ended = std::move(*next);
    under_way_.erase(next);
    if (!*ended->outcome) hooks_.failed(id);
    if (ended->completion) ended->completion(*ended->outcome);
  }
}

}  // namespace dial::client
