#pragma once

#include <uv.h>

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
  // of a program cannot dial the same entry. Any thread.
  static Result<std::shared_ptr<ManagerThread>> get(const PhoneBookFiles& files);
  ~ManagerThread();
  ManagerThread(const ManagerThread&) = delete;
  ManagerThread& operator=(const ManagerThread&) = delete;

  // Any thread; `work` runs on the manager's loop, in the order posted.
  void post(std::function<void(Manager&)> work);

  // Posts and waits for the answer; nullopt if it takes longer than five seconds. Not on the
  // manager's thread.
  template <class Work>
  auto ask(Work work) -> std::optional<std::invoke_result_t<Work, Manager&>> {
    auto task =
        std::make_shared<std::packaged_task<std::invoke_result_t<Work, Manager&>(Manager&)>>(
            std::move(work));
    auto answer = task->get_future();
    post([task](Manager& manager) { (*task)(manager); });
    if (answer.wait_for(std::chrono::seconds(5)) != std::future_status::ready) return std::nullopt;
    return answer.get();
  }

 private:
  explicit ManagerThread(const PhoneBookFiles& files);
  void run(std::promise<Result<>> started);

  PhoneBook book_;
  std::unique_ptr<Manager> manager_;      // lives on the thread
  std::shared_ptr<uv::WakeQueue> queue_;  // set before the thread reports that it has started
  bool stopping_ = false;                 // the loop's thread only
  std::thread thread_;
};

}  // namespace dial::manager
