#pragma once

#include <uv.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "manager/manager.hpp"

namespace dial::manager {

// A manager in this process: its loop and its thread. Ends with its last owner: hangs every line
// up first, which takes seconds at most, and waits for that.
class ManagerThread {
 public:
  // The manager of these files; all who ask for the same directory share one, so that two threads
  // of a program cannot dial the same entry. kInvalidParameter if it has another secrets file,
  // lock directory or interpreter. Waits for the end of one that is hanging up. Any thread but a
  // manager's.
  static Result<std::shared_ptr<ManagerThread>> get(const PhoneBookFiles& files,
                                                    const Manager::Settings& settings = {});
  ~ManagerThread();
  ManagerThread(const ManagerThread&) = delete;
  ManagerThread& operator=(const ManagerThread&) = delete;

  // Any thread; `work` runs on the manager's loop, in the order posted.
  void post(std::function<void(Manager&)> work);

  // Posts and waits for the answer; nullopt if the manager has not begun with it in five seconds:
  // then it never does. Not on the manager's thread.
  template <class Work>
  auto ask(Work work) -> std::optional<std::invoke_result_t<Work, Manager&>> {
    using Answer = std::invoke_result_t<Work, Manager&>;
    struct Request {
      explicit Request(Work&& wanted) : task(std::move(wanted)) {}
      std::packaged_task<Answer(Manager&)> task;
      std::atomic<bool> taken{false};  // by the manager, or by us: withdrawn
    };
    auto request = std::make_shared<Request>(std::move(work));
    auto answer = request->task.get_future();
    post([request](Manager& manager) {
      if (!request->taken.exchange(true)) request->task(manager);
    });
    const bool is_late = answer.wait_for(std::chrono::seconds(5)) != std::future_status::ready;
    if (is_late && !request->taken.exchange(true)) return std::nullopt;
    return answer.get();
  }

 private:
  struct Place;
  ManagerThread(const PhoneBookFiles& files, Manager::Settings settings,
                std::shared_ptr<Place> place);
  static std::shared_ptr<Place> place_of(const std::string& directory);
  Result<> start();
  bool has_same(const PhoneBookFiles& files, const Manager::Settings& settings) const;
  void run(std::promise<Result<>> started);

  const PhoneBookFiles files_;
  const Manager::Settings settings_;
  const std::shared_ptr<Place> place_;
  PhoneBook book_;
  std::unique_ptr<Manager> manager_;      // lives on the thread
  std::shared_ptr<uv::WakeQueue> queue_;  // set before the thread reports that it has started
  bool stopping_ = false;                 // the loop's thread only
  std::thread thread_;
};

}  // namespace dial::manager
