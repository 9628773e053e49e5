#pragma once

#include <functional>
#include <optional>
#include <string>

#include "manager/manager.hpp"
#include "rpc/server.hpp"

namespace dial::daemon {

// The call that stays open for as long as a dial takes: each notification is a reply of its
// stream, the terminal one ends it. A client that takes no stream gets the end alone.
class DialStream : public manager::DialObserver {
 public:
  // `finished` runs after the terminal reply.
  DialStream(rpc::AsyncCall call, std::function<void()> finished)
      : call_(std::move(call)), finished_(std::move(finished)) {}

  void accept(ConnectionId id, const std::string& token);
  void refuse(const Error& error);
  void on_client_gone(std::function<void()> hook) { call_->on_cancel(std::move(hook)); }

  void on_notification(const Notification& notification) override;

 private:
  void end(const Notification& notification);

  std::optional<rpc::AsyncCall> call_;  // until its end
  std::function<void()> finished_;
};

}  // namespace dial::daemon
