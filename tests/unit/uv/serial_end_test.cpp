#include <doctest/doctest.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "unit/uv/serial_line.hpp"
#include "uv/serial.hpp"

namespace dial::uv {
namespace {

void check_lost_once(SerialLine& line) {
  CHECK(line.loop.run_until([&] { return !line.owner.losses.empty(); }));
  line.loop.settle();
  REQUIRE(line.owner.losses.size() == 1);
  CHECK(line.owner.losses[0].code == ErrorCode::kNoConnection);
  CHECK(line.owner.losses[0].layer == Layer::kPort);
  CHECK(line.owner.losses[0].context == "/dev/ttyTEST: hung up");
}

TEST_SUITE_BEGIN("uv::SerialPort end");

TEST_CASE("a hang-up is reported once") {
  SerialLine line;
  line.pty.hang_up();
  check_lost_once(line);
}

TEST_CASE("a hang-up is reported while input is paused") {
  SerialLine line;
  line.port->pause_input(true);
  line.pty.send("unread");
  line.pty.hang_up();
  check_lost_once(line);
  CHECK(line.owner.input.empty());
}

TEST_CASE("a hang-up is reported while octets wait to go out, which are then dropped") {
  SerialLine line;
  line.fill();
  line.port->pause_input(true);
  line.pty.hang_up();
  check_lost_once(line);
  CHECK(line.port->unsent() == 0);
  CHECK(line.owner.drained == 0);
}

TEST_CASE("a forced hang-up of the terminal is reported once") {
  SerialLine line;
  const int other = open(ptsname(line.pty.master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ioctl(other, TIOCVHANGUP) != 0) {
    MESSAGE("needs CAP_SYS_ADMIN");
  } else {
    check_lost_once(line);
    CHECK(line.port->release() == line.pty.slave);
  }
  close(other);
}

TEST_CASE("a hang-up met by a write is reported on the loop, not inside the write") {
  SerialLine line;
  line.pty.hang_up();
  line.port->write(octets_of("AT\r"));
  CHECK(line.owner.losses.empty());
  check_lost_once(line);
}

TEST_CASE("a lost port takes every call and does nothing") {
  SerialLine line;
  line.pty.hang_up();
  check_lost_once(line);
  line.port->write(octets_of("AT\r"));
  line.port->send_break();
  line.port->pause_input(true);
  line.port->pause_input(false);
  line.port->watch_carrier(true);
  line.port->drop_dtr();
  CHECK(line.port->unsent() == 0);
  line.loop.settle();
  CHECK(line.owner.losses.size() == 1);
}

TEST_CASE("dropping DTR shows as speed zero, discards what waits, and still takes input") {
  SerialLine line;
  line.fill();
  line.port->drop_dtr();
  termios seen{};
  REQUIRE(tcgetattr(line.pty.master, &seen) == 0);  // the modem's side
  CHECK(cfgetospeed(&seen) == B0);
  CHECK(line.port->unsent() == 0);
  CHECK(line.owner.drained == 0);
  line.pty.send("NO CARRIER");
  CHECK(line.loop.run_until([&] { return line.owner.input == "NO CARRIER"; }));
}

TEST_CASE("dropping DTR ends a break") {
  SerialLine line;
  line.port->send_break();
  line.port->write(octets_of("never"));
  line.port->drop_dtr();
  CHECK(line.port->unsent() == 0);
}

TEST_CASE("the owner may destroy the port inside the input call") {
  SerialLine line;
  line.owner.on_input = [&] { line.port.reset(); };
  for (int block = 0; block < 3; ++block)
    line.pty.send(std::string(2000, 'x'));
  CHECK(line.loop.run_until([&] { return line.owner.inputs > 0; }));
  line.loop.settle();
  CHECK(line.owner.inputs == 1);
}

TEST_CASE("the owner may destroy the port inside the lost call") {
  SerialLine line;
  line.owner.on_lost = [&] { line.port.reset(); };
  line.pty.hang_up();
  check_lost_once(line);
}

TEST_CASE("the owner may destroy the port inside the drained call, with input ready") {
  SerialLine line;
  line.owner.on_drained = [&] { line.port.reset(); };
  line.owner.on_input = [&] { CHECK(line.port != nullptr); };
  line.fill();
  line.pty.send("ready");
  CHECK(line.loop.run_until([&] {
    line.pty.receive(line.received);
    return line.owner.drained > 0;
  }));
  line.loop.settle();
  CHECK(line.owner.drained == 1);
}

TEST_CASE("after a release inside the input call nothing is called any more") {
  SerialLine line;
  line.owner.on_input = [&] { CHECK(line.port->release() == line.pty.slave); };
  for (int block = 0; block < 3; ++block)
    line.pty.send(std::string(2000, 'x'));
  CHECK(line.loop.run_until([&] { return line.owner.inputs > 0; }));
  line.pty.hang_up();
  line.loop.settle();
  CHECK(line.owner.inputs == 1);
  CHECK(line.owner.losses.empty());
}

TEST_CASE("a port destroyed with octets waiting and a break under way calls nobody") {
  SerialLine line;
  line.fill();
  line.port->send_break();
  line.port.reset();
  line.loop.settle();
  CHECK(line.owner.drained == 0);
  CHECK(line.owner.losses.empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::uv
