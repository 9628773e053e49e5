#pragma once

#include <uv.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dial::conformance {

// No wait of these tests is longer; what has not happened by then does not happen.
constexpr std::chrono::seconds kPatience{10};

// Ends the program with a message: what a test cannot go on without did not come.
[[noreturn]] void give_up(const char* what);

template <class T>
T take(std::future<T> future, const char* what) {
  if (future.wait_for(kPatience) != std::future_status::ready) give_up(what);
  return future.get();
}

// Looks until the condition holds, for what no call tells of: another process, the kernel.
bool eventually(const std::function<bool()>& holds);

// A thread that runs a loop until it is told to end. Any thread may post to it.
class LoopThread {
 public:
  LoopThread();
  ~LoopThread();  // end(), which must have succeeded
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  void post(std::function<void()> work);
  // Posts and waits for what it returns.
  template <class Work>
  auto ask(Work work) -> std::invoke_result_t<Work> {
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Work>()>>(std::move(work));
    auto answer = task->get_future();
    post([task] { (*task)(); });
    return take(std::move(answer), "the loop does not come round");
  }
  // Ends the thread, whatever its loop has open: end() closes that, on the thread it is called on.
  void abandon();
  // Lets the loop run dry and closes it: false if something was still open on it.
  bool end();

  uv_loop_t* loop() { return &loop_; }
  std::thread::id id() const { return thread_.get_id(); }

 private:
  void run(std::promise<void> started);
  void run_posted();

  uv_loop_t loop_{};
  uv_async_t wake_{};
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // under the mutex
  std::promise<int> closed_;
  bool is_ended_ = false;
  bool is_abandoned_ = false;
  bool was_clean_ = false;
  std::thread thread_;
};

}  // namespace dial::conformance
