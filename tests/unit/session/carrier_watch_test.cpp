#include "session/carrier_watch.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using dial::TimePoint;
using dial::session::CarrierWatch;

namespace {
constexpr std::string_view kMessage = "\r\nNO CARRIER\r\n";
constexpr TimePoint kStart{};
}  // namespace

TEST_SUITE("session::CarrierWatch") {
  TEST_CASE("NO CARRIER followed by silence is a lost carrier, however it is split") {
    for (std::size_t cut = 0; cut <= kMessage.size(); ++cut) {
      CAPTURE(cut);
      CarrierWatch watch;
      watch.handle_input(dial::octets_of("~data~"), kStart);
      watch.handle_input(dial::octets_of(kMessage.substr(0, cut)), kStart);
      watch.handle_input(dial::octets_of(kMessage.substr(cut)), kStart);
      CHECK_FALSE(watch.is_lost(kStart + CarrierWatch::kSilence - 1ms));
      CHECK(watch.is_lost(kStart + CarrierWatch::kSilence));
    }
  }

  TEST_CASE("the same letters inside a packet are data") {
    CarrierWatch watch;
    watch.handle_input(dial::octets_of(std::string(kMessage) + "\x12\x34~"), kStart);
    CHECK_FALSE(watch.poll_timeout());
    watch.handle_input(dial::octets_of(kMessage), kStart);
    watch.handle_input(dial::octets_of("~"), kStart + 499ms);
    CHECK_FALSE(watch.is_lost(kStart + 10s));
  }

  TEST_CASE("letters that only look like it are data") {
    for (const std::string_view text : {"NO CARRIER\r\n", "\r\nNO CARRIER", "\r\nno carrier\r\n"}) {
      CarrierWatch watch;
      watch.handle_input(dial::octets_of(text), kStart);
      CHECK_FALSE(watch.poll_timeout());
    }
  }
}
