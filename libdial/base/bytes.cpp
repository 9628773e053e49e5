#include "base/bytes.hpp"

namespace dial {

std::optional<Octets> ByteReader::take(std::size_t count) {
  if (count > rest_.size()) return std::nullopt;
  const Octets taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

std::optional<std::uint8_t> ByteReader::u8() {
  const auto octets = take(1);
  if (!octets) return std::nullopt;
  return (*octets)[0];
}

std::optional<std::uint16_t> ByteReader::u16() {
  const auto octets = take(2);
  if (!octets) return std::nullopt;
  return static_cast<std::uint16_t>((*octets)[0] << 8 | (*octets)[1]);
}

std::optional<std::uint32_t> ByteReader::u32() {
  const auto octets = take(4);
  if (!octets) return std::nullopt;
  std::uint32_t value = 0;
  for (const std::uint8_t octet : *octets)
    value = value << 8 | octet;
  return value;
}

ByteWriter& ByteWriter::u8(std::uint8_t value) {
  out_.push_back(value);
  return *this;
}

ByteWriter& ByteWriter::u16(std::uint16_t value) {
  u8(static_cast<std::uint8_t>(value >> 8));
  return u8(static_cast<std::uint8_t>(value));
}

ByteWriter& ByteWriter::u32(std::uint32_t value) {
  u16(static_cast<std::uint16_t>(value >> 16));
  return u16(static_cast<std::uint16_t>(value));
}

ByteWriter& ByteWriter::bytes(Octets octets) {
  out_.insert(out_.end(), octets.begin(), octets.end());
  return *this;
}

std::string printable(Octets octets, std::size_t limit) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets.first(std::min(limit, octets.size()))) {
    if (octet == '\r') {
      text += "\\r";
    } else if (octet == '\n') {
      text += "\\n";
    } else if (octet >= 0x20 && octet < 0x7f) {
      text += static_cast<char>(octet);
    } else {
      text += {'\\', 'x', kHex[octet >> 4], kHex[octet & 15]};
    }
  }
  if (octets.size() > limit) text += "…";
  return text;
}

}  // namespace dial
