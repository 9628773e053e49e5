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
    std::function<void(const RemoteDial&)> acknowledge;  // all up to sequence()
    std::function<void(const RemoteDial&)> finished;
  };

  // Returns when the daemon has accepted or refused the dial.
  static Result<std::unique_ptr<RemoteDial>> start(uv_loop_t* loop, const std::string& socket,
                                                   const DialParameters& parameters,
                                                   NotificationHandler handler, Hooks hooks);

  ConnectionId id() const { return id_; }
  const std::string& token() const { return token_; }
  std::uint64_t sequence() const { return sequence_; }  // of the last notification
  // The handler wants no more: nothing waits for acknowledgements.
  bool is_silent() const { return is_silent_; }

  // Closes the stream: the daemon hangs up. Nothing comes any more but what end_with() brings.
  void abandon();
  bool is_abandoned() const { return is_abandoned_; }
  // From the loop: the handler's terminal call, then `finished`.
  void end_with(const Error& error);

 private:
  RemoteDial(NotificationHandler handler, Hooks hooks)
      : handler_(std::move(handler)), hooks_(std::move(hooks)) {}
  Result<> accept(const Result<rpc::Reply>& first);
  void on_reply(const rpc::Reply& reply) override;
  void on_lost(const Error& error) override;
  bool tell(const Notification& notification);

  NotificationHandler handler_;
  Hooks hooks_;
  ConnectionId id_;
  std::string token_;
  std::uint64_t sequence_ = 0;
  bool is_silent_ = false;
  bool is_abandoned_ = false;
  std::unique_ptr<rpc::StreamCall> stream_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::client
