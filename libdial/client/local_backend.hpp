#pragma once

#include <future>
#include <map>
#include <memory>
#include <vector>

#include "client/backend.hpp"
#include "client/later.hpp"
#include "client/local_dial.hpp"
#include "client/local_watch.hpp"
#include "manager/manager_thread.hpp"

namespace dial::client {

// A manager in this process, on a thread of its own.
class LocalBackend final : public Backend, private LocalDial::Owner {
 public:
  // Without `delivery` there is no loop: synchronous members only.
  LocalBackend(std::shared_ptr<manager::Delivery> delivery,
               std::shared_ptr<manager::ManagerThread> thread)
      : delivery_(std::move(delivery)),
        later_(delivery_),
        thread_(std::move(thread)),
        phone_book_(make_local_phone_book(thread_)) {}
  ~LocalBackend() override;

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
  void acknowledge(const LocalDial& dial, std::uint64_t sequence, bool no_more) override;
  void finished(const LocalDial& dial) override;
  void let_go(ConnectionId id);
  Result<ConnectionId> start(manager::DialRequest request);
  Result<Disconnected> wait_for(std::function<void(manager::Manager&, manager::HangUpDone)> work);
  void complete(std::uint64_t number, const Result<>& result);

  template <class Work>
  std::invoke_result_t<Work, manager::Manager&> ask(Work work) {
    auto answer = thread_->ask(std::move(work));
    if (!answer) return std::unexpected(not_answering("the manager of this process is stuck"));
    return std::move(*answer);
  }

  std::shared_ptr<manager::Delivery> delivery_;
  Later later_;
  std::shared_ptr<manager::ManagerThread> thread_;
  std::unique_ptr<PhoneBook> phone_book_;
  // A connection may be dialled more than once here: each dial has its own handler.
  std::vector<std::shared_ptr<LocalDial>> dials_;
  // Of the hang-ups under way: here, so that only this thread touches what the caller gave.
  std::map<std::uint64_t, HangUpHandler> completions_;
  std::uint64_t last_completion_ = 0;
  struct Watching {
    std::shared_ptr<WatchCourier> courier;
    std::shared_ptr<LocalWatch> watch;
  };
  std::map<const WatchCourier*, Watching> watches_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::client
