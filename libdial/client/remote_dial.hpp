#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dial/dialer.hpp"
#include "rpc/client.hpp"

namespace dial::client {

// One dial through the daemon: its stream of notifications, each acknowledged when the handler has
// returned. Loop's thread.
class RemoteDial final : private rpc::StreamCall::Owner {
 public:
  // What the dial needs of its backend; both may destroy the dial.
  struct Hooks {
    std::function<void(const RemoteDial&, std::uint64_t sequence)> acknowledge;
    std::function<void(const RemoteDial&)> finished;
  };

  // Returns when the daemon has accepted or refused the dial.
  static Result<std::unique_ptr<RemoteDial>> start(uv_loop_s* loop, const std::string& socket,
                                                   const DialParameters& parameters,
                                                   NotificationHandler handler, Hooks hooks);

  ConnectionId id() const { return id_; }
  const std::string& token() const { return token_; }
  std::uint64_t sequence() const { return sequence_; }  // of the last notification

 private:
  RemoteDial(NotificationHandler handler, Hooks hooks)
      : handler_(std::move(handler)), hooks_(std::move(hooks)) {}
  Result<> accept(const Result<rpc::Reply>& first);
  void on_reply(const rpc::Reply& reply) override;
  void on_lost(const Error& error) override;
  void end_with(const Error& error);

  NotificationHandler handler_;
  Hooks hooks_;
  ConnectionId id_;
  std::string token_;
  std::uint64_t sequence_ = 0;
  std::unique_ptr<rpc::StreamCall> stream_;
};

}  // namespace dial::client
