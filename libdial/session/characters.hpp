#pragma once

#include <cstdint>
#include <span>

namespace dial::session {

// How the characters of a login look on the line: eight bits, or seven and a parity bit that is
// even, odd, always 0 (space) or always 1 (mark).
enum class Characters : std::uint8_t { k8N1, k7E1, k7O1, k7S1, k7M1 };

// Seven bits and a parity bit take the same ten bits on a line as 8N1 does, so the port stays in
// 8N1 throughout: a login in 7E1 is made here. Nothing is lost where it ends, as it could be while
// a port changes its format, and a PPP frame is seen with all its bits.

// What is sent, in place: bit 7 becomes the parity bit. 8N1 leaves all as it is.
void put_parity(Characters characters, std::span<std::uint8_t> octets);

// What is received, as text. A wrong parity is not looked at: it would lose the letter, too.
std::uint8_t text_of(Characters characters, std::uint8_t octet);

}  // namespace dial::session
