#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "dial/dialogue.hpp"
#include "script/echo_filter.hpp"
#include "script/ppp_detector.hpp"

namespace dial::script {

// Keeps what passes on a line before PPP, as lines for a person, bounded: the newest are kept.
// Secrets are masked as they come, in both directions and however they were split, so that none is
// ever in it. A line of what is received ends with its line end, or when an answer begins; one of
// what is sent also when something whole has come back. Sans-IO.
class DialogueLog {
 public:
  struct Limits {
    std::size_t lines = 500;
    std::size_t octets = 32 << 10;  // of all lines
    std::size_t line = 256;         // octets; a longer one goes on in the next
  };
  explicit DialogueLog(TimePoint start = {}) : DialogueLog(start, Limits()) {}
  DialogueLog(TimePoint start, Limits limits) : start_(start), limits_(limits) {}

  void hide(const Secret& secret);
  void strip_bit_7(bool is_parity) { is_seven_bit_ = is_parity; }

  void handle_sent(Octets octets, TimePoint now);
  void handle_break(TimePoint now);
  // Frames are no dialogue: from the start of an LCP frame on nothing is kept until we speak.
  void handle_received(Octets octets, TimePoint now);
  void add_note(std::string_view text, TimePoint now);
  void end(TimePoint now);  // PPP is spoken: nothing more is kept

  // As it stands. Of what may be the beginning of a secret's echo nothing is told.
  Dialogue dialogue() const;

 private:
  using Kind = DialogueLine::Kind;
  struct Line {
    Kind kind;
    TimePoint at;
    std::string octets;
  };
  struct Stream {
    EchoFilter filter;
    std::optional<std::size_t> open;  // counted from the first line there ever was
    bool has_text = false;
    bool has_return = false;  // a line feed may follow
    TimePoint last{};
  };

  Stream& stream(Kind kind) { return streams_[static_cast<std::size_t>(kind)]; }
  void take(Kind kind, std::uint8_t octet);
  void add(Kind kind, std::uint8_t octet);
  void open(Kind kind, TimePoint now);
  void close(Kind kind) { stream(kind).open.reset(); }
  void close_both();
  void release_frame(std::size_t kept);
  void forget_frame();
  void settle();
  void bound();

  TimePoint start_;
  Limits limits_;
  std::array<Stream, 2> streams_;  // sent and received
  PppDetector ppp_;
  Buffer frame_;  // received, and not looked at: what may be the start of an LCP frame
  std::deque<Line> lines_;
  std::size_t octets_ = 0;  // of lines_
  std::size_t dropped_ = 0;
  bool is_seven_bit_ = false;
  bool is_secret_sent_ = false;
  bool is_ppp_seen_ = false;
  bool is_over_ = false;
};

}  // namespace dial::script
