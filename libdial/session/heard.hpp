#pragma once

#include <string>

#include "base/bytes.hpp"

namespace dial::session {

// What a far end that never spoke PPP did send: the beginning of it, and what that looks like.
class Heard {
 public:
  // Octets as they came from the line, before any framing. Only the first few hundred count.
  void add(Octets octets);

  // What was heard and what that tells: "the far end sent nothing: …".
  std::string explanation() const;
  // The first 64 octets, for a person.
  std::string beginning() const { return printable(beginning_); }

 private:
  Buffer beginning_;
};

}  // namespace dial::session
