#include <doctest/doctest.h>
#include <termios.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include "unit/uv/serial_line.hpp"
#include "uv/custom_speed.hpp"
#include "uv/serial.hpp"

namespace dial::uv {
namespace {

using profile::FlowControl;
using profile::Line;
using profile::Parity;

bool are_same(const termios& a, const termios& b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag &&
         a.c_lflag == b.c_lflag && memcmp(a.c_cc, b.c_cc, sizeof a.c_cc) == 0;
}

TEST_SUITE_BEGIN("uv::SerialPort settings");

TEST_CASE("an attached line is raw, ignores DCD, and drops DTR if this process dies") {
  SerialLine line({.device = "/dev/ttyTEST", .speed = 9600});
  const auto now = line.pty.settings();
  CHECK((now.c_lflag & (ICANON | ECHO | ISIG | IEXTEN)) == 0);
  CHECK((now.c_oflag & OPOST) == 0);
  CHECK((now.c_iflag & (IXON | IXOFF | ICRNL | INLCR | IGNCR | ISTRIP | PARMRK)) == 0);
  CHECK((now.c_cflag & (CLOCAL | CREAD | HUPCL)) == (CLOCAL | CREAD | HUPCL));
  CHECK(cfgetospeed(&now) == B9600);
  CHECK(cfgetispeed(&now) == B9600);
}

TEST_CASE("flow control by the lines is what the profile says") {
  SerialLine with({.device = "a", .flow_control = FlowControl::kHardware});
  SerialLine without({.device = "b", .flow_control = FlowControl::kNone});
  CHECK((with.pty.settings().c_cflag & CRTSCTS) != 0);
  CHECK((without.pty.settings().c_cflag & CRTSCTS) == 0);
}

TEST_CASE("flow control by XON and XOFF is of both directions, with DC1 and DC3 and nothing else") {
  SerialLine line({.device = "a", .flow_control = FlowControl::kSoftware});
  const auto now = line.pty.settings();
  CHECK((now.c_iflag & (IXON | IXOFF | IXANY)) == (IXON | IXOFF));
  CHECK((now.c_cflag & CRTSCTS) == 0);
  CHECK(now.c_cc[VSTART] == 0x11);
  CHECK(now.c_cc[VSTOP] == 0x13);
}

// The kernel keeps a pty at CS8 without PARENB, so the other bits tell.
TEST_CASE("parity and stop bits are set as the profile says") {
  SerialLine odd({.device = "a", .data_bits = 7, .stop_bits = 2, .parity = Parity::kOdd});
  SerialLine even({.device = "b", .data_bits = 7, .stop_bits = 1, .parity = Parity::kEven});
  SerialLine none({.device = "c"});
  constexpr tcflag_t kSeen = CSTOPB | PARODD;
  CHECK((odd.pty.settings().c_cflag & kSeen) == (CSTOPB | PARODD));
  CHECK((even.pty.settings().c_cflag & kSeen) == 0);
  CHECK((odd.pty.settings().c_iflag & INPCK) != 0);
  CHECK((even.pty.settings().c_iflag & INPCK) != 0);
  CHECK((none.pty.settings().c_iflag & INPCK) == 0);
}

TEST_CASE("a speed without a constant of its own is set exactly") {
  SerialLine line({.device = "/dev/ttyTEST", .speed = 74'880});
  CHECK(actual_speed(line.pty.slave) == 74'880);
}

TEST_CASE("every speed with a constant is set, and none is another's") {
  for (const std::uint32_t speed : {50U, 110U, 300U, 1200U, 2400U, 19'200U, 38'400U, 57'600U,
                                    115'200U, 230'400U, 921'600U, 3'000'000U, 4'000'000U}) {
    CAPTURE(speed);
    SerialLine line({.device = "/dev/ttyTEST", .speed = speed});
    CHECK(actual_speed(line.pty.slave) == speed);
  }
}

TEST_CASE("release gives the descriptor back with the settings found") {
  TestLoop loop;
  Pty pty;
  Owner owner;
  const auto before = pty.settings();
  auto port = SerialPort::attach(loop, pty.slave, {.device = "x", .speed = 74'880}, owner);
  REQUIRE(port.has_value());
  REQUIRE_FALSE(are_same(pty.settings(), before));
  CHECK((*port)->release() == pty.slave);
  CHECK(are_same(pty.settings(), before));
  CHECK((*port)->release() == -1);
}

TEST_CASE("destroying the port restores the settings too and leaves the descriptor open") {
  TestLoop loop;
  Pty pty;
  Owner owner;
  const auto before = pty.settings();
  auto port = SerialPort::attach(loop, pty.slave, {.device = "x"}, owner);
  REQUIRE(port.has_value());
  REQUIRE_FALSE(are_same(pty.settings(), before));
  port->reset();
  CHECK(are_same(pty.settings(), before));
}

TEST_CASE("release restores the speed after DTR was dropped") {
  SerialLine line({.device = "/dev/ttyTEST"});
  line.port->drop_dtr();
  REQUIRE(line.port->release() >= 0);
  const auto now = line.pty.settings();
  CHECK(cfgetospeed(&now) != B0);
}

TEST_CASE("what is no terminal cannot be attached and stays the caller's") {
  TestLoop loop;
  Owner owner;
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const auto port = SerialPort::attach(loop, ends[0], {.device = "/dev/pipe"}, owner);
  REQUIRE_FALSE(port.has_value());
  CHECK(port.error().code == ErrorCode::kCannotSetPortInfo);
  CHECK(port.error().layer == Layer::kPort);
  CHECK(port.error().os_error == ENOTTY);
  CHECK(port.error().context.find("/dev/pipe") != std::string::npos);
  CHECK(close(ends[0]) == 0);
  CHECK(close(ends[1]) == 0);
}

TEST_CASE("a terminal that the loop watches already is refused with its settings as they were") {
  SerialLine first;
  Owner owner;
  const auto before = first.pty.settings();
  const auto second = SerialPort::attach(first.loop, first.pty.slave,
                                         {.device = "/dev/ttyTEST", .speed = 300}, owner);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == ErrorCode::kCannotSetPortInfo);
  CHECK(second.error().os_error == EEXIST);
  CHECK(are_same(first.pty.settings(), before));
}

TEST_CASE("a pty has no modem lines, and watching its carrier changes nothing") {
  SerialLine line;
  CHECK_FALSE(line.port->has_modem_lines());
  line.port->watch_carrier(true);
  CHECK((line.pty.settings().c_cflag & CLOCAL) != 0);
  line.loop.settle();
  CHECK(line.owner.losses.empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::uv
