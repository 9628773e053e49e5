#include "at/dialogue.hpp"

#include <doctest/doctest.h>

#include "unit/at/modem.hpp"

using namespace dial::at;
using dial::ErrorCode;

TEST_SUITE("at::Dialogue") {
  TEST_CASE("a command goes out with one CR and is busy until its answer") {
    Dialogue dialogue;
    CHECK_FALSE(dialogue.is_busy());
    CHECK(dialogue.send("ATZ", 5s, kStart));
    CHECK(dialogue.poll_output() == "ATZ\r");
    CHECK(dialogue.poll_timeout() == kStart + 5s);
    CHECK(dialogue.is_busy());
    CHECK(feed(dialogue, "\r\nOK\r\n") == 6);
    CHECK_FALSE(dialogue.is_busy());
    CHECK_FALSE(dialogue.poll_timeout());
    CHECK(dialogue.poll_finished()->outcome == Outcome::kOk);
    CHECK_FALSE(dialogue.poll_finished());
  }

  TEST_CASE("a second command while one is outstanding is refused and sends nothing") {
    auto dialogue = sent("ATDT1", 60s);
    CHECK(dialogue.send("ATH", 1s, kStart + 1s).error().code == ErrorCode::kInvalidParameter);
    CHECK(dialogue.poll_output().empty());
    CHECK(dialogue.poll_timeout() == kStart + 60s);
  }

  TEST_CASE("a command that is not one line of printable ASCII is refused") {
    Dialogue dialogue;
    for (const char* command : {"", "ATZ\r", "ATD1\nATH", "AT\x8d", "AT\x7f", "\033"})
      CHECK(dialogue.send(command, 1s, kStart).error().code == ErrorCode::kInvalidParameter);
    CHECK(dialogue.send("AT" + std::string(254, '0'), 1s, kStart).error().code ==
          ErrorCode::kCommandTooLong);
    CHECK(dialogue.poll_output().empty());
    CHECK_FALSE(dialogue.is_busy());
    CHECK(dialogue.send("AT" + std::string(253, '0'), 1s, kStart));
  }

  TEST_CASE("no answer: times out at the deadline and not before") {
    auto dialogue = sent("ATZ", 5s);
    CHECK(feed(dialogue, "ATZ\r\r\nhalf an answ", kStart + 1s) > 0);
    dialogue.handle_timeout(kStart + 4999ms);
    CHECK_FALSE(dialogue.poll_finished());
    dialogue.handle_timeout(kStart + 5s);
    const auto finished = dialogue.poll_finished();
    REQUIRE(finished);
    CHECK(finished->outcome == Outcome::kTimeout);
    CHECK_FALSE(dialogue.is_busy());
    CHECK(dialogue.poll_output().empty());
    dialogue.handle_timeout(kStart + 6s);
    CHECK_FALSE(dialogue.poll_finished());
  }

  TEST_CASE("a dial that times out is ended with one CR") {
    auto dialogue = sent("ATDT1", 60s);
    dialogue.handle_timeout(kStart + 60s);
    CHECK(dialogue.poll_output() == "\r");
    CHECK(dialogue.poll_finished()->outcome == Outcome::kTimeout);
  }

  TEST_CASE("abort ends a dial with one CR and any other command silently, without an event") {
    auto dial = sent("ATDT1");
    dial.abort(kStart);
    CHECK(dial.poll_output() == "\r");
    CHECK_FALSE(dial.is_busy());
    CHECK_FALSE(dial.poll_finished());
    auto reset = sent("ATZ");
    reset.abort(kStart);
    CHECK(reset.poll_output().empty());
    CHECK_FALSE(reset.poll_finished());
    CHECK_FALSE(reset.poll_timeout());
    Dialogue idle;
    idle.abort(kStart);
    CHECK(idle.poll_output().empty());
  }

  TEST_CASE("a line that went away ends the command, and nothing else is left of it") {
    auto dialogue = sent("ATDT1");
    CHECK(feed(dialogue, "\r\nCONN") == 6);
    dialogue.handle_hangup();
    CHECK(dialogue.poll_finished()->outcome == Outcome::kHangup);
    CHECK_FALSE(dialogue.is_busy());
    CHECK(dialogue.send("AT", 1s, kStart));
    CHECK(dialogue.poll_output() == "AT\r");  // no probe: the port was closed between
    CHECK(feed(dialogue, "\r\nOK\r\n") == 6);
    CHECK(dialogue.poll_finished()->info.empty());
    dialogue.handle_hangup();
    CHECK_FALSE(dialogue.poll_finished());
  }

  TEST_CASE("CONNECT leaves the very next octet to the caller") {
    auto dialogue = sent("ATDT1");
    CHECK(feed(dialogue, "\r\nCONNECT 9600\r\n\r\nlogin: ") == 16);
    CHECK(dialogue.poll_finished()->result == "CONNECT 9600");
  }

  TEST_CASE("the LF of CONNECT is taken from the next read, and no other octet is") {
    auto dialogue = sent("ATDT1");
    CHECK(feed(dialogue, "\r\nCONNECT\r") == 10);
    CHECK_FALSE(dialogue.poll_finished());
    CHECK(feed(dialogue, "\n\n~") == 1);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kConnect);
    auto other = sent("ATDT1");
    CHECK(feed(other, "\r\nCONNECT\r") == 10);
    CHECK(feed(other, "~\n") == 0);
    CHECK(other.poll_finished()->outcome == Outcome::kConnect);
  }

  TEST_CASE("CONNECT without its LF is complete after a tenth of a second") {
    auto dialogue = sent("ATDT1");
    CHECK(feed(dialogue, "CONNECT 300\r", kStart + 9s) == 12);
    CHECK(dialogue.poll_timeout() == kStart + 9100ms);
    dialogue.handle_timeout(kStart + 9099ms);
    CHECK_FALSE(dialogue.poll_finished());
    dialogue.handle_timeout(kStart + 9100ms);
    CHECK(dialogue.poll_finished()->result == "CONNECT 300");
    CHECK_FALSE(dialogue.poll_timeout());
  }

  TEST_CASE("CONNECT with a lone LF, and as a number, is complete at once") {
    auto lone = sent("ATDT1");
    CHECK(feed(lone, "\nCONNECT\n~") == 9);
    CHECK(lone.poll_finished());
    auto number = sent("ATDT1");
    CHECK(feed(number, "1\r\n~") == 2);
    CHECK(number.poll_finished()->result == "1");
  }

  TEST_CASE("OK to a dial is no end: the CONNECT after it is") {
    auto dialogue = sent("ATDT1");
    CHECK(feed(dialogue, "\r\nOK\r\n\r\nCONNECT\r\n") == 17);
    const auto finished = dialogue.poll_finished();
    REQUIRE(finished);
    CHECK(finished->outcome == Outcome::kConnect);
    CHECK(finished->info == Lines{"OK"});
    auto voice = sent("ATDT1;");
    CHECK(feed(voice, "\r\nOK\r\n") == 6);
    CHECK(voice.poll_finished()->outcome == Outcome::kOk);
  }

  TEST_CASE("NO CARRIER answers a dial and a hang-up but no other command") {
    auto reset = sent("ATZ");
    CHECK(feed(reset, "\r\nNO CARRIER\r\n\r\nOK\r\n") == 20);
    CHECK(reset.poll_finished()->info.empty());
    CHECK(reports(reset) == Lines{"NO CARRIER"});
    auto hang_up = sent("ATH", 5s);
    CHECK(feed(hang_up, "\r\nNO CARRIER\r\n", kStart + 1s) == 14);
    CHECK_FALSE(hang_up.poll_finished());
    CHECK(hang_up.poll_timeout() == kStart + 1500ms);
    hang_up.handle_timeout(kStart + 1500ms);
    CHECK(hang_up.poll_finished()->outcome == Outcome::kNoCarrier);
    CHECK(hang_up.send("ATZ", 1s, kStart + 2s));
    CHECK(hang_up.poll_output() == "ATZ\r");  // it was answered: nothing is owed
  }

  TEST_CASE("the NO CARRIER of a hang-up that comes late does not end the next dial") {
    auto dialogue = sent("ATH");
    CHECK(feed(dialogue, "ATH\r\r\nOK\r\n") == 10);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kOk);
    CHECK(dialogue.send("ATDT1", 60s, kStart));
    CHECK(feed(dialogue, "\r\nNO CARRIER\r\nATDT1\r\r\nCONNECT\r\n") == 31);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kConnect);
    CHECK(dialogue.counters().stale_answers == 1);
  }

  TEST_CASE("a dial of a modem that does not echo ends with its NO CARRIER") {
    auto dialogue = sent("ATH");
    CHECK(feed(dialogue, "\r\nOK\r\n") == 6);
    CHECK(dialogue.send("ATDT1", 60s, kStart));
    CHECK(feed(dialogue, "\r\nNO CARRIER\r\n") == 14);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kOk);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kNoCarrier);
  }

  TEST_CASE("waiting for the second answer to a hang-up does not outlast its deadline") {
    auto dialogue = sent("ATH", 5s);
    CHECK(feed(dialogue, "\r\nNO CARRIER\r\n", kStart + 4900ms) == 14);
    CHECK(dialogue.poll_timeout() == kStart + 5s);
    dialogue.handle_timeout(kStart + 5s);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kNoCarrier);
    CHECK(dialogue.send("ATZ", 5s, kStart + 6s));
    dialogue.handle_timeout(kStart + 11s);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kTimeout);
  }

  TEST_CASE("a dial after echo was switched off ends with its NO CARRIER") {
    auto dialogue = sent("ATE0");
    CHECK(feed(dialogue, "ATE0\r\r\nOK\r\n") > 0);
    CHECK(dialogue.poll_finished());
    CHECK(dialogue.send("ATDT1", 60s, kStart));
    CHECK(feed(dialogue, "\r\nNO CARRIER\r\n") == 14);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kNoCarrier);
  }

  TEST_CASE("lines before the echo are no part of the answer") {
    auto dialogue = sent("AT+CSQ");
    CHECK(feed(dialogue, "some banner\r\nAT+CSQ\r\r\n+CSQ: 9,9\r\n\r\nOK\r\n") > 0);
    CHECK(dialogue.poll_finished()->info == Lines{"+CSQ: 9,9"});
  }

  TEST_CASE("what comes by itself is reported, between commands and within one") {
    Dialogue dialogue;
    CHECK(feed(dialogue, "\r\nRING\r\n\r\n+CREG: 1\r\n\r\nNO CARRIER\r\n") > 0);
    CHECK(reports(dialogue) == Lines{"RING", "+CREG: 1", "NO CARRIER"});
    CHECK(dialogue.send("AT+GMM", 1s, kStart));
    CHECK(feed(dialogue, "AT+GMM\r\r\nMT2834\r\n\r\nRING\r\n\r\n+CREG: 5\r\n\r\nOK\r\n") > 0);
    CHECK(dialogue.poll_finished()->info == Lines{"MT2834"});
    CHECK(reports(dialogue) == Lines{"RING", "+CREG: 5"});
  }

  TEST_CASE("the number 2 is RING to a modem that talks in numbers") {
    auto dialogue = sent("AT");
    CHECK(feed(dialogue, "0\r2\r") == 4);
    CHECK(dialogue.poll_finished()->result == "0");
    CHECK(reports(dialogue) == Lines{"RING"});
  }

  TEST_CASE("a figure in an answer in words is no result") {
    auto dialogue = sent("ATS0?");
    CHECK(feed(dialogue, "ATS0?\r\r\n0\r\n\r\nOK\r\n") > 0);
    CHECK(dialogue.poll_finished()->info == Lines{"0"});
    CHECK(dialogue.send("ATI", 1s, kStart));
    CHECK(feed(dialogue, "ATI\r4\r\n3\r\nOK\r\n") > 0);
    CHECK(dialogue.poll_finished()->info == Lines{"4", "3"});
  }

  TEST_CASE("a modem switched to numbers and back is followed") {
    auto dialogue = sent("AT");
    CHECK(feed(dialogue, "\r\nOK\r\n") > 0);
    CHECK(dialogue.send("ATV0", 1s, kStart));
    CHECK(feed(dialogue, "0\r") > 0);
    CHECK(dialogue.send("ATV1", 1s, kStart));
    CHECK(feed(dialogue, "\r\nOK\r\n") > 0);
    CHECK(dialogue.poll_finished()->result == "OK");
    CHECK(dialogue.poll_finished()->result == "0");
    CHECK(dialogue.poll_finished()->result == "OK");
  }

  TEST_CASE("parity bits and NULs make no difference") {
    auto dialogue = sent("AT");
    CHECK(feed(dialogue, std::string_view("A\xd4\x8d\x8d\x0a\0\xcfK\0\x8d\x0a", 11)) == 11);
    const auto finished = dialogue.poll_finished();
    REQUIRE(finished);
    CHECK(finished->outcome == Outcome::kOk);
    CHECK(finished->info.empty());
  }

  TEST_CASE("garbage before and between the lines costs nothing but itself") {
    auto dialogue = sent("AT");
    CHECK(feed(dialogue, "\xff\xfe@@\x01OK??\r\n~~OK\r\n\r\nOK\r\n") > 0);
    const auto finished = dialogue.poll_finished();
    REQUIRE(finished);
    CHECK(finished->info.size() == 2);
    CHECK_FALSE(dialogue.poll_finished());
  }

  TEST_CASE("whatever the modem says, what is kept of it is bounded and the rest is counted") {
    auto dialogue = sent("AT");
    for (int line = 0; line < 1000; ++line)
      CHECK(feed(dialogue, "chatter\r\nRING\r\n") > 0);
    CHECK(feed(dialogue, std::string(10'000, 'x') + "\r\nOK\r\n") > 0);
    CHECK(dialogue.poll_finished()->info.size() == 256);
    CHECK(reports(dialogue).size() == 64);
    CHECK(dialogue.counters().dropped == 1001 - 256 + 1000 - 64);
    CHECK(dialogue.counters().overlong == 1);
  }
}
