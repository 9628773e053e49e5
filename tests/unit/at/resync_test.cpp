#include <doctest/doctest.h>

#include "unit/at/modem.hpp"

using namespace dial::at;
using dial::TimePoint;

namespace {

// A dialogue whose ATI timed out at kStart + 5 s, the event taken.
Dialogue timed_out(bool is_echoing = false) {
  Dialogue dialogue = sent("AT");
  REQUIRE(feed(dialogue, is_echoing ? "AT\r\r\nOK\r\n" : "\r\nOK\r\n") > 0);
  REQUIRE(dialogue.poll_finished());
  REQUIRE(dialogue.send("ATI", 5s, kStart));
  REQUIRE(dialogue.poll_output() == "ATI\r");
  dialogue.handle_timeout(kStart + 5s);
  REQUIRE(dialogue.poll_finished()->outcome == Outcome::kTimeout);
  return dialogue;
}

constexpr TimePoint kNext = kStart + 6s;

// The same with AT+CSQ wanted, and the probe out in its place.
Dialogue probing(bool is_echoing = false) {
  Dialogue dialogue = timed_out(is_echoing);
  REQUIRE(dialogue.send("AT+CSQ", 5s, kNext));
  REQUIRE(dialogue.poll_output() == "AT\r");
  return dialogue;
}

void check_answered(Dialogue& dialogue, TimePoint now, bool is_echoing = false) {
  CHECK(dialogue.poll_timeout() == now + 5s);
  CHECK(feed(dialogue,
             is_echoing ? "AT+CSQ\r\r\n+CSQ: 9,9\r\n\r\nOK\r\n" : "\r\n+CSQ: 9,9\r\n\r\nOK\r\n",
             now) > 0);
  const auto finished = dialogue.poll_finished();
  REQUIRE(finished);
  CHECK(finished->outcome == Outcome::kOk);
  CHECK(finished->info == Lines{"+CSQ: 9,9"});
  CHECK_FALSE(dialogue.poll_finished());
  CHECK(reports(dialogue).empty());
}

}  // namespace

TEST_SUITE("at::Dialogue after a time-out") {
  TEST_CASE("an answer that comes before the next command pays for the old one: no probe") {
    for (const bool is_echoing : {false, true}) {
      Dialogue dialogue = timed_out(is_echoing);
      CHECK(feed(dialogue, is_echoing ? "ATI\r\r\nOK\r\n" : "\r\nOK\r\n", kNext) > 0);
      CHECK(reports(dialogue).empty());
      CHECK(dialogue.counters().stale_answers == 1);
      REQUIRE(dialogue.send("AT+CSQ", 5s, kNext));
      CHECK(dialogue.poll_output() == "AT+CSQ\r");
      check_answered(dialogue, kNext, is_echoing);
    }
  }

  TEST_CASE("the next command waits until the modem has answered a bare AT") {
    Dialogue dialogue = probing();
    CHECK(dialogue.is_busy());
    CHECK(dialogue.poll_timeout() == kNext + 1s);
  }

  TEST_CASE("both answers after the probe: the command goes out with the second") {
    Dialogue dialogue = probing();
    CHECK(feed(dialogue, "\r\nUSR Courier\r\n\r\nOK\r\n", kNext) > 0);
    CHECK(dialogue.poll_output().empty());
    CHECK(feed(dialogue, "\r\nOK\r\n", kNext + 100ms) > 0);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, kNext + 100ms);
    CHECK(dialogue.counters().stale_answers == 2);
  }

  TEST_CASE("both answers in one read are both counted") {
    Dialogue dialogue = probing();
    CHECK(feed(dialogue, "\r\nERROR\r\n\r\nOK\r\n", kNext) > 0);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, kNext);
  }

  TEST_CASE("a command never answered at all: half a second of silence after the probe's OK") {
    Dialogue dialogue = probing();
    CHECK(feed(dialogue, "\r\nOK\r\n", kNext + 10ms) > 0);
    CHECK(dialogue.poll_output().empty());
    CHECK(dialogue.poll_timeout() == kNext + 510ms);
    dialogue.handle_timeout(kNext + 509ms);
    CHECK(dialogue.poll_output().empty());
    dialogue.handle_timeout(kNext + 510ms);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, kNext + 510ms);
  }

  TEST_CASE("with echo, an old answer before the probe's echo is not the probe's") {
    Dialogue dialogue = probing(true);
    CHECK(feed(dialogue, "\r\nOK\r\n", kNext) > 0);
    CHECK(dialogue.poll_timeout() == kNext + 1s);
    CHECK(feed(dialogue, "AT\r\r\nOK\r\n", kNext + 700ms) > 0);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, kNext + 700ms, true);
  }

  TEST_CASE("with echo, an answer that comes after all is not the command's") {
    Dialogue dialogue = probing(true);
    CHECK(feed(dialogue, "AT\r\r\nOK\r\n", kNext) > 0);
    dialogue.handle_timeout(kNext + 500ms);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    CHECK(feed(dialogue, "\r\nERROR\r\n", kNext + 510ms) > 0);
    CHECK_FALSE(dialogue.poll_finished());
    CHECK(feed(dialogue, "AT+CSQ\r\r\n+CSQ: 9,9\r\n\r\nOK\r\n", kNext + 520ms) > 0);
    CHECK(dialogue.poll_finished()->info == Lines{"+CSQ: 9,9"});
  }

  TEST_CASE("a dead modem: three probes, then the command ends and was never sent") {
    Dialogue dialogue = probing();
    dialogue.handle_timeout(kNext + 1s);
    CHECK(dialogue.poll_output() == "AT\r");
    dialogue.handle_timeout(kNext + 2s);
    CHECK(dialogue.poll_output() == "AT\r");
    CHECK_FALSE(dialogue.poll_finished());
    dialogue.handle_timeout(kNext + 3s);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kTimeout);
    CHECK(dialogue.poll_output().empty());
    CHECK_FALSE(dialogue.is_busy());
  }

  TEST_CASE("a modem that comes back after that is found again with one answer") {
    Dialogue dialogue = probing();
    for (int second = 1; second <= 3; ++second)
      dialogue.handle_timeout(kNext + second * 1s);
    REQUIRE(dialogue.poll_finished());
    static_cast<void>(dialogue.poll_output());
    const TimePoint later = kNext + 3600s;
    REQUIRE(dialogue.send("AT+CSQ", 5s, later));
    CHECK(dialogue.poll_output() == "AT\r");
    CHECK(feed(dialogue, "\r\nOK\r\n", later) > 0);
    dialogue.handle_timeout(later + 500ms);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, later + 500ms);
  }

  TEST_CASE("a lost probe is repeated, and late answers to both are waited for") {
    Dialogue dialogue = probing();
    dialogue.handle_timeout(kNext + 1s);
    CHECK(dialogue.poll_output() == "AT\r");
    for (int answer = 1; answer <= 2; ++answer) {
      CHECK(feed(dialogue, "\r\nOK\r\n", kNext + 1s + answer * 100ms) > 0);
      CHECK(dialogue.poll_output().empty());
    }
    CHECK(feed(dialogue, "\r\nOK\r\n", kNext + 1300ms) > 0);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, kNext + 1300ms);
  }

  TEST_CASE("a modem that has stopped echoing is found again all the same") {
    Dialogue dialogue = probing(true);
    CHECK(feed(dialogue, "\r\nOK\r\n", kNext) > 0);  // the probe's, unechoed
    dialogue.handle_timeout(kNext + 1s);
    CHECK(dialogue.poll_output() == "AT\r");
    CHECK(feed(dialogue, "\r\nOK\r\n", kNext + 1s) > 0);
    dialogue.handle_timeout(kNext + 1500ms);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, kNext + 1500ms);
  }

  TEST_CASE("chatter cannot hold the command for ever") {
    Dialogue dialogue = probing();
    CHECK(feed(dialogue, "\r\nOK\r\n", kNext) > 0);
    TimePoint now = kNext;
    while (dialogue.poll_output().empty() && now < kNext + 10s) {
      now += 100ms;
      CHECK(feed(dialogue, "$GPGGA,1,2,3\r\n", now) > 0);
      dialogue.handle_timeout(now);
    }
    CHECK(now == kNext + 3s);
  }

  TEST_CASE("what comes by itself is reported while probing and answers nothing") {
    Dialogue dialogue = probing();
    CHECK(feed(dialogue, "\r\nRING\r\n\r\n+CREG: 1\r\n\r\nNO CARRIER\r\n", kNext) > 0);
    CHECK(reports(dialogue) == Lines{"RING", "+CREG: 1", "NO CARRIER"});
    CHECK(dialogue.poll_timeout() == kNext + 1s);
  }

  TEST_CASE("the NO CARRIER of a dial that timed out or was given up is its answer") {
    for (const bool is_aborted : {false, true}) {
      Dialogue dialogue = sent("ATDT1", 5s);
      if (is_aborted)
        dialogue.abort(kStart + 5s);
      else
        dialogue.handle_timeout(kStart + 5s);
      CHECK(dialogue.poll_output() == "\r");
      static_cast<void>(dialogue.poll_finished());
      CHECK(feed(dialogue, "\r\nNO CARRIER\r\n", kNext) > 0);
      CHECK(reports(dialogue).empty());
      REQUIRE(dialogue.send("AT+CSQ", 5s, kNext));
      CHECK(dialogue.poll_output() == "AT+CSQ\r");
      check_answered(dialogue, kNext);
    }
  }

  TEST_CASE("the NO CARRIER of a dial given up does not end the next dial") {
    Dialogue dialogue = sent("ATDT1");
    dialogue.abort(kNext);
    CHECK(dialogue.poll_output() == "\r");
    REQUIRE(dialogue.send("ATDT2", 60s, kNext));
    CHECK(dialogue.poll_output() == "AT\r");
    CHECK(feed(dialogue, "\r\nNO CARRIER\r\n\r\nOK\r\n", kNext) > 0);
    CHECK(dialogue.poll_output() == "ATDT2\r");
    CHECK(feed(dialogue, "\r\nCONNECT\r\n", kNext) > 0);
    CHECK(dialogue.poll_finished()->outcome == Outcome::kConnect);
  }

  TEST_CASE("a CONNECT that comes too late is reported, not taken for an answer") {
    Dialogue dialogue = sent("ATDT1", 5s);
    dialogue.handle_timeout(kStart + 5s);
    REQUIRE(dialogue.poll_finished());
    CHECK(feed(dialogue, "\r\nCONNECT 9600\r\n", kNext) > 0);
    CHECK(reports(dialogue) == Lines{"CONNECT 9600"});
    CHECK_FALSE(dialogue.poll_finished());
  }

  TEST_CASE("abort while probing sends nothing more and owes the probe's answer") {
    Dialogue dialogue = probing();
    dialogue.abort(kNext);
    CHECK(dialogue.poll_output().empty());
    CHECK_FALSE(dialogue.poll_finished());
    CHECK(feed(dialogue, "\r\nOK\r\n\r\nOK\r\n", kNext) > 0);
    CHECK(reports(dialogue).empty());
    REQUIRE(dialogue.send("AT+CSQ", 5s, kNext));
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
  }

  TEST_CASE("NO CARRIER pays for no command but a call or a hang-up") {
    Dialogue dialogue = timed_out();
    CHECK(feed(dialogue, "\r\nNO CARRIER\r\n", kNext) > 0);
    CHECK(reports(dialogue) == Lines{"NO CARRIER"});
    REQUIRE(dialogue.send("AT+CSQ", 5s, kNext));
    CHECK(dialogue.poll_output() == "AT\r");
  }

  TEST_CASE("late answers in numbers are counted like those in words") {
    Dialogue dialogue = sent("ATDT1", 5s);
    dialogue.handle_timeout(kStart + 5s);
    CHECK(dialogue.poll_output() == "\r");
    REQUIRE(dialogue.poll_finished());
    REQUIRE(dialogue.send("AT+CSQ", 5s, kNext));
    CHECK(dialogue.poll_output() == "AT\r");
    CHECK(feed(dialogue, "3\r0\r", kNext) > 0);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
  }

  TEST_CASE("a modem that comes back with numbers for words is found again") {
    Dialogue dialogue = probing();
    CHECK(feed(dialogue, "0\r0\r", kNext) > 0);
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
  }

  TEST_CASE("after failed probes every late answer and echo is known for what it is") {
    Dialogue dialogue = probing();
    for (int second = 1; second <= 3; ++second)
      dialogue.handle_timeout(kNext + second * 1s);
    REQUIRE(dialogue.poll_finished());
    static_cast<void>(dialogue.poll_output());
    CHECK(feed(dialogue, "ATI\r\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n", kNext + 9s) > 0);
    CHECK(reports(dialogue).empty());
    REQUIRE(dialogue.send("AT+CSQ", 5s, kNext + 9s));
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
  }

  TEST_CASE("nothing is owed across a line that went away") {
    Dialogue dialogue = timed_out();
    dialogue.handle_hangup();
    REQUIRE(dialogue.send("AT+CSQ", 5s, kNext));
    CHECK(dialogue.poll_output() == "AT+CSQ\r");
    check_answered(dialogue, kNext);
  }
}
