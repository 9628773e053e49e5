#include "manager/manager_thread.hpp"

#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <system_error>

#include "sys/files.hpp"

namespace dial::manager {

namespace {

// One name for a file, however it is written.
std::string plain(const std::string& path) {
  std::error_code problem;
  const auto canonical = std::filesystem::weakly_canonical(path, problem);
  return problem ? path : canonical.string();
}

Error no_resource(const char* what, int os_error) {
  return {ErrorCode::kNotEnoughMemory, Layer::kManager, std::string("making the manager's ") + what,
          "", os_error};
}

}  // namespace

// Where the manager of one directory is, or was.
struct ManagerThread::Place {
  std::mutex mutex;
  std::condition_variable left;
  std::weak_ptr<ManagerThread> thread;
  bool is_taken = false;  // its lines may still be in use
};

std::shared_ptr<ManagerThread::Place> ManagerThread::place_of(const std::string& directory) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<Place>> places;
  const std::lock_guard lock(mutex);
  auto& place = places[plain(directory)];
  if (!place) place = std::make_shared<Place>();
  return place;
}

Result<std::shared_ptr<ManagerThread>> ManagerThread::get(const PhoneBookFiles& files,
                                                          const Manager::Settings& settings) {
  const auto place = place_of(files.directory);
  std::shared_ptr<ManagerThread> thread;  // let go of when the lock has been given back
  std::unique_lock lock(place->mutex);
  place->left.wait(lock, [&] {
    thread = place->thread.lock();
    return thread || !place->is_taken;
  });
  if (thread && thread->has_same(files, settings)) return thread;
  if (thread) {
    return std::unexpected(Error{
        ErrorCode::kInvalidParameter, Layer::kManager,
        files.directory + " is in use with another secrets file, lock directory or interpreter"});
  }
  thread.reset(new ManagerThread(files, settings, place));
  if (auto started = thread->start(); !started) return std::unexpected(started.error());
  place->thread = thread;
  place->is_taken = true;
  return thread;
}

ManagerThread::ManagerThread(const PhoneBookFiles& files, Manager::Settings settings,
                             std::shared_ptr<Place> place)
    : files_(files), settings_(std::move(settings)), place_(std::move(place)), book_(files) {}

bool ManagerThread::has_same(const PhoneBookFiles& files, const Manager::Settings& settings) const {
  return plain(files_.secrets) == plain(files.secrets) &&
         plain(settings_.lock_directory) == plain(settings.lock_directory) &&
         plain(settings_.interpreter) == plain(settings.interpreter);
}

Result<> ManagerThread::start() {
  if (auto loaded = book_.load(); !loaded) return loaded;
  std::promise<Result<>> started;
  auto answer = started.get_future();
  try {
    thread_ =
        std::thread([this, started = std::move(started)]() mutable { run(std::move(started)); });
  } catch (const std::system_error& error) {
    return std::unexpected(no_resource("thread", error.code().value()));
  }
  return answer.get();
}

void ManagerThread::run(std::promise<Result<>> started) {
  uv_loop_t loop;
  if (const int error = uv_loop_init(&loop); error != 0)
    return started.set_value(std::unexpected(no_resource("loop", -error)));
  errno = 0;
  queue_ = uv::WakeQueue::get(&loop);
  if (!queue_) {
    const int os_error = errno;
    uv_loop_close(&loop);
    return started.set_value(std::unexpected(no_resource("wake-up", os_error)));
  }
  queue_->hold();
  manager_ = std::make_unique<Manager>(&loop, book_, sys::kernel_random(), settings_);
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
  const bool has_started = queue_ != nullptr;  // otherwise get() has it, and the lock
  if (has_started) {
    post([this](Manager& manager) { manager.shut_down([this] { stopping_ = true; }); });
  }
  thread_.join();
  if (!has_started) return;
  const std::lock_guard lock(place_->mutex);
  place_->is_taken = false;
  place_->left.notify_all();
}

void ManagerThread::post(std::function<void(Manager&)> work) {
  queue_->post([this, work = std::move(work)] { work(*manager_); });
}

}  // namespace dial::manager
