#include "simulator/line.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>

#include "simulator/line_bench.hpp"
#include "support/temporary_folder.hpp"

using namespace dial::simulator;
using namespace std::chrono_literals;

namespace {

LineOptions with(FarEndKind far_end) {
  LineOptions options;
  options.far_end = far_end;
  return options;
}

}  // namespace

TEST_SUITE("simulator::SimulatedLine") {
  TEST_CASE("a program that opens the slave talks to the modem") {
    LineBench bench;
    CHECK(!bench.line->dtr());
    bench.open_dte();
    CHECK(bench.line->dtr());
    bench.send("AT\r");
    CHECK(bench.hear("OK\r\n") == "AT\r\r\nOK\r\n");
  }

  TEST_CASE("counters tell what happened to each dial") {
    LineBench bench(with(FarEndKind::kEcho));
    bench.open_dte();
    bench.send("ATDT5557700\r");
    bench.hear("BUSY\r\n");
    CHECK(bench.line->calls() == 1);
    CHECK(bench.line->connects() == 0);
    CHECK(bench.line->hang_ups() == 1);
    CHECK(bench.line->last_number() == "5557700");
    bench.connect();
    CHECK(bench.line->is_online());
    CHECK(bench.line->connects() == 1);
  }

  TEST_CASE("noise is read by whoever has the slave open, and by nobody who opens it later") {
    LineBench bench;
    const std::array<std::uint8_t, 3> noise{'x', 0x7e, 'y'};
    bench.line->make_noise(noise);
    bench.open_dte();
    bench.send("AT\r");
    CHECK(bench.hear("OK\r\n") == "AT\r\r\nOK\r\n");
    bench.line->make_noise(noise);
    bench.send("AT\r");
    CHECK(bench.hear("OK\r\n") == "x~yAT\r\r\nOK\r\n");
  }

  TEST_CASE("a modem that stalls answers late, and loses nothing of what it was sent") {
    LineBench bench;
    bench.open_dte();
    const auto start = std::chrono::steady_clock::now();
    bench.line->stall(50ms);
    bench.send("AT\r");
    CHECK(bench.hear("OK\r\n") == "AT\r\r\nOK\r\n");
    CHECK(std::chrono::steady_clock::now() - start >= 45ms);  // the loop counts in whole ones
  }

  TEST_CASE("the last close hangs up, and the next program finds a fresh line") {
    LineBench bench(with(FarEndKind::kEcho));
    bench.connect();
    const auto second = LineBench::open_tty(bench.line->device());
    bench.dte.reset();
    bench.run_for(30ms);
    CHECK(bench.line->is_online());  // somebody still has it open
    bench.dte = dial::sys::Fd();
    const_cast<dial::sys::Fd&>(second).reset();
    CHECK(bench.run_until([&] { return !bench.line->is_off_hook(); }));
    bench.open_dte();
    bench.send("AT\r");
    CHECK(bench.hear("OK\r\n") == "\r\nOK\r\n");  // no NO CARRIER of the past; ATE0 stays
  }

  TEST_CASE("a close that is followed at once by an open hangs up all the same") {
    LineBench bench(with(FarEndKind::kEcho));
    bench.connect();
    bench.dte.reset();
    bench.open_dte();  // before the loop could look
    CHECK(bench.run_until([&] { return !bench.line->is_off_hook(); }));
    bench.send("AT\r");
    CHECK(bench.hear("OK\r\n") == "\r\nOK\r\n");
    bench.connect();
    CHECK(bench.line->connects() == 2);
  }

  TEST_CASE("B0 hangs up within 20 ms and a little") {
    LineBench bench(with(FarEndKind::kEcho));
    bench.connect();
    bench.set_speed(B0);
    CHECK(!bench.line->dtr());
    const auto start = std::chrono::steady_clock::now();
    CHECK(bench.run_until([&] { return !bench.line->is_off_hook(); }));
    CHECK(std::chrono::steady_clock::now() - start < 200ms);
    bench.set_speed(B9600);
    CHECK(bench.line->dtr());
    bench.connect();
  }

  TEST_CASE("a slave left at B0 has a speed again when it is opened next") {
    LineBench bench;
    bench.open_dte();
    bench.set_speed(B0);
    bench.dte.reset();
    bench.run_for(5ms);
    bench.open_dte();
    CHECK(bench.line->dtr());
    bench.connect();
  }

  TEST_CASE("a cable: the far end is there while DTR is high, and there is no modem to talk to") {
    auto options = with(FarEndKind::kEcho);
    options.cable = true;
    LineBench bench(std::move(options));
    bench.run_for(30ms);
    CHECK(!bench.line->is_online());
    for (std::uint64_t time = 1; time <= 2; ++time) {
      bench.open_dte();
      CHECK(bench.run_until([&] { return bench.line->is_online(); }));
      bench.send("AT\r+++");
      CHECK(bench.hear("+++") == "AT\r+++");
      bench.set_speed(B0);
      CHECK(bench.run_until([&] { return !bench.line->is_online(); }));
      bench.set_speed(B9600);
      CHECK(bench.run_until([&] { return bench.line->is_online(); }));
      bench.dte.reset();
      CHECK(bench.run_until([&] { return !bench.line->is_online(); }));
      CHECK(bench.line->calls() == 0);
      CHECK(bench.line->connects() == 2 * time);
      CHECK(bench.line->hang_ups() == 2 * time);
    }
  }

  TEST_CASE("a cable whose far end has gone is a silent one until DTR falls and rises") {
    auto options = with(FarEndKind::kExec);
    options.cable = true;
    options.exec = "echo hello";
    LineBench bench(std::move(options));
    bench.open_dte();
    bench.hear("hello");
    CHECK(bench.run_until([&] { return !bench.line->is_online(); }));
    bench.send("AT\r");
    bench.run_for(30ms);
    CHECK(LineBench::read_now(bench.dte) == "");
    bench.dte.reset();
    bench.run_for(30ms);
    bench.open_dte();
    bench.hear("hello");
  }

  TEST_CASE("without DTR closing changes nothing and only the escape hangs up") {
    auto options = with(FarEndKind::kEcho);
    options.no_dtr = true;
    LineBench bench(std::move(options));
    bench.open_dte();
    bench.send("ATS12=2\r");
    bench.hear("OK\r\n");
    bench.connect();
    bench.dte.reset();
    bench.run_for(50ms);
    CHECK(bench.line->is_online());
    bench.open_dte();
    bench.send("data");
    CHECK(bench.hear("data") == "data");
    bench.set_speed(B0);
    bench.run_for(50ms);
    CHECK(bench.line->is_online());
    bench.send("+++");
    CHECK(bench.hear("OK\r\n") == "+++\r\nOK\r\n");
    bench.send("ATH\r");
    bench.hear("OK\r\n");
    CHECK(!bench.line->is_off_hook());
  }

  TEST_CASE("lost carrier says NO CARRIER and leaves the line usable") {
    LineBench bench(with(FarEndKind::kSilent));
    bench.connect();
    bench.line->lose_carrier();
    CHECK(bench.hear("CARRIER\r\n") == "\r\nNO CARRIER\r\n");
    bench.connect();
  }

  TEST_CASE("lost carrier hangs the terminal up where that is asked for and allowed") {
    if (::geteuid() != 0) {
      MESSAGE("not root: TIOCVHANGUP is not tried");
      return;
    }
    auto options = with(FarEndKind::kSilent);
    options.loss = CarrierLoss::kHangUp;
    LineBench bench(std::move(options));
    bench.connect();
    bench.line->lose_carrier();
    char octet = 0;
    CHECK(::write(bench.dte.get(), &octet, 1) == -1);
    CHECK(errno == EIO);
    bench.dte.reset();
    bench.run_for(5ms);
    bench.connect();
  }

  TEST_CASE("an incoming call is answered with ATA") {
    LineBench bench(with(FarEndKind::kEcho));
    bench.open_dte();
    bench.send("AT\r");
    bench.hear("OK\r\n");
    bench.line->ring();
    bench.hear("RING\r\n");
    bench.send("ATA\r");
    bench.hear("CONNECT 33600\r\n");
    CHECK(bench.line->is_online());
    CHECK(bench.line->calls() == 0);
  }

  TEST_CASE("a link leads to the slave and goes with the line; what is no dead link stays") {
    const dial::test::TemporaryFolder directory;
    const auto path = directory / "modem";
    auto options = with(FarEndKind::kEcho);
    options.link = path;
    {
      LineBench bench(options);
      CHECK(std::filesystem::read_symlink(path) == bench.line->device());
      const auto second = SimulatedLine::open(&bench.loop, options);
      CHECK(!second);  // the link leads to a living slave
    }
    CHECK(!std::filesystem::is_symlink(path));
    std::filesystem::create_symlink(directory / "nothing", path);
    {
      LineBench bench(options);
    }
    CHECK(!std::filesystem::is_symlink(path));
  }

  TEST_CASE("a line destroyed in each state leaves nothing on the loop") {
    for (const auto* number : {"", "ATDT5557704\r", "ATDT5551234\r", "ATDT5557706\r"}) {
      CAPTURE(number);
      LineBench bench;
      bench.open_dte();
      bench.send(number);
      bench.run_for(5ms);
    }
  }
}
