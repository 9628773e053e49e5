#include <doctest/doctest.h>
#include <signal.h>

#include "simulator/line_bench.hpp"

using namespace dial::simulator;
using namespace std::chrono_literals;

namespace {

LineOptions running(const std::string& command) {
  LineOptions options;
  options.far_end = FarEndKind::kExec;
  options.exec = command;
  return options;
}

std::string all_octets(std::size_t times) {
  std::string octets;
  for (std::size_t i = 0; i < times; ++i) {
    for (int octet = 0; octet < 256; ++octet)
      octets += static_cast<char>(octet);
  }
  return octets;
}

bool is_alive(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

}  // namespace

TEST_SUITE("simulator::FarEnd") {
  TEST_CASE("the loop-back returns every octet value unchanged") {
    LineOptions options;
    options.far_end = FarEndKind::kEcho;
    LineBench bench(std::move(options));
    bench.connect();
    const auto octets = all_octets(4);
    bench.send(octets);
    std::string heard;
    CHECK(bench.run_until([&] {
      heard += LineBench::read_now(bench.dte);
      return heard.size() >= octets.size();
    }));
    CHECK(heard == octets);
  }

  TEST_CASE("garbage comes after CONNECT and stops with the call") {
    LineBench bench;
    bench.open_dte();
    bench.send("ATDT5557706\r");
    auto heard = bench.hear("CONNECT 33600\r\n");
    CHECK(bench.run_until([&] {
      heard += LineBench::read_now(bench.dte);
      return heard.size() > 500;
    }));
    bench.line->lose_carrier();
    bench.hear("\r\nNO CARRIER\r\n");
    bench.run_for(30ms);
    CHECK(LineBench::read_now(bench.dte).empty());
  }

  TEST_CASE("octets pass between the line and a second pty, only while a call is up") {
    LineOptions options;
    options.far_end = FarEndKind::kPty;
    LineBench bench(std::move(options));
    const auto other = LineBench::open_tty(bench.line->to_device());
    bench.send(other, "too early");
    bench.run_for(5ms);
    bench.connect();
    const auto octets = all_octets(1);
    bench.send(octets);
    CHECK(bench.hear(other, octets) == octets);
    bench.send(other, octets);
    CHECK(bench.hear(octets) == octets);
  }

  TEST_CASE("a program has the call as its terminal, and its end is loss of carrier") {
    LineBench bench(running("tty; stty -a | head -1; read word; echo \"got $word\""));
    bench.connect();
    const auto heard = bench.hear("baud");
    CHECK(heard.find("/dev/pts/") != std::string::npos);
    bench.send("it\n");
    CHECK(bench.hear("NO CARRIER").find("got it\n") != std::string::npos);
    CHECK(!bench.line->is_off_hook());
    bench.connect();
    bench.hear("/dev/pts/");  // started afresh
  }

  TEST_CASE("a program is ended at hang-up, by force if it will not") {
    for (const auto* command :
         {"echo pid $$; exec sleep 99", "trap '' HUP; echo pid $$; cat 2>/dev/null; sleep 99"}) {
      LineBench bench(running(command));
      bench.connect();
      const auto heard = bench.hear("\n");
      const auto pid = static_cast<pid_t>(std::stol(heard.substr(heard.find("pid ") + 4)));
      CHECK(is_alive(pid));
      bench.dte.reset();
      CHECK(bench.run_until([&] { return !is_alive(pid); }));
    }
  }

  TEST_CASE("a program that cannot be run is loss of carrier") {
    LineBench bench(running("/nonexistent/program 2>/dev/null"));
    bench.connect();
    bench.hear("NO CARRIER\r\n");
  }

  TEST_CASE("a caller that does not read holds a far end that floods, and loses nothing") {
    LineBench bench(
        running("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo end; cat >/dev/null"));
    bench.connect();
    bench.run_for(100ms);
    const auto heard = bench.hear("end\n");
    CHECK(heard == std::string(1'000'000, 'x') + "\nend\n");
  }
}
