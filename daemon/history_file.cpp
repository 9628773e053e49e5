#include "history_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ranges>
#include <sstream>

#include "sys/fd.hpp"
#include "sys/files.hpp"
#include "sys/replace_file.hpp"

namespace dial::daemon {
namespace {

constexpr std::size_t kLongest = 4U << 20;  // of a file that is read: far more than is ever written
constexpr std::size_t kLongestText = 256;   // of what a far end or a file said
constexpr mode_t kMode = 0600;              // numbers and hours are for those who may ask diald

// Whole characters only.
void shorten(std::string& text) {
  if (text.size() <= kLongestText) return;
  std::size_t end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  text.resize(end);
}

// A modem's words need not be UTF-8: what is not becomes U+FFFD, as on the wire.
std::string line_of(const rpc::PastConnection& past) {
  return rpc::to_json(past).dump(-1, ' ', false, rpc::Json::error_handler_t::replace) + "\n";
}

// Connections as lines, those that are none left out and counted.
std::vector<rpc::PastConnection> read_lines(const std::string& text, std::size_t& damaged) {
  std::vector<rpc::PastConnection> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    auto past = rpc::from_json<rpc::PastConnection>(rpc::Json::parse(line, nullptr, false));
    if (past) {
      found.push_back(std::move(*past));
    } else {
      ++damaged;
    }
  }
  return found;
}

// How the next daemon ends what was up when this one was killed.
Error killed() {
  return {ErrorCode::kServiceNotReachable, Layer::kService,
          "diald was killed while it was up; time and traffic are as it knew them last", "", 0};
}

}  // namespace

rpc::PastConnection past_of(const WatchEvent& event, std::chrono::milliseconds now) {
  const ConnectionStatus& status = event.status;
  const Statistics totals = event.totals.value_or(Statistics{});
  rpc::PastConnection past{.id = status.id,
                           .entry = status.entry,
                           .device = status.device,
                           .number = status.number,
                           .owner = status.owner,
                           // A clock that was set back may say less than none.
                           .started = std::max(now - status.age, std::chrono::milliseconds(0)),
                           .connected = {},
                           .ended = now,
                           .error = status.error,
                           .bytes_sent = totals.bytes_sent,
                           .bytes_received = totals.bytes_received};
  if (totals.connected.count() > 0) past.connected = std::max(now - totals.connected, past.started);
  shorten(past.error.context);
  shorten(past.error.raw);
  return past;
}

void HistoryFile::load(const std::vector<ConnectionStatus>& living) {
  if (path_.empty()) return;
  read_past();
  end_what_was_up(living);
}

void HistoryFile::read_past() {
  struct stat about{};
  if (::stat(path_.c_str(), &about) != 0 && errno == ENOENT) return;
  const auto text = sys::read_file(path_, kLongest);
  if (!text) {
    // What cannot be read must not be written over.
    path_.clear();
    return warn_("the history cannot be read and begins anew, in memory only: " +
                 describe(text.error()));
  }
  std::size_t damaged = 0;
  for (rpc::PastConnection& past : read_lines(*text, damaged)) {
    keep(std::move(past));
    ++lines_;
  }
  lines_ += damaged;
  is_whole_ = damaged == 0 && (text->empty() || text->ends_with('\n'));
  if (damaged > 0) warn_(path_ + ": damaged lines are left out: " + std::to_string(damaged));
}

// Who was killed may have written the end, and not have crossed it out.
void HistoryFile::end_what_was_up(const std::vector<ConnectionStatus>& living) {
  if (path_.empty()) return;
  const auto text = sys::read_file(path_of_up(), kLongest);
  if (!text) return;
  std::size_t damaged = 0;  // the file is replaced as a whole
  for (rpc::PastConnection& past : read_lines(*text, damaged)) {
    const bool has_ended = std::ranges::any_of(past_, [&](const rpc::PastConnection& other) {
      return other.id == past.id && other.started == past.started;
    });
    const bool lives_on = std::ranges::any_of(
        living, [&](const ConnectionStatus& other) { return other.id == past.id; });
    if (has_ended || lives_on) continue;
    past.error = killed();
    warn_(past.entry + " was up when diald was killed");
    keep(std::move(past));
    write(past_.back());
  }
  ::unlink(path_of_up().c_str());
}

void HistoryFile::on_change(const WatchEvent& event) {
  const bool is_present = event.kind == WatchEvent::Kind::kPresent;
  if (event.kind != WatchEvent::Kind::kChange && !is_present) return;
  if (event.totals) return on_end(event);
  if (event.status.state != State::kConnected || event.status.error) return;
  rpc::PastConnection& now = up_[event.status.id];
  now = past_of(event, clock_());
  const auto totals = totals_(event.status.id);
  now.connected = now.ended;
  if (is_present && totals) now.connected = std::max(now.ended - totals->connected, now.started);
  now.error = killed();
  write_up();
}

void HistoryFile::on_end(const WatchEvent& event) {
  keep(past_of(event, clock_()));
  if (!path_.empty()) write(past_.back());
  if (up_.erase(event.status.id) > 0) write_up();
}

void HistoryFile::note_up() {
  if (up_.empty()) return;
  for (auto& [id, now] : up_) {
    const auto totals = totals_(id);
    if (!totals) continue;
    // A clock that was set back may say a time before it was up.
    now.ended = std::max(clock_(), now.connected.value_or(now.started));
    now.bytes_sent = totals->bytes_sent;
    now.bytes_received = totals->bytes_received;
  }
  write_up();
}

void HistoryFile::write_up() {
  if (path_.empty()) return;
  if (up_.empty()) {
    ::unlink(path_of_up().c_str());
    return;
  }
  std::string text;
  for (const auto& [id, now] : up_)
    text += line_of(now);
  // It is there for who kills us; lines may not stand still for it. Whatever keeps it from being
  // written is said of the history.
  static_cast<void>(sys::replace_file_soon(path_of_up(), text, kMode));
}

void HistoryFile::keep(rpc::PastConnection past) {
  past_.push_back(std::move(past));
  if (past_.size() > kMost) past_.pop_front();
}

void HistoryFile::write(const rpc::PastConnection& newest) {
  const bool fits = is_whole_ && lines_ < 2 * kMost;
  errno = 0;
  is_whole_ = fits ? append(line_of(newest)) : rewrite();
  if (!is_whole_ && !has_warned_)
    warn_("the history is kept in memory only: " + path_ + ": " + std::strerror(errno));
  has_warned_ = !is_whole_;
}

bool HistoryFile::append(const std::string& line) {
  const sys::Fd file(::open(
      path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, kMode));
  if (!file) return false;
  const auto written = ::write(file.get(), line.data(), line.size());
  if (written >= 0 && static_cast<std::size_t>(written) < line.size()) errno = ENOSPC;
  if (written != static_cast<ssize_t>(line.size())) return false;
  ++lines_;
  return true;
}

bool HistoryFile::rewrite() {
  std::string text;
  for (const rpc::PastConnection& past : past_)
    text += line_of(past);
  const auto replaced = sys::replace_file(path_, text, kMode);
  if (!replaced) {
    errno = replaced.error().os_error;
    return false;
  }
  lines_ = past_.size();
  return true;
}

std::vector<rpc::PastConnection> HistoryFile::last(const std::string& entry,
                                                   std::size_t count) const {
  std::vector<rpc::PastConnection> found;
  for (const rpc::PastConnection& past : past_ | std::views::reverse) {
    if (found.size() == count) break;
    if (entry.empty() || past.entry == entry) found.push_back(past);
  }
  std::ranges::reverse(found);
  return found;
}

}  // namespace dial::daemon
