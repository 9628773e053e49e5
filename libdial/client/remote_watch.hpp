#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dial/dialer.hpp"
#include "rpc/client.hpp"

namespace dial::client {

// One watch through the daemon: the replies of its stream, and one kEnd as the last, whatever ends
// it. Loop's thread.
class RemoteWatch final : private rpc::StreamCall::Owner {
 public:
  // `finished` runs after the last call of the handler; it may destroy the watch.
  using Finished = std::function<void(const RemoteWatch&)>;
  static Result<std::unique_ptr<RemoteWatch>> start(uv_loop_s* loop, const std::string& socket,
                                                    WatchHandler handler,
                                                    const WatchOptions& options, Finished finished);

 private:
  RemoteWatch(WatchHandler handler, Finished finished)
      : handler_(std::make_shared<WatchHandler>(std::move(handler))),
        finished_(std::move(finished)) {}
  void on_reply(const rpc::Reply& reply) override;
  void on_lost(const Error& error) override;
  void tell(const WatchEvent& event);
  void end_with(const Error& error);

  std::shared_ptr<WatchHandler> handler_;
  Finished finished_;
  std::uint64_t sequence_ = 0;  // of the last event
  std::unique_ptr<rpc::StreamCall> stream_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::client
