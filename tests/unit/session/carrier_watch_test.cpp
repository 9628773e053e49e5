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

  TEST_CASE("the flag behind the words is found, however the octets are split") {
    const std::string text = "~data~" + std::string(kMessage) + "~echo~";
    const std::size_t flag = 6 + kMessage.size();
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      CAPTURE(cut);
      CarrierWatch watch;
      std::size_t taken = 0;
      bool is_found = false;
      for (const std::size_t end : {cut, text.size()}) {
        while (taken < end) {
          const auto octets = dial::octets_of(std::string_view(text).substr(taken, end - taken));
          if (watch.is_at_flag(octets)) {
            CHECK(taken == flag);
            is_found = true;
            watch.handle_broken_frame(kStart);
          }
          const std::size_t count = watch.before_flag(octets);
          REQUIRE(count > 0);
          watch.handle_input(octets.first(count), kStart);
          taken += count;
        }
      }
      CHECK(is_found);
      CHECK(watch.is_lost(kStart));
    }
  }

  TEST_CASE("a flag behind the words that ends a good frame is none of it") {
    CarrierWatch watch;
    watch.handle_input(dial::octets_of(kMessage), kStart);
    REQUIRE(watch.is_at_flag(dial::octets_of("~")));
    watch.handle_input(dial::octets_of("~"), kStart);
    CHECK_FALSE(watch.poll_timeout());
  }
}
