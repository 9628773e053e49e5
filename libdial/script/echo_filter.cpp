#include "script/echo_filter.hpp"

#include <algorithm>

#include "script/transcript.hpp"

namespace dial::script {
namespace {

bool is_same(std::uint8_t octet, char c) {
  return (octet & 0x7f) == (static_cast<std::uint8_t>(c) & 0x7f);
}

// One of them begins with the other.
bool agree(Octets octets, std::string_view text) {
  const std::size_t length = std::min(octets.size(), text.size());
  return std::equal(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length),
                    text.begin(), is_same);
}

}  // namespace

void EchoFilter::hide(const Secret& secret) {
  const auto is_it = [&](const Secret& known) { return known.reveal() == secret.reveal(); };
  if (secret.empty() || std::any_of(secrets_.begin(), secrets_.end(), is_it)) return;
  secrets_.push_back(secret);
}

void EchoFilter::handle_octet(std::uint8_t octet, Buffer& out) {
  held_.push_back(octet);
  while (!held_.empty() && !may_grow())
    drop_front(out);
}

void EchoFilter::release(Buffer& out) {
  while (!held_.empty())
    drop_front(out);
}

// How long the longest secret is that the held octets begin with; 0: none.
std::size_t EchoFilter::whole_echo() const {
  std::size_t length = 0;
  for (const Secret& secret : secrets_) {
    const std::string_view text = secret.reveal();
    if (text.size() <= held_.size() && agree(held_, text)) length = std::max(length, text.size());
  }
  return length;
}

// The octets to come may make an echo, or a longer one, of what is held.
bool EchoFilter::may_grow() const {
  return std::any_of(secrets_.begin(), secrets_.end(), [this](const Secret& secret) {
    return secret.reveal().size() > held_.size() && agree(held_, secret.reveal());
  });
}

void EchoFilter::drop_front(Buffer& out) {
  const std::size_t echo = whole_echo();
  if (echo > 0) {
    ByteWriter(out).text(kMask);
  } else {
    out.push_back(held_.front());
  }
  const auto dropped = static_cast<std::ptrdiff_t>(std::max<std::size_t>(echo, 1));
  held_.erase(held_.begin(), held_.begin() + dropped);
}

}  // namespace dial::script
