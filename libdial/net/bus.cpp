#include "net/bus.hpp"

#include <poll.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

namespace dial::net {
namespace {

int uv_events(int events) {
  return ((events & POLLIN) != 0 ? UV_READABLE : 0) | ((events & POLLOUT) != 0 ? UV_WRITABLE : 0);
}

}  // namespace

Result<std::unique_ptr<Bus>> Bus::open(uv_loop_t* loop, std::function<void()> lost) {
  sd_bus* bus = nullptr;
  const int opened = sd_bus_open_system(&bus);
  if (opened >= 0) return std::unique_ptr<Bus>(new Bus(loop, bus, std::move(lost)));
  return std::unexpected(Error{.code = ErrorCode::kIpConfiguration,
                               .layer = Layer::kNetwork,
                               .context = std::string("the system's D-Bus: ") + strerror(-opened),
                               .os_error = -opened});
}

Bus::Bus(uv_loop_t* loop, sd_bus* bus, std::function<void()> lost)
    : loop_(loop), bus_(bus), lost_(std::move(lost)), timer_(loop, [this] { process(); }) {
  poll_.emplace(loop, sd_bus_get_fd(bus), [this](int, int) { process(); });
  flush();
}

Bus::~Bus() {
  poll_.reset();  // before its descriptor is closed
  sd_bus_close(bus_);
  sd_bus_unref(bus_);
}

void Bus::process() {
  while (true) {
    const int done = sd_bus_process(bus_, nullptr);
    if (done > 0) continue;
    if (done == 0) break;
    poll_->watch(0);
    timer_.set(std::nullopt);
    const auto lost = lost_;  // it may destroy the bus
    return lost();
  }
  flush();
}

void Bus::flush() {
  const int events = sd_bus_get_events(bus_);
  poll_->watch(events < 0 ? UV_READABLE : uv_events(events));
  set_timer();
}

// sd-bus counts microseconds of CLOCK_MONOTONIC, as the loop does milliseconds.
void Bus::set_timer() {
  std::uint64_t until = UINT64_MAX;
  if (sd_bus_get_timeout(bus_, &until) < 0 || until == UINT64_MAX) return timer_.set(std::nullopt);
  timer_.set(std::max(TimePoint(std::chrono::milliseconds(until / 1000 + 1)), uv::now_on(loop_)));
}

}  // namespace dial::net
