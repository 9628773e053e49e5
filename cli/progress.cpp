#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/render.hpp"
#include "cli/text.hpp"

namespace dial::cli {
namespace {

constexpr std::chrono::milliseconds kTick{100};  // what the last digit shows
constexpr std::chrono::seconds kSameDial{1};
constexpr std::size_t kStateColumns = 21;  // "RetryAuthentication" and a gap
constexpr std::string_view kNextDial = "next dial in";
constexpr std::string_view kRestart = "\r\x1b[K";  // ECMA-48: CR, then EL (erase to end of line)

std::chrono::milliseconds since(TimePoint start, TimePoint now) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - start);
}

// What went wrong, short: the modem's or the peer's own words, else our sentence.
std::string words_of(const Error& error) {
  return error.raw.empty() ? std::string(error_text(error.code)) : terminal_safe(error.raw);
}

std::string failure_of(const Error& error) {
  return "failed: " + words_of(error);
}

}  // namespace

void Progress::handle_notification(const Notification& notification, const ConnectionStatus* status,
                                   TimePoint now) {
  if (notification.error) return fail(notification, now);
  enter(notification, status, now);
}

void Progress::enter(const Notification& notification, const ConnectionStatus* status,
                     TimePoint now) {
  const State state = notification.state;
  waits_for_.clear();
  is_waiting_ = false;
  const std::string detail = status == nullptr ? std::string() : detail_of(state, *status);
  if (style_ == Style::kPlain) {
    output_ += fmt::format("{:>9}  {}\n", seconds_text(since(started_, now)),
                           detail.empty() ? std::string(state_name(state))
                                          : padded(state_name(state), kStateColumns) + detail);
    return;
  }
  finish(now);
  current_ = Current{state, now, detail};
  draw(now);
  if (is_terminal(state)) finish(now);
}

void Progress::fail(const Notification& notification, TimePoint now) {
  const State state = notification.state;
  failure_ = words_of(notification.error);
  // The last call repeats the reason, which is printed as the error.
  if (is_terminal(state)) return interrupt(now);
  if (style_ == Style::kPlain) {
    output_ +=
        fmt::format("{:>9}  {}{}\n", seconds_text(since(started_, now)),
                    padded(state_name(state), kStateColumns), failure_of(notification.error));
    return;
  }
  if (!current_ || current_->state != state) {
    finish(now);
    current_ = Current{state, now, ""};
  }
  current_->detail = failure_of(notification.error);
  finish(now);
}

void Progress::handle_wait(const ConnectionStatus& status, TimePoint now) {
  if (!status.next_dial) return;
  std::string detail = failure_;
  if (!status.waits_for.empty())
    detail += (detail.empty() ? "" : "; ") + std::string("or when ") +
              terminal_safe(status.waits_for) + " appears";
  if (style_ == Style::kTerminal) {
    TimePoint next = now + *status.next_dial;
    const bool is_known = current_ && current_->next_dial;
    // What is told is as old as the way it took: a countdown does not jump for that.
    if (is_known && std::chrono::abs(next - *current_->next_dial) < kSameDial)
      next = *current_->next_dial;
    if (!is_known) finish(now);
    current_ = Current{State::kDisconnected, now, detail, next};
    return draw(now);
  }
  if (is_waiting_ && waits_for_ == status.waits_for) return;
  is_waiting_ = true;
  waits_for_ = status.waits_for;
  output_ += fmt::format("{:>9}  {}{}{}\n", seconds_text(since(started_, now)),
                         padded(kNextDial, kStateColumns), seconds_text(*status.next_dial),
                         detail.empty() ? "" : "  " + detail);
}

void Progress::handle_timeout(TimePoint now) {
  if (current_) draw(now);
}

void Progress::interrupt(TimePoint now) {
  finish(now);
}

std::string Progress::poll_output() {
  return std::exchange(output_, {});
}

std::optional<TimePoint> Progress::poll_timeout() const {
  if (!current_) return std::nullopt;
  return drawn_ + kTick;
}

std::chrono::milliseconds Progress::elapsed(TimePoint now) const {
  return since(started_, now);
}

std::string Progress::line(TimePoint now) const {
  const bool waits = current_->next_dial.has_value();
  const auto time =
      waits ? since(now, std::max(now, *current_->next_dial)) : since(current_->since, now);
  const std::string text = fmt::format(
      "  {}{:>8}{}{}", padded(waits ? kNextDial : state_name(current_->state), kStateColumns),
      seconds_text(time), current_->detail.empty() ? "" : "  ", current_->detail);
  // The last column is left alone: some terminals wrap when it is written.
  return cut(text, columns_ == 0 ? 0 : columns_ - 1);
}

void Progress::draw(TimePoint now) {
  drawn_ = now;
  output_ += std::string(kRestart) + line(now);
}

void Progress::finish(TimePoint now) {
  if (!current_) return;
  if (current_->next_dial) {  // a wait that is over is nothing to keep
    output_ += kRestart;
    current_.reset();
    return;
  }
  output_ += std::string(kRestart) + line(now) + "\n";
  current_.reset();
}

}  // namespace dial::cli
