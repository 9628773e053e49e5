#pragma once

#include <cstddef>

#include "base/bytes.hpp"
#include "script/ppp_detector.hpp"
#include "session/characters.hpp"

namespace dial::session {

// The line in the hands of a person: keeps what it says until somebody takes it, and notices that
// the far end has begun PPP.
//
// Sans-IO. Nothing is lost: what was said before anybody looked is kept too, up to kMaxWaiting;
// past it the line's flow control works.
class Terminal {
 public:
  static constexpr std::size_t kMaxWaiting = 16 << 10;  // octets

  // `received`: by the line already. Text is shown without the parity bit of `characters`.
  void open(Octets received, Characters characters);
  // The octets from the flag on of what may be the peer's first frame; text() stays to be taken.
  Buffer close();
  bool is_open() const { return is_open_; }

  void handle_input(Octets octets);
  // All that follows is the peer's frames, and no text.
  bool is_ppp_seen() const { return is_ppp_seen_; }
  bool wants_input() const { return text_.size() + frame_.size() < kMaxWaiting; }

  Octets text() const { return text_; }
  void take_text(std::size_t octets);

 private:
  void handle_octet(std::uint8_t octet);

  Characters characters_ = Characters::k8N1;
  bool is_open_ = false;
  bool is_ppp_seen_ = false;
  Buffer text_;
  Buffer frame_;
  script::PppDetector detector_;
};

}  // namespace dial::session
