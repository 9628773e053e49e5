#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "unit/uv/loop.hpp"
#include "uv/serial.hpp"

namespace dial::uv {

// A pseudo-terminal: the master is the modem's side, the slave the serial device.
struct Pty {
  Pty() : master(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
    REQUIRE(master >= 0);
    REQUIRE(grantpt(master) == 0);
    REQUIRE(unlockpt(master) == 0);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(slave >= 0);
  }
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;
  ~Pty() {
    hang_up();
    close(slave);
  }
  void hang_up() {
    if (master >= 0) close(master);
    master = -1;
  }
  termios settings() const {
    termios now{};
    REQUIRE(tcgetattr(slave, &now) == 0);
    return now;
  }
  void send(std::string_view text) const {
    REQUIRE(write(master, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  // Appends what the modem's side has got.
  void receive(std::string& received) const {
    char octets[4096];
    for (ssize_t count; (count = read(master, octets, sizeof octets)) > 0;) {
      received.append(octets, static_cast<std::size_t>(count));
    }
  }
  int master;
  int slave = -1;
};

struct Owner final : SerialOwner {
  void on_serial_input(Octets octets) override {
    input += text_of(octets);
    ++inputs;
    if (on_input) on_input();
  }
  void on_serial_lost(Error error) override {
    losses.push_back(std::move(error));
    if (on_lost) on_lost();
  }
  void on_serial_drained() override {
    ++drained;
    if (on_drained) on_drained();
  }
  std::string input;
  int inputs = 0;
  std::vector<Error> losses;
  int drained = 0;
  std::function<void()> on_input, on_lost, on_drained;
};

// A port on a pty. The order of members is the order of life: the loop ends last.
struct SerialLine {
  explicit SerialLine(profile::Line line = {.device = "/dev/ttyTEST"}) {
    auto attached = SerialPort::attach(loop, pty.slave, line, owner);
    REQUIRE(attached.has_value());
    port = std::move(*attached);
  }
  // Lets the modem's side read as the line gives, until `size` octets have come.
  bool receive(std::size_t size) {
    return loop.run_until([&] {
      pty.receive(received);
      return received.size() >= size;
    });
  }
  // More than a pty takes before its other side reads.
  void fill() {
    while (port->unsent() == 0)
      port->write(octets_of(std::string(4096, 'f')));
  }
  TestLoop loop;
  Pty pty;
  Owner owner;
  std::unique_ptr<SerialPort> port;
  std::string received;
};

inline std::string all_octets() {
  std::string text;
  for (int value = 0; value < 256; ++value)
    text.push_back(static_cast<char>(value));
  return text;
}

}  // namespace dial::uv
