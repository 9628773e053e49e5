#include "client/statistics_baselines.hpp"

#include <doctest/doctest.h>

using namespace dial;
using client::StatisticsBaselines;

TEST_SUITE("client::StatisticsBaselines") {
  TEST_CASE("what is cleared counts from there, all but the time, and only of that connection") {
    const Statistics before{.bytes_sent = 1,
                            .bytes_received = 2,
                            .packets_sent = 3,
                            .packets_received = 4,
                            .fcs_errors = 5,
                            .framing_errors = 6,
                            .line_bytes_sent = 7,
                            .line_bytes_received = 8,
                            .connected = std::chrono::seconds(9)};
    const Statistics after{.bytes_sent = 11,
                           .bytes_received = 22,
                           .packets_sent = 33,
                           .packets_received = 44,
                           .fcs_errors = 55,
                           .framing_errors = 66,
                           .line_bytes_sent = 77,
                           .line_bytes_received = 88,
                           .connected = std::chrono::seconds(99)};
    StatisticsBaselines baselines;
    CHECK(baselines.since({1}, after).bytes_sent == 11);
    baselines.set({1}, before);
    const Statistics since = baselines.since({1}, after);
    CHECK(since.bytes_sent == 10);
    CHECK(since.bytes_received == 20);
    CHECK(since.packets_sent == 30);
    CHECK(since.packets_received == 40);
    CHECK(since.fcs_errors == 50);
    CHECK(since.framing_errors == 60);
    CHECK(since.line_bytes_sent == 70);
    CHECK(since.line_bytes_received == 80);
    CHECK(since.connected == std::chrono::seconds(99));
    CHECK(baselines.since({2}, after).bytes_sent == 11);
    baselines.set({1}, after);
    CHECK(baselines.since({1}, after).bytes_sent == 0);
  }
}
