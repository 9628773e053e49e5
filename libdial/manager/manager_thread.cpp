#include "manager/manager_thread.hpp"

#include <map>
#include <mutex>

#include "sys/files.hpp"

namespace dial::manager {

Result<std::shared_ptr<ManagerThread>> ManagerThread::get(const PhoneBookFiles& files) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<ManagerThread>> threads;
  const std::lock_guard lock(mutex);
  auto& known = threads[files.directory];
  if (auto thread = known.lock()) return thread;

  auto thread = std::shared_ptr<ManagerThread>(new ManagerThread(files));
  if (auto loaded = thread->book_.load(); !loaded) return std::unexpected(loaded.error());
  std::promise<Result<>> started;
  auto answer = started.get_future();
  thread->thread_ = std::thread([raw = thread.get(), started = std::move(started)]() mutable {
    raw->run(std::move(started));
  });
  if (auto result = answer.get(); !result) return std::unexpected(result.error());
  known = thread;
  return thread;
}

ManagerThread::ManagerThread(const PhoneBookFiles& files) : book_(files) {}

void ManagerThread::run(std::promise<Result<>> started) {
  uv_loop_t loop;
  if (const int error = uv_loop_init(&loop); error != 0) {
    return started.set_value(std::unexpected(Error{ErrorCode::kNotEnoughMemory, Layer::kManager,
                                                   "making the manager's loop", "", -error}));
  }
  queue_ = uv::WakeQueue::get(&loop);
  queue_->hold();
  manager_ = std::make_unique<Manager>(&loop, book_, sys::kernel_random(), Manager::Settings{});
  started.set_value({});
  while (!stopping_)
    uv_run(&loop, UV_RUN_ONCE);
  manager_.reset();
  queue_->unhold();
  queue_.reset();
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

ManagerThread::~ManagerThread() {
  if (!thread_.joinable()) return;
  if (queue_) {
    post([this](Manager& manager) { manager.shut_down([this] { stopping_ = true; }); });
  }
  thread_.join();
}

void ManagerThread::post(std::function<void(Manager&)> work) {
  queue_->post([this, work = std::move(work)] { work(*manager_); });
}

}  // namespace dial::manager
