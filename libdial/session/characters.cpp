#include "session/characters.hpp"

#include <bit>

namespace dial::session {
namespace {

constexpr std::uint8_t kParityBit = 0x80;

// Is the parity bit of these seven bits set?
bool has_parity_bit(Characters characters, std::uint8_t seven) {
  const bool is_odd = std::popcount(seven) % 2 == 1;
  switch (characters) {
    case Characters::k7E1:
      return is_odd;
    case Characters::k7O1:
      return !is_odd;
    case Characters::k7M1:
      return true;
    case Characters::k7S1:
    case Characters::k8N1:
      break;
  }
  return false;
}

}  // namespace

void put_parity(Characters characters, std::span<std::uint8_t> octets) {
  if (characters == Characters::k8N1) return;
  for (std::uint8_t& octet : octets) {
    const std::uint8_t seven = octet & 0x7f;
    octet = has_parity_bit(characters, seven) ? seven | kParityBit : seven;
  }
}

std::uint8_t text_of(Characters characters, std::uint8_t octet) {
  return characters == Characters::k8N1 ? octet : octet & 0x7f;
}

}  // namespace dial::session
