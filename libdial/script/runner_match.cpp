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

// Looks at what has come until the wait ends; false when it goes on.
bool Runner::scan() {
  while (scanned_ < unread_.size()) {
    const std::uint8_t octet = unread_[scanned_++];
    if (ppp_.handle_octet(octet)) {
      finish(Outcome::kPppSeen, {});
      return true;
    }
    observe(stripped(octet));
    if (window_ends_with(expected_)) {
      end_wait();
      return true;
    }
    for (const Pattern& abort : aborts_) {
      if (!window_ends_with(abort)) continue;
      finish(Outcome::kAborted, printable(octets_of(abort.shown)));
      return true;
    }
  }
  if (scanned_ > 2 * kWindow) drop_scanned(kWindow);
  return false;
}

void Runner::end_wait() {
  ppp_.reset();
  drop_scanned(0);
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
  gathering_ = found->text;
  reports_.erase(found);  // chat(8): each is reported once
}

bool Runner::window_ends_with(const Pattern& pattern) const {
  const std::string_view wanted = pattern.text;
  if (scanned_ - window_ < wanted.size()) return false;
  const Octets end = Octets(unread_).subspan(scanned_ - wanted.size(), wanted.size());
  return std::equal(end.begin(), end.end(), wanted.begin(), [](std::uint8_t octet, char c) {
    return stripped(octet) == static_cast<std::uint8_t>(c);
  });
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
  finished_ = Finished{outcome, std::move(text), line, transcript_.text()};
  phase_ = Phase::kFinished;
  deadline_.reset();
  pending_.clear();
  // A frame that has begun belongs to whoever comes next.
  drop_scanned(ppp_.length());
  finish_reports();
}

// The rest of the line that REPORT was gathering stays unread: it is not waited for.
void Runner::finish_reports() {
  for (std::size_t i = scanned_; gathering_ && i < unread_.size(); ++i)
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
