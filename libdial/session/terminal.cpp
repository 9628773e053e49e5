#include "session/terminal.hpp"

#include <algorithm>
#include <utility>

namespace dial::session {

void Terminal::open(Octets received, Characters characters) {
  characters_ = characters;
  is_open_ = true;
  handle_input(received);
}

Buffer Terminal::close() {
  is_open_ = false;
  is_ppp_seen_ = false;
  detector_.reset();
  return std::exchange(frame_, {});
}

void Terminal::handle_input(Octets octets) {
  while (!is_ppp_seen_ && !octets.empty()) {
    handle_octet(octets.front());
    octets = octets.subspan(1);
  }
  ByteWriter(frame_).bytes(octets);
}

void Terminal::handle_octet(std::uint8_t octet) {
  text_.push_back(text_of(characters_, octet));
  is_ppp_seen_ = detector_.handle_octet(octet);
  if (detector_.length() <= 1) frame_.clear();
  if (detector_.length() == 0) return;
  frame_.push_back(octet);
  // What nobody has looked at yet need not be shown: it is no text.
  if (is_ppp_seen_) text_.resize(text_.size() - std::min(text_.size(), frame_.size()));
}

void Terminal::take_text(std::size_t octets) {
  const auto taken = static_cast<std::ptrdiff_t>(std::min(octets, text_.size()));
  text_.erase(text_.begin(), text_.begin() + taken);
}

}  // namespace dial::session
