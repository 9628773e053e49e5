#include "ras/process.hpp"

namespace dial::ras {
namespace {

// Before main's end is over: hang-ups are waited for and lines of this process closed.
struct AtExit {
  AtExit() = default;
  AtExit(const AtExit&) = delete;
  AtExit& operator=(const AtExit&) = delete;
  ~AtExit() { Process::get().finish(); }
};

}  // namespace

Process& Process::get() {
  // Never destroyed: a thread that is still running when the program ends may use it.
  static auto* const kProcess = new Process();
  static const AtExit kAtExit;
  return *kProcess;
}

Result<DialerOptions> Process::enter() {
  const std::scoped_lock lock(mutex_);
  if (options_.direct) {
    if (auto started = start_service(); !started) return std::unexpected(started.error());
  }
  ++threads_;
  return options_;
}

void Process::leave() {
  const std::scoped_lock lock(mutex_);
  --threads_;
}

Result<> Process::set_target(const DialerOptions& options) {
  std::shared_ptr<Service> ended;
  const std::scoped_lock lock(mutex_);
  if (threads_ != 0) {
    return std::unexpected(Error{ErrorCode::kAsyncRequestPending, Layer::kService,
                                 "another thread of this program uses the library", "", 0});
  }
  ended = std::move(service_);
  ended.reset();
  handles_.clear();
  options_ = options;
  return {};
}

Result<std::shared_ptr<Service>> Process::service() {
  const std::scoped_lock lock(mutex_);
  if (auto started = start_service(); !started) return std::unexpected(started.error());
  return service_;
}

// Under the mutex.
Result<> Process::start_service() {
  if (service_) return {};
  auto started = Service::start(options_);
  if (!started) return std::unexpected(started.error());
  service_ = std::move(*started);
  return {};
}

void Process::finish() {
  std::shared_ptr<Service> ended;
  {
    const std::scoped_lock lock(mutex_);
    ended = std::move(service_);
  }
}

}  // namespace dial::ras
