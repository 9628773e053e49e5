#include "conformance/loop_thread.hpp"

#include <cstdio>
#include <cstdlib>

namespace dial::conformance {

void give_up(const char* what) {
  std::fprintf(stderr, "conformance: waited in vain: %s\n", what);
  std::abort();
}

bool eventually(const std::function<bool()>& holds) {
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

LoopThread::LoopThread() {
  std::promise<void> started;
  auto start = started.get_future();
  thread_ =
      std::thread([this, started = std::move(started)]() mutable { run(std::move(started)); });
  take(std::move(start), "a thread that starts its loop");
}

LoopThread::~LoopThread() {
  if (!end()) give_up("a loop on which nothing is open any more");
}

void LoopThread::run(std::promise<void> started) {
  uv_loop_init(&loop_);
  uv_async_init(&loop_, &wake_,
                [](uv_async_t* wake) { static_cast<LoopThread*>(wake->data)->run_posted(); });
  wake_.data = this;
  started.set_value();
  uv_run(&loop_, UV_RUN_DEFAULT);
  closed_.set_value(is_abandoned_ ? 0 : uv_loop_close(&loop_));
}

void LoopThread::run_posted() {
  std::vector<std::function<void()>> batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(posted_);
  }
  for (const auto& work : batch)
    work();
}

void LoopThread::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(work));
  uv_async_send(&wake_);
}

void LoopThread::abandon() {
  is_abandoned_ = true;
  post([this] { uv_stop(&loop_); });
  take(closed_.get_future(), "a loop that stops");
  thread_.join();
}

bool LoopThread::end() {
  if (is_ended_) return was_clean_;
  is_ended_ = true;
  if (is_abandoned_) {
    uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
    return was_clean_ = uv_loop_close(&loop_) == 0;
  }
  post([this] { uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr); });
  was_clean_ = take(closed_.get_future(), "a loop that has nothing left to do") == 0;
  thread_.join();
  return was_clean_;
}

}  // namespace dial::conformance
