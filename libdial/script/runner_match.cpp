// The part of Runner that looks at what is received.
#include <algorithm>

#include "script/chat.hpp"

namespace dial::script {
namespace {

// What a wait keeps of what it has looked at: more than the longest pattern and the longest
// start of an LCP frame.
constexpr std::size_t kWindow = 4'096;
constexpr std::size_t kMaxLine = 256;  // octets of a REPORT or ECHO line; the rest is left out

std::uint8_t stripped(std::uint8_t octet) {
  return octet & 0x7f;
}
bool is_control(std::uint8_t octet) {
  return octet < 0x20 || octet == 0x7f;
}

}  // namespace

// Takes octets in as they come, and says how many: all, unless the start of an LCP frame ends the
// script. What came before it has no reader any more, but REPORT and the transcript.
std::size_t Runner::look_for_ppp(Octets octets) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    unread_.push_back(octets[i]);
    if (!ppp_.handle_octet(octets[i])) continue;
    const std::size_t frame = begun_frame();
    while (scanned_ < frame)
      observe(stripped(unread_[scanned_++]));
    scanned_ = frame;
    finish(Outcome::kPppSeen, {});
    return i + 1;
  }
  return octets.size();
}

// Looks at what has come until the wait ends; false when it goes on.
bool Runner::scan() {
  while (scanned_ < unread_.size()) {
    observe(stripped(unread_[scanned_++]));
    if (window_ends_with(expected_)) {
      end_wait();
      return true;
    }
    const auto abort = std::ranges::find_if(
        aborts_, [this](const Pattern& pattern) { return window_ends_with(pattern); });
    if (abort != aborts_.end()) {
      finish(Outcome::kAborted, printable(octets_of(abort->shown)));
      finished_->abort = static_cast<std::size_t>(abort - aborts_.begin());
      return true;
    }
  }
  if (scanned_ > 2 * kWindow) drop_scanned(kWindow);
  return false;
}

void Runner::end_wait() {
  drop_scanned(0);
  if (ppp_.length() > unread_.size()) ppp_.reset();  // its flag was what was waited for
  deadline_.reset();
  phase_ = Phase::kRunning;
  attempt_ = 0;
  ++step_;
}

void Runner::observe(std::uint8_t octet) {
  transcript_.append(octet);
  gather_report(octet);
  if (!is_echoing_) return;
  if (is_control(octet)) {
    end_line(echoed_);
  } else if (echoed_.size() < kMaxLine) {
    echoed_ += static_cast<char>(octet);
  }
}

void Runner::gather_report(std::uint8_t octet) {
  if (gathering_) {
    if (is_control(octet)) {
      end_line(*gathering_);
      gathering_.reset();
    } else if (gathering_->size() < kMaxLine) {
      *gathering_ += static_cast<char>(octet);
    }
    return;
  }
  const auto found = std::find_if(reports_.begin(), reports_.end(), [this](const Pattern& pattern) {
    return window_ends_with(pattern);
  });
  if (found == reports_.end()) return;
  gathering_ = std::string();
  for (const std::uint8_t reported : octets_of(found->text))
    *gathering_ += static_cast<char>(stripped(reported));
  reports_.erase(found);  // chat(8): each is reported once
}

bool Runner::matches(std::uint8_t octet, std::uint8_t wanted) const {
  if (wanted < 0x80) return stripped(octet) == wanted;
  return !habits_.is_seven_bit && octet == wanted;
}

bool Runner::window_ends_with(const Pattern& pattern) const {
  const std::string_view wanted = pattern.text;
  if (scanned_ - window_ < wanted.size()) return false;
  const Octets end = Octets(unread_).subspan(scanned_ - wanted.size(), wanted.size());
  return std::ranges::equal(
      end, octets_of(wanted),
      [this](std::uint8_t octet, std::uint8_t wished) { return matches(octet, wished); });
}

// Forgets what has been looked at but its last `kept` octets.
void Runner::drop_scanned(std::size_t kept) {
  const std::size_t dropped = scanned_ - std::min(kept, scanned_);
  unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(dropped));
  scanned_ -= dropped;
  window_ -= std::min(window_, dropped);
}

void Runner::finish(Outcome outcome, std::string text) {
  const std::size_t last = script_.steps().empty() ? 0 : script_.steps().size() - 1;
  const std::size_t line =
      script_.steps().empty() ? 0 : script_.steps()[std::min(step_, last)].line;
  finished_ = Finished{
      .outcome = outcome, .text = std::move(text), .line = line, .received = transcript_.text()};
  phase_ = Phase::kFinished;
  deadline_.reset();
  pending_.clear();
  // A frame that has begun belongs to whoever comes next.
  drop_scanned(scanned_ - std::min(scanned_, begun_frame()));
  finish_reports();
}

// The rest of the line that REPORT was gathering stays unread: it is not waited for.
void Runner::finish_reports() {
  const std::size_t end = begun_frame();
  for (std::size_t i = scanned_; gathering_ && i < end; ++i)
    gather_report(stripped(unread_[i]));
  for (const std::string& line : {gathering_.value_or(""), echoed_}) {
    if (!line.empty()) report_texts_.push_back(transcript_.masked_cut(line));
  }
}

void Runner::end_line(std::string& line) {
  if (line.empty()) return;
  const bool is_cut = line.size() == kMaxLine;
  report_texts_.push_back(is_cut ? transcript_.masked_cut(line) : transcript_.masked(line));
  line.clear();
}

}  // namespace dial::script
