#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>
#include <uv.h>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "simulator/line.hpp"
#include "sys/fd.hpp"
#include "uv/handle.hpp"

namespace dial::simulator {

// A simulated line on a loop of its own, and a program that has opened it.
class LineBench {
 public:
  explicit LineBench(LineOptions options = {}) {
    REQUIRE(uv_loop_init(&loop) == 0);
    // So that the loop turns every millisecond, whatever happens on it.
    tick.reset(new uv_timer_t);
    uv_timer_init(&loop, tick.get());
    uv_timer_start(tick.get(), [](uv_timer_t*) {}, 1, 1);
    auto opened = SimulatedLine::open(&loop, std::move(options));
    REQUIRE(opened);
    line = std::move(*opened);
  }
  ~LineBench() {
    dte.reset();
    line.reset();
    tick.reset();
    uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop) == 0);
  }

  void open_dte() { dte = open_tty(line->device()); }
  static sys::Fd open_tty(const std::string& device) {
    sys::Fd tty(::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    REQUIRE(tty);
    return tty;
  }

  // Runs the loop until the condition holds; false after five seconds.
  bool run_until(const std::function<bool()>& holds) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > limit) return false;
      uv_run(&loop, UV_RUN_ONCE);
    }
    return true;
  }
  // Runs the loop for a while in which nothing is expected.
  void run_for(Duration duration) {
    const auto end = std::chrono::steady_clock::now() + duration;
    run_until([end] { return std::chrono::steady_clock::now() >= end; });
  }

  void send(std::string_view text) { send(dte, text); }
  void send(const sys::Fd& tty, std::string_view text) {
    while (!text.empty()) {
      const auto count = ::write(tty.get(), text.data(), text.size());
      if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
      if (count <= 0) run_for(Duration{1});
    }
  }
  static std::string read_now(const sys::Fd& tty) {
    std::array<char, 4096> octets;
    std::string heard;
    ssize_t count = 0;
    while ((count = ::read(tty.get(), octets.data(), octets.size())) > 0) {
      heard.append(octets.data(), static_cast<std::size_t>(count));
    }
    return heard;
  }
  // Everything heard up to `end`, which must come.
  std::string hear(std::string_view end) { return hear(dte, end); }
  std::string hear(const sys::Fd& tty, std::string_view end) {
    std::string heard;
    const bool came = run_until([&] {
      heard += read_now(tty);
      return heard.find(end) != std::string::npos;
    });
    CAPTURE(heard);
    CHECK(came);
    return heard;
  }
  void connect() {
    if (!dte) open_dte();
    send("ATE0\r");
    hear("OK\r\n");
    send("ATDT5551234\r");
    hear("CONNECT 33600\r\n");
  }
  void set_speed(speed_t speed) const {
    termios settings{};
    REQUIRE(::tcgetattr(dte.get(), &settings) == 0);
    ::cfsetspeed(&settings, speed);
    REQUIRE(::tcsetattr(dte.get(), TCSANOW, &settings) == 0);
  }

  uv_loop_t loop;
  uv::Handle<uv_timer_t> tick;
  std::unique_ptr<SimulatedLine> line;
  sys::Fd dte;
};

}  // namespace dial::simulator
