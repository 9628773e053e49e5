#pragma once

#include <memory>
#include <string>

#include "dial/dialer.hpp"
#include "rpc/client.hpp"

namespace dial::client {

// The stream of changes of one watch() through the daemon. Loop's thread.
class RemoteWatch final : private rpc::StreamCall::Owner {
 public:
  static Result<std::unique_ptr<RemoteWatch>> start(uv_loop_t* loop, const std::string& socket,
                                                    WatchHandler handler);

 private:
  explicit RemoteWatch(WatchHandler handler)
      : handler_(std::make_shared<WatchHandler>(std::move(handler))) {}
  void on_reply(const rpc::Reply& reply) override;
  void on_lost(const Error& error) override;

  std::shared_ptr<WatchHandler> handler_;  // shared: it may destroy the watch
  std::unique_ptr<rpc::StreamCall> stream_;
};

}  // namespace dial::client
