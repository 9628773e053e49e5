#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "manager/watchers.hpp"

namespace dial::daemon {

// The process itself.
struct ProcessFigures {
  double started = 0;  // seconds since 1970-01-01 00:00 UTC
  double cpu_seconds = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;
};
ProcessFigures process_figures();

// What the manager has done since the daemon was started, as figures for Prometheus. A counter
// never goes back while the daemon runs: what an ended connection carried stays in its entry's sum.
class Metrics : public manager::WatchObserver {
 public:
  struct Sources {
    // Of a connection that lives, or has ended just now; of one that is not known, nothing.
    std::function<Result<Statistics>(ConnectionId)> statistics;
    std::function<std::vector<ProfileInfo>()> profiles;
    std::function<ProcessFigures()> process;
    std::string version;
  };
  explicit Metrics(Sources sources) : sources_(std::move(sources)) {}

  void on_change(const WatchEvent& event) override;
  std::string text() const;

  // Upper bounds of the classes of how long a dial takes, in seconds.
  static constexpr std::array<unsigned, 10> kSetupBounds{1, 2, 5, 10, 20, 30, 45, 60, 90, 120};

  struct EntryFigures {
    std::uint64_t dials = 0;     // operations: each ends in `failures` or `ends`
    std::uint64_t attempts = 0;  // times a line was dialled in them, redials among them
    std::map<ErrorCode, std::uint64_t> failures;  // dials that were never up
    std::map<ErrorCode, std::uint64_t> ends;      // connections that had been
    Statistics sums;                              // of those that have ended
    std::array<std::uint64_t, kSetupBounds.size()> setups_within{};
    std::uint64_t setups = 0;
    std::chrono::milliseconds setup_time{0};
    RecoveryCounts recovery;
    bool is_up = false;
    std::string device;
  };
  using Entries = std::map<std::string, EntryFigures>;

 private:
  struct Live {
    std::string entry;
    bool was_up = false;  // and is, until its end is told
    Statistics failed;    // of the dial that failed last, if another one follows
  };
  void connected(EntryFigures& entry, std::chrono::milliseconds took);
  void ended(EntryFigures& entry, const WatchEvent& event);
  Entries now() const;  // with the connections that live, and every profile that can be dialled

  Sources sources_;
  Entries entries_;
  std::map<ConnectionId, Live> live_;  // until their end was told
};

}  // namespace dial::daemon
