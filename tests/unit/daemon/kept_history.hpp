#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "history_file.hpp"
#include "support/temporary_folder.hpp"

// Connections that end, and a history that keeps them.
namespace dial::test {

using namespace std::chrono_literals;

inline constexpr std::chrono::milliseconds kNow{1'700'000'100'000};

inline WatchEvent ended(const std::string& entry, std::uint64_t id = 7) {
  return {.kind = WatchEvent::Kind::kChange,
          .sequence = 9,
          .status = {.id = {id},
                     .entry = entry,
                     .device = "/dev/ttyS0",
                     .number = "5551234",
                     .state = State::kDisconnected,
                     .error = {ErrorCode::kNoCarrier, Layer::kModem, "", "NO CARRIER", 0},
                     .owner = 1000,
                     .age = 100s},
          .totals = Statistics{.bytes_sent = 10, .bytes_received = 20, .connected = 60s}};
}

inline constexpr const char* kName = "history.jsonl";

inline std::size_t lines_in(const TemporaryFolder& folder) {
  const std::string text = folder.text(kName);
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

inline WatchEvent connected(const std::string& entry, std::uint64_t id = 7) {
  WatchEvent event = ended(entry, id);
  event.status.state = State::kConnected;
  event.status.error = {};
  event.totals.reset();
  return event;
}

// A history and what it has complained of.
struct Kept {
  explicit Kept(const std::string& path, const std::vector<ConnectionStatus>& living = {})
      : file(
            path, [this] { return now; }, [this](const std::string& text) { said.push_back(text); },
            [this](ConnectionId) -> Result<Statistics> { return totals; }) {
    file.load(living);
  }
  std::vector<std::string> said;
  std::chrono::milliseconds now = kNow;
  Statistics totals;  // of what is up
  daemon::HistoryFile file;
};

}  // namespace dial::test
