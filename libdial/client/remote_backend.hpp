#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/backend.hpp"
#include "client/later.hpp"
#include "client/remote_dial.hpp"
#include "client/remote_hang_ups.hpp"
#include "client/remote_watch.hpp"
#include "rpc/client.hpp"

namespace dial::client {

// The daemon, over its socket: one connection for short calls, one for each long call.
class RemoteBackend final : public Backend {
 public:
  // `delivery` is null exactly when `loop` is.
  RemoteBackend(uv_loop_t* loop, std::shared_ptr<manager::Delivery> delivery,
                const std::string& socket);
  // A dial that has not told its end is aborted even if the daemon has just made its connection.
  ~RemoteBackend() override;

  Result<ConnectionId> dial(const DialParameters& parameters, NotificationHandler handler) override;
  Result<ConnectionId> dial_and_wait(const DialParameters& parameters) override;
  Result<> cancel(ConnectionId id, Cancel how) override;
  void hang_up(ConnectionId id, bool force, HangUpHandler completion) override;
  Result<Disconnected> hang_up_and_wait(ConnectionId id, bool force) override;
  Result<Disconnected> disconnect(const std::string& entry, bool force) override;
  Result<> resume(ConnectionId id, const ResumeInput& input) override;
  Result<int> open_terminal(ConnectionId id) override;
  Result<ConnectionStatus> status(ConnectionId id) override;
  Result<Statistics> statistics(ConnectionId id) override;
  Result<std::vector<ConnectionStatus>> connections() override;
  Result<std::vector<WaitingEntry>> waiting() override;
  Result<std::vector<ProfileInfo>> profiles() override;
  Result<std::string> profile_text(const std::string& name) override;
  Result<std::vector<ProjectionRecord>> projection(ConnectionId id) override;
  Result<Dialogue> dialogue(ConnectionId id) override;
  Result<ConnectionStatus> entry_status(const std::string& entry) override;
  Result<std::vector<std::string>> explain(const std::string& entry) override;
  Result<> watch(WatchHandler handler, const WatchOptions& options) override;
  PhoneBook& phone_book() override { return *phone_book_; }

 private:
  void acknowledge(const RemoteDial& dial);
  void forget(const RemoteDial& finished);
  bool is_dialling(ConnectionId id) const;
  Result<> ask_to_cancel(const RemoteDial& dial);
  void let_go(ConnectionId id);
  Result<Disconnected> wait_for(const rpc::Call& call);

  uv_loop_t* loop_;
  std::string socket_;
  rpc::BlockingClient short_calls_;
  std::unique_ptr<PhoneBook> phone_book_ = make_remote_phone_book(short_calls_);
  Later later_;
  RemoteHangUps hang_ups_;
  std::vector<std::unique_ptr<RemoteDial>> dials_;
  std::vector<std::unique_ptr<RemoteWatch>> watches_;
};

}  // namespace dial::client
