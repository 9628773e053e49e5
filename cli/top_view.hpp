#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "dial/types.hpp"

namespace dial::cli {

// What `dialctl top` has been told at one time.
struct TopSample {
  ConnectionStatus status;
  Statistics counters;
};

// Octets per second since the sample before.
struct TopRates {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

// The connections with their throughput over the last minutes, as a screen, as lines or as JSON.
// Pure; all text is safe for a terminal.
class TopView {
 public:
  // `has_utf8`: the terminal can show block characters; else plots are of ASCII ones.
  explicit TopView(bool has_utf8) : has_utf8_(has_utf8) {}

  void handle_sample(std::vector<TopSample> samples, TimePoint now);

  // Lines of at most `columns` characters, `rows` of them at most, each with a line feed. `clock`:
  // the time of day, as text.
  std::string screen(std::size_t columns, std::size_t rows, const std::string& clock) const;
  // A line for each connection, or one that says there is none.
  std::string lines(const std::string& clock) const;
  std::string json() const;

 private:
  struct Shown {
    TopSample sample;
    TopRates rates;             // the newest
    std::deque<TopRates> plot;  // oldest first
  };
  using Series = std::uint64_t TopRates::*;

  std::vector<std::string> table() const;
  std::vector<std::string> plot(const Shown& shown, Series series, const std::string& what,
                                std::size_t columns, std::size_t height) const;
  std::string bar(std::uint64_t value, std::uint64_t most, std::size_t row,
                  std::size_t height) const;

  static constexpr std::size_t kMostPoints = 1024;  // wider than any terminal

  bool has_utf8_;
  std::map<ConnectionId, Shown> shown_;
  TimePoint sampled_;
};

}  // namespace dial::cli
