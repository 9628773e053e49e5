#include "simulator/phone_book.hpp"

#include <doctest/doctest.h>

using namespace dial::simulator;
using namespace std::chrono_literals;

TEST_SUITE("simulator::PhoneBook") {
  TEST_CASE("the standard book is as its documentation says") {
    const PhoneBook book;
    CHECK(book.find("5551234").outcome == Outcome::kConnect);
    CHECK(book.find("5551234").rate == "33600");
    CHECK(book.find("5557700").outcome == Outcome::kBusy);
    CHECK(book.find("7700").outcome == Outcome::kBusy);
    CHECK(book.find("5557701").outcome == Outcome::kNoCarrier);
    CHECK(book.find("5557702").outcome == Outcome::kNoAnswer);
    CHECK(book.find("5557703").outcome == Outcome::kNoDialtone);
    CHECK(book.find("5557704").outcome == Outcome::kSilence);
    CHECK(book.find("5557705").outcome == Outcome::kDrop);
    CHECK(book.find("5557705").lasts == 2s);
    CHECK(book.find("5557706").outcome == Outcome::kGarbage);
    CHECK(book.find("5557707").outcome == Outcome::kVoice);
    CHECK(book.find("5557708").outcome == Outcome::kDelayed);
    CHECK(book.find("5557709").outcome == Outcome::kError);
    CHECK(book.find("*99#").outcome == Outcome::kConnect);
    CHECK(book.find("008816000025").outcome == Outcome::kConnect);
    CHECK(book.find("008816000025").rate == "9600");
    CHECK(book.find("").outcome == Outcome::kConnect);
  }

  TEST_CASE(
      "a whole number goes before an ending, a longer ending before a shorter, later before "
      "earlier") {
    PhoneBook book;
    CHECK(book.add("5557700=voice"));
    CHECK(book.find("5557700").outcome == Outcome::kVoice);
    CHECK(book.find("15557700").outcome == Outcome::kBusy);
    CHECK(book.add("...57700=delayed"));
    CHECK(book.add("...00=error"));
    CHECK(book.find("15557700").outcome == Outcome::kDelayed);
    CHECK(book.find("17700").outcome == Outcome::kBusy);
    CHECK(book.find("100").outcome == Outcome::kError);
    CHECK(book.add("...00=blacklisted"));
    CHECK(book.find("100").outcome == Outcome::kBlacklisted);
    CHECK(book.add("...=no-carrier"));
    CHECK(book.find("123").outcome == Outcome::kNoCarrier);
    CHECK(book.add("...5557700=busy"));
    CHECK(book.find("5557700").outcome == Outcome::kVoice);
  }

  TEST_CASE("an entry has a rate, a delay and a time of its own") {
    PhoneBook book;
    REQUIRE(book.add("1=connect 115200/V42 delay=2s"));
    CHECK(book.find("1").rate == "115200/V42");
    CHECK(book.find("1").delay == 2s);
    REQUIRE(book.add("2=drop:250ms  delay=1500ms 300"));
    CHECK(book.find("2").lasts == 250ms);
    CHECK(book.find("2").delay == 1500ms);
    CHECK(book.find("2").rate == "300");
    REQUIRE(book.add("3=busy delay=3"));
    CHECK(book.find("3").delay == 3s);
  }

  TEST_CASE("a bad entry is refused with its words and changes nothing") {
    for (const auto* bad :
         {"", "555", "=busy", "x=busy", "..1=busy", "1=", "1=bussy", "1=busy:2", "1=drop",
          "1=drop:", "1=drop:x", "1=drop:-1", "1=drop:2h", "1=drop:3601", "1=busy 300",
          "1=connect delay=", "1=connect delay=1x", "1=connect:5", "1=drop:99999999999s"}) {
      CAPTURE(bad);
      PhoneBook book;
      const auto added = book.add(bad);
      REQUIRE(!added);
      CHECK(!added.error().empty());
      CHECK(book.find("1").outcome == Outcome::kConnect);
    }
    PhoneBook book;
    CHECK(book.add("1=bussy").error() == "no such outcome: \"bussy\"");
  }
}
