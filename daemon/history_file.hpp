#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
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
//
// What is up stands in a file beside it, with its figures as they were when note_up() was called
// last: whoever kills the daemon does not make a connection unheard of. The next daemon ends it in
// the history, with 711 and that it was killed.
class HistoryFile : public manager::WatchObserver {
 public:
  static constexpr std::size_t kMost = rpc::HistoryCall::kMost;

  using Clock = std::function<std::chrono::milliseconds()>;  // the time of day
  using Warn = std::function<void(const std::string& text)>;
  using Totals = std::function<Result<Statistics>(ConnectionId)>;  // of a connection that lives
  // `path` empty: in memory only.
  HistoryFile(std::string path, Clock clock, Warn warn, Totals totals)
      : path_(std::move(path)),
        clock_(std::move(clock)),
        warn_(std::move(warn)),
        totals_(std::move(totals)) {}

  // What former daemons left. Lines that are none of ours, as the last one after a loss of power,
  // are left out, and said.
  // `living`: what was up and goes on in this daemon.
  void load(const std::vector<ConnectionStatus>& living = {});
  void on_change(const WatchEvent& event) override;
  // Writes down what is up, with its figures of now.
  void note_up();
  // The last `count` of an entry, or of all where it is empty; oldest first.
  std::vector<rpc::PastConnection> last(const std::string& entry, std::size_t count) const;

 private:
  void keep(rpc::PastConnection past);
  void write(const rpc::PastConnection& newest);
  bool append(const std::string& line);
  bool rewrite();
  void on_end(const WatchEvent& event);
  void read_past();
  void end_what_was_up(const std::vector<ConnectionStatus>& living);
  void write_up();
  std::string path_of_up() const { return path_ + ".up"; }

  std::string path_;
  Clock clock_;
  Warn warn_;
  Totals totals_;
  std::map<ConnectionId, rpc::PastConnection> up_;  // as the next daemon would end them
  std::deque<rpc::PastConnection> past_;            // oldest first
  std::size_t lines_ = 0;                           // in the file
  bool is_whole_ = true;                            // the file has what is here, each line complete
  bool has_warned_ = false;
};

}  // namespace dial::daemon
