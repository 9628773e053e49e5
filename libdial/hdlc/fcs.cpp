#include "hdlc/fcs.hpp"

#include <array>
#include <cstddef>

namespace dial::hdlc {
namespace {

// x^16 + x^12 + x^5 + 1, bit-reversed because the least significant bit goes first
// (RFC 1662, C.2).
constexpr unsigned kPolynomial = 0x8408;

constexpr std::array<std::uint16_t, 256> make_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned octet = 0; octet < table.size(); ++octet) {
    unsigned fcs = octet;
    for (int bit = 0; bit < 8; ++bit)
      fcs = (fcs & 1) != 0 ? fcs >> 1 ^ kPolynomial : fcs >> 1;
    table[octet] = static_cast<std::uint16_t>(fcs);
  }
  return table;
}

constexpr auto kTable = make_table();

}  // namespace

std::uint16_t fcs16(Octets octets, std::uint16_t fcs) {
  for (const std::uint8_t octet : octets)
    fcs = static_cast<std::uint16_t>(fcs >> 8 ^ kTable[(fcs ^ octet) & 0xff]);
  return fcs;
}

}  // namespace dial::hdlc
