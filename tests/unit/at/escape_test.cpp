#include "at/escape.hpp"

#include <doctest/doctest.h>

#include "unit/at/modem.hpp"

using namespace dial::at;
using dial::TimePoint;

namespace {

constexpr Escape::Settings kSettings{.guard = 1000ms, .answer = 800ms};

std::size_t feed(Escape& escape, std::string_view octets, TimePoint now) {
  return escape.handle_input(dial::octets_of(octets), now);
}

// An escape that has put +++ out at kStart + 1 s.
Escape escaping() {
  Escape escape(kSettings, kStart);
  escape.handle_timeout(kStart + 1s);
  REQUIRE(escape.poll_output() == "+++");
  return escape;
}

// The same, answered with OK at kStart + 2 s, so that ATH is out.
Escape hanging_up() {
  Escape escape = escaping();
  escape.handle_timeout(kStart + 2s);
  feed(escape, "\r\nOK\r\n", kStart + 2s);
  REQUIRE(escape.poll_output() == "ATH\r");
  return escape;
}

}  // namespace

TEST_SUITE("at::Escape") {
  TEST_CASE("+++ has a guard time before it and no CR") {
    Escape escape(kSettings, kStart);
    CHECK(escape.poll_timeout() == kStart + 1s);
    escape.handle_timeout(kStart + 999ms);
    CHECK(escape.poll_output().empty());
    escape.handle_timeout(kStart + 1s);
    CHECK(escape.poll_output() == "+++");
    CHECK(escape.poll_timeout() == kStart + 2s);
  }

  TEST_CASE("nothing is sent in the guard time after +++") {
    Escape escape = escaping();
    escape.handle_timeout(kStart + 1999ms);
    escape.handle_timeout(kStart + 2s);
    CHECK(escape.poll_output().empty());
    CHECK(escape.poll_timeout() == kStart + 2800ms);
  }

  TEST_CASE("the OK to +++ sends ATH at once, in whatever pieces it comes") {
    const std::string_view noise_and_ok = "~\xff}#\xc0!}!\r\nOK\r\n";
    for (std::size_t cut = 0; cut <= noise_and_ok.size(); ++cut) {
      CAPTURE(cut);
      Escape escape = escaping();
      CHECK(feed(escape, noise_and_ok.substr(0, cut), kStart + 1500ms) == cut);
      feed(escape, noise_and_ok.substr(cut), kStart + 1500ms);
      CHECK(escape.poll_output() == "ATH\r");
      CHECK_FALSE(escape.is_confirmed());
    }
  }

  TEST_CASE("OK inside the data of the call is no answer") {
    Escape escape = escaping();
    feed(escape, "is it OK?\r\nOKAY\r\n", kStart + 1500ms);
    CHECK(escape.poll_output().empty());
  }

  TEST_CASE("an OK before +++ is out is somebody else's") {
    Escape escape(kSettings, kStart);
    feed(escape, "\r\nOK\r\n", kStart + 500ms);
    CHECK(escape.poll_output().empty());
    CHECK(escape.poll_timeout() == kStart + 1s);
  }

  TEST_CASE("a carrier lost before +++ is out is the end, and nothing is sent") {
    const std::string_view said = "\r\nNO CARRIER\r\n";
    for (std::size_t cut = 0; cut <= said.size(); ++cut) {
      CAPTURE(cut);
      Escape escape(kSettings, kStart);
      feed(escape, "~\xff}#\xc0!}!~", kStart + 100ms);
      feed(escape, said.substr(0, cut), kStart + 250ms);
      feed(escape, said.substr(cut), kStart + 250ms);
      escape.handle_timeout(kStart + 1s);
      CHECK(escape.is_done());
      CHECK(escape.is_confirmed());
      CHECK(escape.poll_output().empty());
    }
  }

  TEST_CASE("a 3 in the data of the call is no lost carrier") {
    Escape escape(kSettings, kStart);
    feed(escape, "\r\n3\r", kStart + 250ms);
    escape.handle_timeout(kStart + 1s);
    CHECK(escape.poll_output() == "+++");
  }

  TEST_CASE("a carrier lost just before +++ is due is seen to be no data of the call first") {
    Escape escape(kSettings, kStart);
    feed(escape, "\r\nNO CARRIER\r\n", kStart + 900ms);
    escape.handle_timeout(kStart + 1s);
    CHECK_FALSE(escape.is_done());
    CHECK(escape.poll_timeout() == kStart + 1100ms);
    escape.handle_timeout(kStart + 1100ms);
    CHECK(escape.is_done());
  }

  TEST_CASE("those words inside the data of the call do not keep +++ back") {
    Escape escape(kSettings, kStart);
    feed(escape, "\r\nNO CARRIER\r\n~", kStart + 900ms);
    escape.handle_timeout(kStart + 1100ms);
    CHECK(escape.poll_output() == "+++");
    CHECK_FALSE(escape.is_confirmed());
  }

  TEST_CASE("a far end that says those words again and again cannot keep +++ back for long") {
    Escape escape(kSettings, kStart);
    for (auto now = kStart; now < kStart + 1200ms; now += 50ms) {
      feed(escape, "~\r\nNO CARRIER\r\n~", now);
      escape.handle_timeout(now);
    }
    escape.handle_timeout(kStart + 1200ms);
    CHECK(escape.poll_output() == "+++");
  }

  TEST_CASE("a modem in command mode is silent at +++: a CR ends that line before ATH") {
    Escape escape = escaping();
    escape.handle_timeout(kStart + 2s);
    escape.handle_timeout(kStart + 2800ms);
    CHECK(escape.poll_output() == "\rATH\r");
    feed(escape, "+++\r\r\nERROR\r\nATH\r\r\nOK\r\n", kStart + 2900ms);
    CHECK(escape.is_confirmed());
  }

  TEST_CASE("both answers to ATH are taken, in either order") {
    for (const char* answers :
         {"\r\nNO CARRIER\r\n\r\nOK\r\n", "\r\nOK\r\n\r\nNO CARRIER\r\n", "3\r0\r"}) {
      Escape escape = hanging_up();
      feed(escape, answers, kStart + 2100ms);
      CHECK(escape.is_done());
      CHECK(escape.is_confirmed());
      CHECK_FALSE(escape.poll_timeout());
    }
  }

  TEST_CASE("after one answer to ATH the other is waited for, a moment only") {
    for (const char* answer : {"\r\nNO CARRIER\r\n", "\r\nOK\r\n"}) {
      Escape escape = hanging_up();
      feed(escape, answer, kStart + 2100ms);
      CHECK(escape.is_confirmed());
      CHECK_FALSE(escape.is_done());
      CHECK(escape.poll_timeout() == kStart + 2300ms);
      escape.handle_timeout(kStart + 2300ms);
      CHECK(escape.is_done());
    }
  }

  TEST_CASE("a silent modem ends it after two guard times and two answers, unconfirmed") {
    Escape escape(kSettings, kStart);
    TimePoint now = kStart;
    while (const auto deadline = escape.poll_timeout()) {
      now = *deadline;
      escape.handle_timeout(now);
    }
    CHECK(now == kStart + 3600ms);
    CHECK(escape.is_done());
    CHECK_FALSE(escape.is_confirmed());
    CHECK(escape.poll_output() == "+++\rATH\r");
  }

  TEST_CASE("a modem that keeps talking cannot make it longer") {
    Escape escape = hanging_up();
    for (auto now = kStart + 2s; now < kStart + 2800ms; now += 100ms) {
      escape.handle_timeout(now);
      if (!escape.is_done()) feed(escape, "\r\nOK\r\n", now);
    }
    escape.handle_timeout(kStart + 2800ms);
    CHECK(escape.is_done());
  }
}
