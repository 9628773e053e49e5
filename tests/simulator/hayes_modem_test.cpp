#include "simulator/hayes_modem.hpp"

#include <doctest/doctest.h>

#include <variant>

#include "simulator/modem_bench.hpp"

using namespace dial::simulator;
using namespace std::chrono_literals;
using State = HayesModem::State;

TEST_SUITE("simulator::HayesModem") {
  TEST_CASE("a command is echoed and answered with OK between line ends") {
    ModemBench bench;
    CHECK(bench.type("AT\r") == "AT\r\r\nOK\r\n");
  }

  TEST_CASE("the answer is the same however the octets are split") {
    const std::string line = "junk\rATE1 V1 S0=0\r";
    ModemBench whole;
    const auto expected = whole.type(line);
    CHECK(expected == "junk\rATE1 V1 S0=0\r\r\nOK\r\n");
    for (std::size_t split = 1; split < line.size(); ++split) {
      ModemBench bench;
      CAPTURE(split);
      const auto first = bench.type(line.substr(0, split));
      CHECK(first + bench.type(line.substr(split)) == expected);
    }
  }

  TEST_CASE("E0 silences the echo from the next line on") {
    ModemBench bench;
    CHECK(bench.type("ATE0\r") == "ATE0\r\r\nOK\r\n");
    CHECK(bench.type("AT\r") == "\r\nOK\r\n");
    CHECK(bench.type("ATE\r") == "\r\nOK\r\n");
    CHECK(bench.type("ATE1\r") == "\r\nOK\r\n");
    CHECK(bench.type("AT\r") == "AT\r\r\nOK\r\n");
  }

  TEST_CASE("V0 answers with a number and a carriage return") {
    ModemBench bench({"7=busy", "8=no-dialtone", "9=no-answer"});
    CHECK(bench.command("ATV0") == "0\r");
    CHECK(bench.command("ATJUNK") == "4\r");
    CHECK(bench.command("ATDT7") == "7\r");
    CHECK(bench.command("ATDT8") == "6\r");
    CHECK(bench.command("ATDT9") == "8\r");
    CHECK(bench.command("ATO") == "3\r");
    CHECK(bench.command("ATS7?") == "050\r\n0\r");
    CHECK(bench.command("ATDT5551234") == "1\r");
  }

  TEST_CASE("Q1 says nothing") {
    ModemBench bench;
    CHECK(bench.command("ATQ1").empty());
    CHECK(bench.command("ATJUNK").empty());
    CHECK(bench.command("ATQ0") == "\r\nOK\r\n");
  }

  TEST_CASE("several commands share a line, and the first bad one ends it with ERROR") {
    ModemBench bench;
    CHECK(bench.command("ATQ0 V1 E1 S0=0 &C1 &D2 +FCLASS=0") == "\r\nOK\r\n");
    CHECK(bench.command("at s0=3 s0? s7?") == "\r\n003\r\n\r\n050\r\n\r\nOK\r\n");
    CHECK(bench.command("ATS0=1J9S0=5") == "\r\nERROR\r\n");
    CHECK(bench.command("ATS0?") == "\r\n001\r\n\r\nOK\r\n");
  }

  TEST_CASE("bad commands are refused, and the next good one is taken") {
    ModemBench bench;
    for (const auto* bad : {"ATJUNK", "ATE2", "ATV9", "ATS999=1", "ATS0=256", "AT&", "AT&D4",
                            "AT&U1", "ATX5", "AT\\", "AT%1", "AT+BOGUS", "AT+FCLASS=1", "AT+CSQ=1",
                            "AT!", "ATDT555x", "ATDT1;2", "ATI99", "ATS0=99999999999"}) {
      CAPTURE(bad);
      CHECK(bench.command(bad) == "\r\nERROR\r\n");
      CHECK(bench.command("AT") == "\r\nOK\r\n");
    }
  }

  TEST_CASE("back-space edits, and what precedes AT is not a command") {
    ModemBench bench;
    CHECK(bench.command("ATS0=9\b7") == "\r\nOK\r\n");
    CHECK(bench.command("ATS0?") == "\r\n007\r\n\r\nOK\r\n");
    CHECK(bench.command("xyAATS0?") == "\r\n007\r\n\r\nOK\r\n");
    CHECK(bench.command("hello") == "");
    CHECK(bench.type("\r\n\r\n") == "\r\n\r\n");
  }

  TEST_CASE("bit 7 of a command means nothing, as a DTE with parity sends it") {
    ModemBench bench;
    CHECK(bench.type("\xc1T\x8d") == "\xc1T\x8d\r\nOK\r\n");
  }

  TEST_CASE("A/ repeats the last line at once") {
    ModemBench bench;
    CHECK(bench.command("ATS0=4S0?") == "\r\n004\r\n\r\nOK\r\n");
    CHECK(bench.type("A/") == "A/\r\n004\r\n\r\nOK\r\n");
  }

  TEST_CASE("an overlong line is one ERROR, one of the longest length is taken") {
    ModemBench bench;
    CHECK(bench.command("AT" + std::string(CommandReader::kMaxBody, ' ')) == "\r\nOK\r\n");
    CHECK(bench.command("AT" + std::string(CommandReader::kMaxBody + 1, ' ')) == "\r\nERROR\r\n");
    CHECK(bench.command("AT" + std::string(100'000, '1')) == "\r\nERROR\r\n");
    CHECK(bench.command("AT") == "\r\nOK\r\n");
  }

  TEST_CASE("registers S3 and S4 make the line ends") {
    ModemBench bench;
    CHECK(bench.command("ATS4=33") == "\r!OK\r!");
    CHECK(bench.command("ATS3=35") == "#!OK#!");
    CHECK(bench.type("AT#") == "AT##!OK#!");
  }

  TEST_CASE("Z and &F bring the settings back") {
    ModemBench bench;
    CHECK(bench.command("ATE0S0=5X0") == "\r\nOK\r\n");
    CHECK(bench.command("ATZ") == "\r\nOK\r\n");
    CHECK(bench.command("ATS0?") == "\r\n000\r\n\r\nOK\r\n");
    CHECK(bench.command("ATS0=5&FS0?") == "\r\n000\r\n\r\nOK\r\n");
    CHECK(bench.command("ATZS0=5") == "\r\nOK\r\n");  // V.250, 6.1.1: the rest is ignored
    CHECK(bench.command("ATS0?") == "\r\n000\r\n\r\nOK\r\n");
  }

  TEST_CASE("a cellular modem's questions are answered") {
    ModemBench bench;
    CHECK(bench.command("AT+CPIN?") == "\r\n+CPIN: READY\r\n\r\nOK\r\n");
    CHECK(bench.command("AT+CGMM") == "\r\ndialsim\r\n\r\nOK\r\n");
    CHECK(bench.command("AT+CGDCONT=1,\"IP\",\"my;apn\";+CSQ") == "\r\n+CSQ: 20,99\r\n\r\nOK\r\n");
    CHECK(bench.command("AT+CBST=71,0,1") == "\r\nOK\r\n");
    CHECK(bench.command("AT+FCLASS=?;+FCLASS?") == "\r\n0\r\n\r\n0\r\n\r\nOK\r\n");
    CHECK(bench.command("ATD*99***1#") == "\r\nCONNECT 33600\r\n");
  }

  TEST_CASE("each outcome has its result code, and ends in command state unless connected") {
    struct Row {
      const char* outcome;
      const char* answer;
      State state;
    };
    for (const auto& row :
         {Row{"connect", "\r\nCONNECT 33600\r\n", State::kOnline},
          Row{"connect 300", "\r\nCONNECT 300\r\n", State::kOnline},
          Row{"garbage", "\r\nCONNECT 33600\r\n", State::kOnline},
          Row{"drop:9", "\r\nCONNECT 33600\r\n", State::kOnline},
          Row{"busy", "\r\nBUSY\r\n", State::kCommand},
          Row{"no-carrier", "\r\nNO CARRIER\r\n", State::kCommand},
          Row{"no-answer", "\r\nNO ANSWER\r\n", State::kCommand},
          Row{"no-dialtone", "\r\nNO DIALTONE\r\n", State::kCommand},
          Row{"voice", "\r\nVOICE\r\n", State::kCommand},
          Row{"delayed", "\r\nDELAYED\r\n", State::kCommand},
          Row{"blacklisted", "\r\nBLACKLISTED\r\n", State::kCommand},
          Row{"error", "\r\nERROR\r\n", State::kCommand}, Row{"silence", "", State::kDialling}}) {
      CAPTURE(row.outcome);
      ModemBench bench({std::string("1=") + row.outcome});
      CHECK(bench.command("ATDT1") == row.answer);
      CHECK(bench.modem.state() == row.state);
      REQUIRE(!bench.events.empty());
      CHECK(std::get<Dialled>(bench.events[0]).number == "1");
      if (row.state == State::kCommand) CHECK(std::holds_alternative<HungUp>(bench.events.back()));
      if (row.state == State::kOnline)
        CHECK(std::holds_alternative<Connected>(bench.events.back()));
    }
  }

  TEST_CASE("X decides what a dial may say") {
    ModemBench bench({"1=busy", "2=no-dialtone", "3=no-answer", "4=connect 9600"});
    const std::string no_carrier = "\r\nNO CARRIER\r\n";
    CHECK(bench.command("ATX0DT1") == no_carrier);
    CHECK(bench.command("ATX1DT1") == no_carrier);
    CHECK(bench.command("ATX2DT1") == no_carrier);
    CHECK(bench.command("ATX3DT1") == "\r\nBUSY\r\n");
    CHECK(bench.command("ATX3DT2") == no_carrier);
    CHECK(bench.command("ATX2DT2") == "\r\nNO DIALTONE\r\n");
    CHECK(bench.command("ATX0DT3") == no_carrier);
    CHECK(bench.command("ATX0DT4") == "\r\nCONNECT\r\n");
  }

  TEST_CASE("a delay and the comma's pause pass before the result") {
    ModemBench bench({"1=busy delay=3s"});
    CHECK(bench.command("ATDT1").empty());
    CHECK(bench.wait(2999ms).empty());
    CHECK(bench.wait(1ms) == "\r\nBUSY\r\n");
    CHECK(bench.command("ATDT,,1").empty());
    CHECK(bench.wait(6999ms).empty());  // S8: two seconds each
    CHECK(bench.wait(1ms) == "\r\nBUSY\r\n");
  }

  TEST_CASE("modifiers are no part of the number, L dials the last one again") {
    ModemBench bench;
    CHECK(bench.command("ATD T (555) 12-34W@!P*#+") == "\r\nCONNECT 33600\r\n");
    CHECK(std::get<Dialled>(bench.events[0]).number == "5551234*#+");
    bench.modem.handle_carrier_lost(bench.now);
    CHECK(bench.wait(0ms) == "\r\nNO CARRIER\r\n");
    CHECK(bench.command("ATDL") == "\r\nCONNECT 33600\r\n");
    CHECK(std::get<Dialled>(bench.events[3]).number == "5551234*#+");
  }

  TEST_CASE("any key ends a dial with NO CARRIER, but not the line feed behind the command") {
    ModemBench bench({"1=silence"});
    CHECK(bench.type("ATDT1\r\n") == "ATDT1\r");
    CHECK(bench.wait(124ms).empty());
    CHECK(bench.type("\n").empty());
    CHECK(bench.wait(1ms).empty());
    CHECK(bench.modem.state() == State::kDialling);
    CHECK(bench.type("x") == "\r\nNO CARRIER\r\n");
    CHECK(bench.modem.state() == State::kCommand);
    CHECK(bench.wait(1h).empty());
    CHECK(bench.command("ATDT5551234") == "\r\nCONNECT 33600\r\n");
  }

  TEST_CASE("octets pass both ways on-line, and neither way otherwise") {
    ModemBench bench;
    bench.modem.handle_line(dial::octets_of("lost"));
    CHECK(bench.command("ATDT5551234") == "\r\nCONNECT 33600\r\n");
    const std::string all("AT\r+++\0\xff~", 9);
    CHECK(bench.type(all).empty());
    CHECK(bench.take_line() == all);
    bench.modem.handle_line(dial::octets_of(all));
    CHECK(bench.wait(0ms) == all);
  }

  TEST_CASE("a call to drop loses its carrier after its time, escaped or not") {
    for (const bool escapes : {false, true}) {
      ModemBench bench({"1=drop:5"});
      CHECK(bench.command("ATDT1") == "\r\nCONNECT 33600\r\n");
      CHECK(bench.wait(2s).empty());
      if (escapes) bench.type("+++");
      CHECK(bench.wait(2999ms) == (escapes ? "\r\nOK\r\n" : ""));
      CHECK(bench.wait(1ms) == "\r\nNO CARRIER\r\n");
      CHECK(bench.modem.state() == State::kCommand);
      CHECK(std::get<HungUp>(bench.events.back()).reason == "carrier lost");
    }
  }

  TEST_CASE("DTR low hangs up a call and a dial, but not with &D0") {
    ModemBench bench({"1=silence"});
    CHECK(bench.command("ATDT5551234") == "\r\nCONNECT 33600\r\n");
    bench.modem.handle_dtr(false, bench.now);
    CHECK(bench.wait(0ms) == "\r\nNO CARRIER\r\n");
    CHECK(bench.modem.state() == State::kCommand);
    bench.modem.handle_dtr(true, bench.now);
    bench.command("ATDT1");
    bench.modem.handle_dtr(false, bench.now);
    CHECK(bench.modem.state() == State::kCommand);
    bench.modem.handle_dtr(true, bench.now);
    bench.wait(0ms);
    CHECK(bench.command("AT&D0DT5551234") == "\r\nCONNECT 33600\r\n");
    bench.modem.handle_dtr(false, bench.now);
    CHECK(bench.wait(0ms).empty());
    CHECK(bench.modem.state() == State::kOnline);
  }

  TEST_CASE("DTR low means command state with &D1 and a reset with &D3") {
    ModemBench bench;
    bench.command("AT&D1DT5551234");
    bench.modem.handle_dtr(false, bench.now);
    CHECK(bench.wait(0ms) == "\r\nOK\r\n");
    CHECK(bench.modem.state() == State::kEscaped);
    bench.modem.handle_dtr(true, bench.now);
    CHECK(bench.command("ATH") == "\r\nOK\r\n");
    bench.command("AT&D3S0=5");
    bench.modem.handle_dtr(false, bench.now);
    bench.modem.handle_dtr(true, bench.now);
    CHECK(bench.command("ATS0?") == "\r\n000\r\n\r\nOK\r\n");
  }

  TEST_CASE("an incoming call rings every six seconds until ATA") {
    ModemBench bench;
    CHECK(bench.command("ATA") == "\r\nNO CARRIER\r\n");
    bench.modem.handle_ring(bench.now);
    CHECK(bench.wait(5999ms) == "\r\nRING\r\n");
    CHECK(bench.wait(1ms) == "\r\nRING\r\n");
    CHECK(bench.command("ATA") == "\r\nCONNECT 33600\r\n");
    CHECK(std::get<Connected>(bench.events.back()).number.empty());
    CHECK(bench.wait(1h).empty());
  }

  TEST_CASE("S0 answers by itself, an unanswered call stops ringing") {
    ModemBench bench;
    bench.modem.handle_ring(bench.now);
    std::string expected;
    for (int i = 0; i < 10; ++i)
      expected += "\r\nRING\r\n";
    CHECK(bench.wait(1h) == expected);
    bench.command("ATS0=2");
    bench.modem.handle_ring(bench.now);
    CHECK(bench.wait(1h) == "\r\nRING\r\n\r\nRING\r\n\r\nCONNECT 33600\r\n");
  }
}
