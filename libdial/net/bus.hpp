#pragma once

#include <systemd/sd-bus.h>
#include <uv.h>

#include <functional>
#include <memory>
#include <optional>

#include "dial/error.hpp"
#include "uv/poll.hpp"
#include "uv/timer.hpp"

namespace dial::net {

// The system's D-Bus on a libuv loop. Callbacks of sd-bus run on the loop.
class Bus {
 public:
  // `lost` is called on the loop when the bus is gone; it may destroy the Bus.
  static Result<std::unique_ptr<Bus>> open(uv_loop_t* loop, std::function<void()> lost);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  sd_bus* get() { return bus_; }
  void flush();  // after calls that were queued: they leave, and their answers will be heard

 private:
  Bus(uv_loop_t* loop, sd_bus* bus, std::function<void()> lost);
  void process();
  void set_timer();

  uv_loop_t* loop_;
  sd_bus* bus_;
  std::function<void()> lost_;
  std::optional<uv::Poll> poll_;
  uv::DeadlineTimer timer_;
};

}  // namespace dial::net
