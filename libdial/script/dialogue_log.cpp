#include "script/dialogue_log.hpp"

#include <algorithm>
#include <utility>

#include "script/dialogue_text.hpp"
#include "script/transcript.hpp"

namespace dial::script {
namespace {
// What is sent after such a silence is another line.
constexpr Duration kPause{1'000};
}  // namespace

void DialogueLog::hide(const Secret& secret) {
  for (Stream& each : streams_)
    each.filter.hide(secret);
}

void DialogueLog::handle_sent(Octets octets, TimePoint now) {
  Stream& sent = stream(Kind::kSent);
  if (is_over_ || octets.empty()) return;
  if (std::exchange(is_ppp_seen_, false)) forget_frame();
  if (sent.has_return || now - sent.last >= kPause) close(Kind::kSent);
  sent.last = now;
  // The answer begins: what is received from now on came after it.
  if (!sent.open) close(Kind::kReceived);
  for (const std::uint8_t octet : octets)
    take(Kind::kSent, octet);
}

void DialogueLog::handle_break(TimePoint now) {
  if (is_over_) return;
  close_both();
  // A break is no octet; its line is the only one without any.
  open(Kind::kSent, now);
  close(Kind::kSent);
  bound();
}

void DialogueLog::handle_received(Octets octets, TimePoint now) {
  stream(Kind::kReceived).last = now;
  for (const std::uint8_t octet : octets) {
    if (is_over_ || is_ppp_seen_) return;
    const bool is_ppp = ppp_.handle_octet(octet);
    frame_.push_back(octet);
    release_frame(ppp_.length());
    if (!is_ppp) continue;
    forget_frame();
    settle();
    add_note("the far end begins PPP", now);
    is_ppp_seen_ = true;
  }
}

// Looks at what is no frame after all.
void DialogueLog::release_frame(std::size_t kept) {
  while (frame_.size() > kept) {
    take(Kind::kReceived, frame_.front());
    frame_.erase(frame_.begin());
  }
}

void DialogueLog::forget_frame() {
  frame_.clear();
  ppp_.reset();
}

void DialogueLog::add_note(std::string_view text, TimePoint now) {
  if (is_over_) return;
  close_both();
  open(Kind::kNote, now);
  lines_.back().octets = text;
  octets_ += text.size();
  bound();
}

void DialogueLog::end(TimePoint now) {
  if (is_over_) return;
  forget_frame();
  settle();
  if (!is_ppp_seen_) add_note("PPP begins", now);
  is_over_ = true;
}

void DialogueLog::take(Kind kind, std::uint8_t octet) {
  Buffer shown;
  Stream& in = stream(kind);
  in.filter.handle_octet(is_seven_bit_ ? octet & 0x7f : octet, shown);
  if (kind == Kind::kSent && text_of(shown).find(kMask) != std::string_view::npos)
    is_secret_sent_ = true;
  for (const std::uint8_t each : shown)
    add(kind, each);
}

void DialogueLog::add(Kind kind, std::uint8_t octet) {
  Stream& in = stream(kind);
  if (in.has_return && octet != '\n') close(kind);
  if (!in.open) open(kind, in.last);
  lines_[*in.open - dropped_].octets += static_cast<char>(octet);
  ++octets_;
  const bool is_line_end = octet == '\r' || octet == '\n';
  if (!is_line_end) in.has_text = true;
  in.has_return = in.has_text && octet == '\r';
  const bool is_full = lines_[*in.open - dropped_].octets.size() >= limits_.line;
  if (is_full || (in.has_text && octet == '\n')) {
    close(kind);
    if (kind == Kind::kReceived) close(Kind::kSent);
  }
  bound();
}

void DialogueLog::open(Kind kind, TimePoint now) {
  lines_.push_back({kind, now, {}});
  if (kind != Kind::kNote) {
    Stream& in = stream(kind);
    in.open = dropped_ + lines_.size() - 1;
    in.has_text = false;
    in.has_return = false;
  }
}

void DialogueLog::close_both() {
  close(Kind::kSent);
  close(Kind::kReceived);
}

void DialogueLog::bound() {
  while (lines_.size() > limits_.lines || octets_ > limits_.octets) {
    octets_ -= lines_.front().octets.size();
    lines_.pop_front();
    for (Stream& each : streams_) {
      if (each.open == dropped_) each.open.reset();
    }
    ++dropped_;
  }
}

// Nothing follows what is held. It is shown, unless it may be of a secret: of one that is being
// sent, or of the echo of one that was.
void DialogueLog::settle() {
  for (const Kind kind : {Kind::kSent, Kind::kReceived}) {
    Stream& in = stream(kind);
    if (!in.filter.is_holding()) continue;
    Buffer held;
    in.filter.release(held);
    if (kind == Kind::kSent || is_secret_sent_) held.assign(kMask.begin(), kMask.end());
    for (const std::uint8_t octet : held)
      add(kind, octet);
  }
}

Dialogue DialogueLog::dialogue() const {
  DialogueLog whole(*this);
  whole.release_frame(0);
  whole.settle();
  Dialogue dialogue{.lines = {}, .dropped = whole.dropped_};
  for (const Line& line : whole.lines_) {
    const bool is_break = line.kind == Kind::kSent && line.octets.empty();
    std::string text = is_break                   ? std::string(kBreak)
                       : line.kind == Kind::kNote ? line.octets
                                                  : spell(octets_of(line.octets));
    dialogue.lines.push_back(
        {line.kind, std::chrono::duration_cast<Duration>(line.at - start_), std::move(text)});
  }
  return dialogue;
}

}  // namespace dial::script
