#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/phone_book.hpp"
#include "dial/dialer.hpp"
#include "manager/delivery.hpp"

namespace dial::client {

// The two ways a Dialer reaches a manager. Members have the meaning of Dialer's; handlers are
// called on the loop given at creation, and none after the backend is destroyed.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual Result<ConnectionId> dial(const DialParameters& parameters,
                                    NotificationHandler handler) = 0;
  virtual Result<ConnectionId> dial_and_wait(const DialParameters& parameters) = 0;
  virtual Result<> cancel(ConnectionId id, Cancel how) = 0;
  virtual void hang_up(ConnectionId id, bool force, HangUpHandler completion) = 0;
  virtual Result<Disconnected> hang_up_and_wait(ConnectionId id, bool force) = 0;
  virtual Result<Disconnected> disconnect(const std::string& entry, bool force) = 0;
  virtual Result<> resume(ConnectionId id, const ResumeInput& input) = 0;
  virtual Result<int> open_terminal(ConnectionId id) = 0;
  virtual Result<ConnectionStatus> status(ConnectionId id) = 0;
  virtual Result<Statistics> statistics(ConnectionId id) = 0;
  virtual Result<std::vector<ConnectionStatus>> connections() = 0;
  virtual Result<std::vector<WaitingEntry>> waiting() = 0;
  virtual Result<std::vector<ProfileInfo>> profiles() = 0;
  virtual Result<std::string> profile_text(const std::string& name) = 0;
  virtual Result<std::vector<ProjectionRecord>> projection(ConnectionId id) = 0;
  virtual Result<Dialogue> dialogue(ConnectionId id) = 0;
  virtual Result<ConnectionStatus> entry_status(const std::string& entry) = 0;
  virtual Result<std::vector<std::string>> explain(const std::string& entry) = 0;
  virtual Result<> watch(WatchHandler handler, const WatchOptions& options) = 0;
  virtual PhoneBook& phone_book() = 0;
};

Result<std::unique_ptr<Backend>> make_remote_backend(uv_loop_s* loop, const std::string& socket);
Result<std::unique_ptr<Backend>> make_local_backend(uv_loop_s* loop, const std::string& profiles,
                                                    const std::string& secrets,
                                                    const std::string& lock_directory,
                                                    const std::string& interpreter);

// The wake-up of a loop; null for a null loop. Fails when the process has no descriptor left.
Result<std::shared_ptr<manager::Delivery>> delivery_of(uv_loop_s* loop);

// What a dial that its client has given up ends with.
inline Error cancelled() {
  return {ErrorCode::kUserDisconnection, Layer::kManager, "the dial was cancelled", "", 0};
}
inline Error no_dial(ConnectionId id) {
  return {ErrorCode::kInvalidHandle, Layer::kManager,
          "connection " + std::to_string(id.value) + " is no dial of this Dialer", "", 0};
}
inline Error not_answering(std::string context) {
  return {ErrorCode::kServiceNotReachable, Layer::kService, std::move(context), "", 0};
}

}  // namespace dial::client
