#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace dial::script {

// What came of a login by hand.
struct Recorded {
  std::string dialogue;  // as parse_dialogue() reads it
  std::string chat;      // the draft of a chat(8) script that does the same
  bool is_cut = false;   // it was too long: its end is missing
};

// A login that a person types on a line, written down. A line that came back as it was typed, its
// corrections applied, is no secret. Whatever did not come back is one, and is in nothing that
// comes out; the first of them is the password. Sans-IO.
class Recording {
 public:
  static constexpr std::size_t kLongest = 256 << 10;  // octets, of both sides together

  explicit Recording(TimePoint start) : start_(start) {}

  void handle_typed(Octets octets, TimePoint now) { add(true, octets, now); }
  void handle_received(Octets octets, TimePoint now) { add(false, octets, now); }

  Recorded finish() const;

 private:
  struct Chunk {
    bool is_typed;
    TimePoint at;
    Secret octets;
  };

  void add(bool is_typed, Octets octets, TimePoint now);

  TimePoint start_;
  std::vector<Chunk> chunks_;
  std::size_t size_ = 0;
  bool is_cut_ = false;
};

}  // namespace dial::script
