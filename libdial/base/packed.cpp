#include "base/packed.hpp"

namespace dial {
namespace {

constexpr std::uint32_t kMark = 0x6469'616c;  // "dial"

// FNV-1a: finds what is torn or was written by something else; it is no protection from anybody.
std::uint32_t check_sum(Octets octets) {
  std::uint32_t sum = 0x811c'9dc5;
  for (const std::uint8_t octet : octets)
    sum = (sum ^ octet) * 0x0100'0193;
  return sum;
}

}  // namespace

Packer& Packer::number64(std::uint64_t value) {
  ByteWriter(out_)
      .u32(static_cast<std::uint32_t>(value >> 32U))
      .u32(static_cast<std::uint32_t>(value));
  return *this;
}

Packer& Packer::text(std::string_view text) {
  number(text.size());
  ByteWriter(out_).text(text);
  return *this;
}

std::uint64_t Unpacker::number64() {
  const auto high = reader_.u32();
  const auto low = reader_.u32();
  if (high && low) return std::uint64_t{*high} << 32U | *low;
  good_ = false;
  return 0;
}

std::size_t Unpacker::count() {
  const auto value = number<std::size_t>();
  if (value <= reader_.rest().size()) return value;
  good_ = false;
  return 0;
}

std::string Unpacker::text() {
  const auto octets = reader_.take(count());
  return octets ? std::string(text_of(*octets)) : std::string();
}

Buffer seal(Octets payload, std::uint32_t version) {
  Buffer sealed;
  ByteWriter(sealed)
      .u32(kMark)
      .u32(version)
      .u32(static_cast<std::uint32_t>(payload.size()))
      .u32(check_sum(payload))
      .bytes(payload);
  return sealed;
}

std::optional<Octets> unseal(Octets sealed, std::uint32_t version) {
  ByteReader reader(sealed);
  if (reader.u32() != kMark || reader.u32() != version) return std::nullopt;
  const auto length = reader.u32();
  const auto sum = reader.u32();
  if (!length || !sum) return std::nullopt;
  const auto payload = reader.take(*length);
  if (!payload || check_sum(*payload) != *sum) return std::nullopt;
  return payload;
}

}  // namespace dial
