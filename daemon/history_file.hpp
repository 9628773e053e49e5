#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "manager/watchers.hpp"
#include "rpc/messages_history.hpp"

namespace dial::daemon {

// What is remembered of a connection whose end, or whose dial's failure, `event` tells. `now`: the
// time of day, since 1970-01-01 00:00 UTC.
rpc::PastConnection past_of(const WatchEvent& event, std::chrono::milliseconds now);

// The connections that have ended, the newest kMost of them: in memory, and a JSON document a line
// in a file that outlives the daemon. A file that cannot be written is said once, and the history
// goes on in memory; what is missing is written as soon as that works again.
class HistoryFile : public manager::WatchObserver {
 public:
  static constexpr std::size_t kMost = rpc::HistoryCall::kMost;

  using Clock = std::function<std::chrono::milliseconds()>;  // the time of day
  using Warn = std::function<void(const std::string& text)>;
  // `path` empty: in memory only.
  HistoryFile(std::string path, Clock clock, Warn warn)
      : path_(std::move(path)), clock_(std::move(clock)), warn_(std::move(warn)) {}

  // What former daemons left. Lines that are none of ours, as the last one after a loss of power,
  // are left out, and said.
  void load();
  void on_change(const WatchEvent& event) override;
  // The last `count` of an entry, or of all where it is empty; oldest first.
  std::vector<rpc::PastConnection> last(const std::string& entry, std::size_t count) const;

 private:
  void keep(rpc::PastConnection past);
  void write(const rpc::PastConnection& newest);
  bool append(const std::string& line);
  bool rewrite();

  std::string path_;
  Clock clock_;
  Warn warn_;
  std::deque<rpc::PastConnection> past_;  // oldest first
  std::size_t lines_ = 0;                 // in the file
  bool is_whole_ = true;                  // the file has what is here, each line complete
  bool has_warned_ = false;
};

}  // namespace dial::daemon
