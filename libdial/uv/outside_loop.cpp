#include "uv/outside_loop.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>

namespace dial::uv {
namespace {

// Rounds of one turn, so that a loop that is never idle gives its caller a turn too.
constexpr int kMostRounds = 16;

Error no_loop(int os_error) {
  return {ErrorCode::kNotEnoughMemory, Layer::kManager, "making a loop and its descriptor", "",
          os_error};
}

bool watch(int epoll, int descriptor) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

}  // namespace

Result<std::shared_ptr<OutsideLoop>> OutsideLoop::create() {
  std::shared_ptr<OutsideLoop> made(new OutsideLoop);
  if (auto opened = made->open(); !opened) return std::unexpected(std::move(opened.error()));
  return made;
}

Result<> OutsideLoop::open() {
  if (const int error = uv_loop_init(loop_.get()); error != 0)
    return std::unexpected(no_loop(-error));
  has_loop_ = true;
  // A handle that is referenced: a loop with nothing to wait for asks to be turned at once.
  if (const int error = uv_async_init(loop_.get(), wake_.get(), [](uv_async_t*) {}); error != 0)
    return std::unexpected(no_loop(-error));
  has_wake_ = true;
  if (auto opened = open_descriptors(); !opened) return opened;
  registered_ = std::make_unique<TurnedFromOutside>(loop_.get(), [this] { ask(); });
  turn();
  return {};
}

Result<> OutsideLoop::open_descriptors() {
  timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  const bool watched = timer_ >= 0 && epoll_ >= 0 && watch(epoll_, timer_) &&
                       watch(epoll_, uv_backend_fd(loop_.get()));
  if (!watched) return std::unexpected(no_loop(errno));
  return {};
}

OutsideLoop::~OutsideLoop() {
  registered_.reset();
  if (epoll_ >= 0) ::close(epoll_);
  if (timer_ >= 0) ::close(timer_);
  if (!has_loop_) return;
  if (has_wake_) uv_close(reinterpret_cast<uv_handle_t*>(wake_.get()), nullptr);
  for (int round = 0; round < kMostRounds; ++round) {
    uv_run(loop_.get(), UV_RUN_NOWAIT);
    if (uv_loop_close(loop_.get()) == 0) return;
  }
  // Whoever has a handle on it may still close that.
  static_cast<void>(loop_.release());
}

void OutsideLoop::ask() {
  uv_async_send(wake_.get());
}

bool OutsideLoop::is_ready() const {
  uv_update_time(loop_.get());
  if (uv_backend_timeout(loop_.get()) == 0) return true;
  pollfd events{.fd = uv_backend_fd(loop_.get()), .events = POLLIN, .revents = 0};
  return ::poll(&events, 1, 0) > 0;
}

// What a round starts is known to the kernel after the next one, so the last finds nothing to do.
void OutsideLoop::turn() {
  if (is_turning_) return;
  const auto self = weak_from_this().lock();  // null while it is being made
  is_turning_ = true;
  bool was_ready = true;
  for (int round = 0; was_ready && round < kMostRounds; ++round) {
    was_ready = is_ready();
    uv_run(loop_.get(), UV_RUN_NOWAIT);
  }
  is_turning_ = false;
  if (was_ready) ask();
  set_timer();
}

void OutsideLoop::set_timer() {
  uv_update_time(loop_.get());
  const int wait = uv_backend_timeout(loop_.get());  // ms; negative: nothing to wait for
  itimerspec time{};                                 // all zero: never
  if (wait == 0) time.it_value.tv_nsec = 1;
  if (wait > 0) {
    time.it_value.tv_sec = wait / 1000;
    time.it_value.tv_nsec = wait % 1000 * 1'000'000L;
  }
  // Also takes back that it has expired: the descriptor is not readable for it any more.
  ::timerfd_settime(timer_, 0, &time, nullptr);
}

}  // namespace dial::uv
