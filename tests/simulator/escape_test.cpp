#include <doctest/doctest.h>

#include "simulator/escape_detector.hpp"
#include "simulator/modem_bench.hpp"

using namespace dial::simulator;
using namespace std::chrono_literals;
using State = HayesModem::State;

namespace {

ModemBench online(const char* settings = "") {
  ModemBench bench;
  REQUIRE(bench.command(std::string("AT") + settings + "DT5551234") == "\r\nCONNECT 33600\r\n");
  return bench;
}

}  // namespace

TEST_SUITE("simulator::EscapeDetector") {
  TEST_CASE("three pluses between two guard times lead to command state, and ATO back") {
    auto bench = online();
    bench.wait(1s);
    CHECK(bench.type("+++").empty());
    CHECK(bench.wait(999ms).empty());
    CHECK(bench.wait(1ms) == "\r\nOK\r\n");
    CHECK(bench.modem.state() == State::kEscaped);
    CHECK(bench.take_line() == "+++");
    CHECK(bench.command("ATDT1") == "\r\nERROR\r\n");
    CHECK(bench.command("ATO") == "\r\nCONNECT 33600\r\n");
    CHECK(bench.type("data").empty());
    CHECK(bench.take_line() == "data");
  }

  TEST_CASE("ATH and ATZ end the call after the escape") {
    for (const auto* command : {"ATH", "ATH0", "ATZ"}) {
      auto bench = online();
      bench.wait(1s);
      bench.type("+++");
      bench.wait(1s);
      CHECK(bench.command(command) == "\r\nOK\r\n");
      CHECK(bench.modem.state() == State::kCommand);
      CHECK(bench.command("ATO") == "\r\nNO CARRIER\r\n");
    }
  }

  TEST_CASE("the pluses may come one by one, within the guard time of each other") {
    auto bench = online();
    bench.wait(1s);
    for (int i = 0; i < 3; ++i) {
      bench.type("+");
      if (i < 2) CHECK(bench.wait(999ms).empty());
    }
    CHECK(bench.wait(1s) == "\r\nOK\r\n");
  }

  TEST_CASE("no escape without silence before, within or after, nor with two or four pluses") {
    const auto stays_online = [](auto&& type) {
      auto bench = online();
      type(bench);
      CHECK(bench.wait(1h).empty());
      CHECK(bench.modem.state() == State::kOnline);
    };
    stays_online([](auto& b) { b.wait(999ms), b.type("+++"); });
    stays_online([](auto& b) { b.wait(1s), b.type("x+++"); });
    stays_online([](auto& b) { b.wait(1s), b.type("+++x"); });
    stays_online([](auto& b) { b.wait(1s), b.type("+++"), b.wait(999ms), b.type("x"); });
    stays_online([](auto& b) { b.wait(1s), b.type("++"), b.wait(1s), b.type("+"); });
    stays_online([](auto& b) { b.wait(1s), b.type("++"); });
    stays_online([](auto& b) { b.wait(1s), b.type("++++"); });
    stays_online([](auto& b) { b.wait(1s), b.type("+x++"); });
  }

  TEST_CASE("a failed escape is followed by one that works") {
    auto bench = online();
    bench.wait(1s);
    bench.type("++++");
    bench.wait(1s);
    bench.type("+++");
    CHECK(bench.wait(1s) == "\r\nOK\r\n");
  }

  TEST_CASE("S12 is the guard time in fiftieths of a second, S2 the character or none") {
    auto quick = online("S12=5");
    quick.wait(100ms);
    quick.type("+++");
    CHECK(quick.wait(99ms).empty());
    CHECK(quick.wait(1ms) == "\r\nOK\r\n");
    auto other = online("S2=42");
    other.wait(1s);
    other.type("+++");
    CHECK(other.wait(1s).empty());
    other.type("***");
    CHECK(other.wait(1s) == "\r\nOK\r\n");
    auto off = online("S2=128");
    off.wait(1s);
    off.type("\x80\x80\x80");
    CHECK(off.wait(1h).empty());
  }

  TEST_CASE("without a guard time the pluses suffice") {
    auto bench = online("S12=0");
    CHECK(bench.type("abc+++") == "\r\nOK\r\n");
  }

  TEST_CASE("octets that come when the guard time is over are commands, whoever is served first") {
    auto bench = online();
    bench.wait(1s);
    bench.type("+++");
    bench.now += 1s;  // nobody has called handle_timeout()
    CHECK(bench.type("ATH\r") == "\r\nOK\r\nATH\r\r\nOK\r\n");
  }
}
