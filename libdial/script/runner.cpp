#include <algorithm>
#include <utility>

#include "script/chat.hpp"
#include "script/overloaded.hpp"

namespace dial::script {
namespace {

constexpr std::size_t kMaxUnread = 65'536;  // octets kept while nothing is expected

}  // namespace

Runner::Runner(Chat script, Variables variables, TimePoint now, Habits habits, Duration wait)
    : script_(std::move(script)),
      variables_(std::move(variables)),
      habits_(habits),
      timeout_(wait) {
  transcript_.hide(variables_.password.reveal());
  run(now);
}

void Runner::handle_input(Octets octets, TimePoint now) {
  const std::size_t looked_at = phase_ == Phase::kFinished ? 0 : look_for_ppp(octets);
  ByteWriter(unread_).bytes(octets.subspan(looked_at));
  run(now);
  if (unread_.size() <= kMaxUnread) return;
  // Nothing is expected, or this would have been looked at: the newest octets matter most.
  const std::size_t excess = unread_.size() - kMaxUnread;
  unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(excess));
  scanned_ -= std::min(scanned_, excess);
  window_ -= std::min(window_, excess);
}

void Runner::handle_timeout(TimePoint now) {
  if (!deadline_ || now < *deadline_) return;
  deadline_.reset();
  if (phase_ == Phase::kExpecting) {
    const auto& alternatives = std::get<Expect>(script_.steps()[step_].action).alternatives;
    const auto& reply = alternatives[attempt_].reply;
    if (!reply) return finish(Outcome::kTimeout, printable(octets_of(expected_.shown)));
    phase_ = Phase::kRunning;
    window_ = scanned_;  // as chat(8): the next wait does not join on to this one
    ++attempt_;
    queue(*reply);
  }
  run(now);
}

void Runner::handle_hangup() {
  if (phase_ == Phase::kFinished || !is_hangup_fatal_) return;
  output_.clear();
  finish(Outcome::kHangup, "the line was hung up");
}

void Runner::handle_limit() {
  if (phase_ != Phase::kFinished) finish(Outcome::kTooLong, {});
}

std::optional<Runner::Output> Runner::poll_output() {
  if (output_.empty()) return std::nullopt;
  std::optional<Output> output(std::in_place, Break{});
  output->swap(output_.front());
  output_.pop_front();
  return output;
}

std::optional<Runner::Finished> Runner::poll_finished() {
  return std::exchange(finished_, std::nullopt);
}

std::optional<std::string> Runner::poll_report() {
  if (report_texts_.empty()) return std::nullopt;
  auto text = std::move(report_texts_.front());
  report_texts_.pop_front();
  return text;
}

Buffer Runner::take_unread() {
  if (phase_ != Phase::kFinished) return {};
  return std::exchange(unread_, {});
}

void Runner::run(TimePoint now) {
  while (phase_ != Phase::kFinished && send_pending(now)) {
    if (phase_ == Phase::kRunning) {
      start_step(now);
    } else if (!scan()) {
      return;
    }
  }
}

// Sends up to the next pause; false while it lasts.
bool Runner::send_pending(TimePoint now) {
  if (phase_ == Phase::kExpecting) return true;
  if (deadline_) return false;
  while (!pending_.empty()) {
    auto next = std::move(pending_.front());
    pending_.pop_front();
    if (const auto* pause = std::get_if<Pause>(&next)) {
      deadline_ = now + pause->length;
      return false;
    }
    output_.push_back(std::move(std::get<Output>(next)));
  }
  return true;
}

void Runner::start_step(TimePoint now) {
  if (step_ == script_.steps().size()) return finish(Outcome::kDone, {});
  const auto clear = [this](std::vector<Pattern>& patterns, const Template& text) {
    std::erase_if(patterns, [cleared = pattern_of(text)](const Pattern& pattern) {
      return pattern.text == cleared.text;
    });
  };
  const Action& action = script_.steps()[step_].action;
  if (const auto* expect = std::get_if<Expect>(&action)) return apply(*expect, now);
  std::visit(Overloaded{
                 [](const Expect&) {},
                 [this](const Send& send) { queue(send.text); },
                 [this](const Say& say) { apply(say); },
                 [this](const Abort& abort) { aborts_.push_back(pattern_of(abort.text)); },
                 [&](const ClearAbort& abort) { clear(aborts_, abort.text); },
                 [this](const Report& wanted) { reports_.push_back(pattern_of(wanted.text)); },
                 [&](const ClearReport& wanted) { clear(reports_, wanted.text); },
                 [this](const Timeout& timeout) { timeout_ = timeout.length; },
                 [this](const Echo& turned) { is_echoing_ = turned.is_on; },
                 [this](const Hangup& hangup) { is_hangup_fatal_ = hangup.is_on; },
             },
             action);
  ++step_;
}

void Runner::apply(const Expect& expect, TimePoint now) {
  const bool is_over = attempt_ == expect.alternatives.size();
  if (!is_over) expected_ = pattern_of(expect.alternatives[attempt_].expect);
  if (is_over || expected_.text.empty()) {
    attempt_ = 0;
    ++step_;
    return;
  }
  phase_ = Phase::kExpecting;
  deadline_ = now + timeout_;
}

void Runner::apply(const Say& say) {
  std::string text = pattern_of(say.text).shown;
  while (text.ends_with('\r') || text.ends_with('\n'))
    text.pop_back();
  report_texts_.push_back(transcript_.masked(text));
}

// Puts a text in the queue, whole between its pauses and breaks.
void Runner::queue(const Template& text) {
  Buffer chunk;
  std::string whole;
  const auto end_chunk = [&] {
    if (!chunk.empty()) pending_.emplace_back(Output(std::exchange(chunk, {})));
  };
  const auto add = [&](std::string_view octets) {
    whole += octets;
    for (const std::uint8_t octet : octets_of(octets)) {
      if (habits_.octet_pause > Duration::zero()) {
        end_chunk();
        pending_.emplace_back(Pause{habits_.octet_pause});
      }
      chunk.push_back(octet);
    }
  };
  for (const Piece& piece : text.pieces) {
    std::visit(Overloaded{
                   [&](const std::string& octets) { add(octets); },
                   [&](Insert insert) {
                     add(value_of(insert));
                     if (insert == Insert::kPassword)
                       transcript_.hide_sent(variables_.password.reveal());
                   },
                   [&](Pause pause) {
                     end_chunk();
                     pending_.emplace_back(pause);
                   },
                   [&](SendBreak) {
                     end_chunk();
                     pending_.emplace_back(Output(Break{}));
                   },
               },
               piece);
  }
  end_chunk();
  if (whole.ends_with('\r')) whole.pop_back();
  if (text.is_quiet) transcript_.hide_sent(whole);
  const Secret wiped(std::move(whole));
}

std::string_view Runner::value_of(Insert insert) const {
  switch (insert) {
    case Insert::kPhone:
      // chat(8) without -T or -U sends the letter.
      return variables_.phone.empty() ? "T" : std::string_view(variables_.phone);
    case Insert::kPhone2:
      return variables_.phone2.empty() ? "U" : std::string_view(variables_.phone2);
    case Insert::kUser:
      return variables_.user;
    case Insert::kPassword:
      return variables_.password.reveal();
  }
  return {};
}

Runner::Pattern Runner::pattern_of(const Template& text) const {
  Pattern pattern;
  for (const Piece& piece : text.pieces) {
    if (const auto* octets = std::get_if<std::string>(&piece)) {
      pattern.text += *octets;
      pattern.shown += *octets;
    } else if (const auto* insert = std::get_if<Insert>(&piece)) {
      const std::string_view value = value_of(*insert);
      pattern.text += value;
      pattern.shown += *insert == Insert::kPassword ? kMask : value;
    }
  }
  return pattern;
}

}  // namespace dial::script
