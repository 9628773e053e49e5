#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dial {

using Octets = std::span<const std::uint8_t>;
using Buffer = std::vector<std::uint8_t>;

inline Octets octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(Octets octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

// Reads big-endian fields; every read says whether the octets were there.
class ByteReader {
 public:
  explicit ByteReader(Octets octets) : rest_(octets) {}

  std::optional<std::uint8_t> u8();
  std::optional<std::uint16_t> u16();
  std::optional<std::uint32_t> u32();
  std::optional<Octets> take(std::size_t count);
  Octets rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }

 private:
  Octets rest_;
};

// Appends big-endian fields to a buffer.
class ByteWriter {
 public:
  explicit ByteWriter(Buffer& out) : out_(out) {}

  ByteWriter& u8(std::uint8_t value);
  ByteWriter& u16(std::uint16_t value);
  ByteWriter& u32(std::uint32_t value);
  ByteWriter& bytes(Octets octets);
  ByteWriter& text(std::string_view text) { return bytes(octets_of(text)); }

 private:
  Buffer& out_;
};

// Octets as a person can read them: printable ASCII as it is, the rest as \r, \n or \xNN;
// at most `limit` octets, then "…".
std::string printable(Octets octets, std::size_t limit = 64);

}  // namespace dial
