#include "uv/serial.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "unit/uv/serial_line.hpp"
#include "uv/timer.hpp"

namespace dial::uv {
namespace {

using namespace std::chrono_literals;

TEST_SUITE_BEGIN("uv::SerialPort");

TEST_CASE("every octet comes in as it was sent") {
  SerialLine line;
  line.pty.send(all_octets());
  CHECK(line.loop.run_until([&] { return line.owner.input.size() >= 256; }));
  CHECK(line.owner.input == all_octets());
}

TEST_CASE("every octet goes out as it was written, on a seven bit profile too") {
  SerialLine line({.device = "x", .data_bits = 7, .parity = profile::Parity::kEven});
  line.port->write(octets_of(all_octets()));
  CHECK(line.receive(256));
  CHECK(line.received == all_octets());
}

TEST_CASE("what was in the line before it was attached is not input") {
  TestLoop loop;
  Pty pty;
  Owner owner;
  pty.send("stale\n");
  const auto port = SerialPort::attach(loop, pty.slave, {.device = "x"}, owner);
  REQUIRE(port.has_value());
  pty.send("new");
  CHECK(loop.run_until([&] { return owner.input.size() >= 3; }));
  CHECK(owner.input == "new");
}

TEST_CASE("octets the line does not take wait, go out in order, and end in one drained call") {
  SerialLine line;
  std::string expected;
  while (line.port->unsent() < 10'000) {
    const std::string block(997, static_cast<char>('a' + expected.size() % 26));
    line.port->write(octets_of(block));
    expected += block;
  }
  CHECK(line.owner.drained == 0);
  CHECK(line.receive(expected.size()));
  CHECK(line.received == expected);
  CHECK(line.loop.run_until([&] { return line.owner.drained > 0; }));
  line.loop.settle();
  CHECK(line.owner.drained == 1);
  CHECK(line.port->unsent() == 0);
}

TEST_CASE("a line that takes everything at once is not reported as drained") {
  SerialLine line;
  line.port->write(octets_of("AT\r"));
  CHECK(line.port->unsent() == 0);
  CHECK(line.receive(3));
  line.loop.settle();
  CHECK(line.owner.drained == 0);
}

TEST_CASE("paused input stays in the kernel and comes when it is resumed") {
  SerialLine line;
  line.port->pause_input(true);
  line.pty.send("held");
  line.loop.settle();
  CHECK(line.owner.input.empty());
  line.port->pause_input(false);
  CHECK(line.loop.run_until([&] { return line.owner.input == "held"; }));
}

TEST_CASE("output goes on while input is paused") {
  SerialLine line;
  line.port->pause_input(true);
  line.fill();
  const auto waiting = line.port->unsent();
  CHECK(line.receive(waiting));
  CHECK(line.loop.run_until([&] { return line.owner.drained == 1; }));
}

TEST_CASE("pausing inside the input call stops input at once") {
  SerialLine line;
  line.owner.on_input = [&] { line.port->pause_input(true); };
  for (int block = 0; block < 3; ++block)
    line.pty.send(std::string(2000, 'x'));
  CHECK(line.loop.run_until([&] { return line.owner.inputs > 0; }));
  line.loop.settle();
  CHECK(line.owner.inputs == 1);
}

TEST_CASE("what is written inside the input call goes out") {
  SerialLine line;
  line.owner.on_input = [&] { line.port->write(octets_of("OK")); };
  line.pty.send("AT");
  CHECK(line.receive(2));
  CHECK(line.received == "OK");
}

TEST_CASE("a break parts what was written before from what is written after by 250 ms") {
  SerialLine line;
  line.port->write(octets_of("before"));
  uv_update_time(line.loop);
  const auto start = now_on(line.loop);
  line.port->send_break();
  line.port->write(octets_of("after"));
  CHECK(line.port->unsent() == 5);
  CHECK(line.receive(11));
  CHECK(line.received == "beforeafter");
  CHECK(std::chrono::steady_clock::now() - start >= 250ms);
}

TEST_CASE("a break waits for the octets queued before it") {
  SerialLine line;
  line.fill();
  line.port->send_break();
  line.port->write(octets_of("after"));
  const auto waiting = line.port->unsent();
  CHECK(line.loop.run_until([&] {
    line.pty.receive(line.received);
    return line.port->unsent() == 5;
  }));
  CHECK(waiting > 5);
  CHECK(line.owner.drained == 0);
  CHECK(line.loop.run_until([&] {
    line.pty.receive(line.received);
    return line.received.ends_with("after");
  }));
  CHECK(line.owner.drained == 1);
}

TEST_CASE("the loop sleeps during a break, though the line would take what waits") {
  SerialLine line;
  line.port->send_break();
  line.port->write(octets_of("after"));
  int turns = 0;
  CHECK(line.loop.run_until([&] {
    ++turns;
    return line.port->unsent() == 0;
  }));
  CHECK(turns < 50);
}

TEST_CASE("what is written while a break is queued behind octets half sent keeps its place") {
  SerialLine line;
  const std::string before(60'000, 'b');
  line.port->write(octets_of(before));
  line.port->send_break();
  CHECK(line.loop.run_until([&] {
    line.pty.receive(line.received);
    return line.received.size() > before.size() * 3 / 4;
  }));
  line.port->write(octets_of("after"));
  CHECK(line.receive(before.size()));
  CHECK(line.port->unsent() == 5);
  CHECK(line.receive(before.size() + 5));
  CHECK(line.received == before + "after");
}

TEST_CASE("a second break while one is under way is not added to it") {
  SerialLine line;
  line.port->send_break();
  line.port->send_break();
  line.port->write(octets_of("x"));
  CHECK(line.receive(1));
  CHECK(line.received == "x");
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::uv
