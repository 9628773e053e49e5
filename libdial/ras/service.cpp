#include "ras/service.hpp"

#include <poll.h>

#include <csignal>

namespace dial::ras {
namespace {

constexpr std::chrono::seconds kLastWait{10};

// The program's signals are its own threads' business.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Result<std::unique_ptr<Service>> Service::start(const DialerOptions& options) {
  std::unique_ptr<Service> service(new Service());
  std::promise<Result<>> started;
  auto outcome = started.get_future();
  service->thread_ =
      std::thread([raw = service.get(), options, started = std::move(started)]() mutable {
        raw->run(options, std::move(started));
      });
  if (auto result = outcome.get(); !result) return std::unexpected(result.error());
  return service;
}

Service::~Service() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kLastWait, [&] { return hang_ups_ == 0; });
    is_stopping_ = true;
  }
  if (dispatcher_) dispatcher_->wake();
  if (thread_.joinable()) thread_.join();
}

void Service::run(const DialerOptions& options, std::promise<Result<>> started) {
  block_signals();
  const Result<> opened = open(options);
  started.set_value(opened);
  if (!opened) return;
  for (;;) {
    pollfd watched{dispatcher_->descriptor(), POLLIN, 0};
    poll(&watched, 1, signal_watch_->wait());
    // First, for it forgets the wake() of work that is posted meanwhile.
    dispatcher_->dispatch();
    run_posted();
    signal_watch_->handle_time();
    const std::scoped_lock lock(mutex_);
    if (is_stopping_) break;
  }
  signal_watch_.reset();
  dialer_.reset();
  dispatcher_->dispatch();
}

Result<> Service::open(const DialerOptions& options) {
  auto dispatcher = Dispatcher::create();
  if (!dispatcher) return std::unexpected(dispatcher.error());
  auto dialer = Dialer::create(*dispatcher, options);
  if (!dialer) return std::unexpected(dialer.error());
  dispatcher_ = std::make_unique<Dispatcher>(std::move(*dispatcher));
  dialer_ = std::make_unique<Dialer>(std::move(*dialer));
  signal_watch_ = std::make_unique<SignalWatch>(*dispatcher_, options);
  return {};
}

void Service::post(std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    posted_.push_back(std::move(work));
  }
  dispatcher_->wake();
}

void Service::run_posted() {
  std::vector<std::function<void()>> work;
  {
    const std::scoped_lock lock(mutex_);
    work.swap(posted_);
  }
  for (const auto& item : work)
    item();
}

void Service::hang_up(ConnectionId id, std::function<void(const Result<>&)> done) {
  {
    const std::scoped_lock lock(mutex_);
    ++hang_ups_;
  }
  post([this, id, done = std::move(done)] { begin_hang_up(id, done); });
}

void Service::begin_hang_up(ConnectionId id, std::function<void(const Result<>&)> done) {
  const auto end = [this, done = std::move(done)](const Result<>& outcome) {
    done(outcome);
    const std::scoped_lock lock(mutex_);
    --hang_ups_;
    changed_.notify_all();
  };
  if (const auto asked = dialer_->hang_up(id, end); !asked) end(asked);
}

Result<> Service::add_signal(const Signal& signal) {
  auto asked = std::make_shared<std::promise<Result<>>>();
  auto answer = asked->get_future();
  post([this, asked, signal] { asked->set_value(signal_watch_->add(signal)); });
  return answer.get();
}

void Service::remove_signals(int descriptor) {
  post([this, descriptor] { signal_watch_->remove(descriptor); });
}

}  // namespace dial::ras
