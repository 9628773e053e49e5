#include "ppp/packet.hpp"

#include <algorithm>

namespace dial::ppp {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kOptionHeader = 2;

}  // namespace

// RFC 1661 5:
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |     Code      |  Identifier   |            Length             |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |    Data ...
//   +-+-+-+-+
std::optional<Packet> parse_packet(Octets information) {
  ByteReader reader(information);
  const auto code = reader.u8();
  const auto id = reader.u8();
  const auto length = reader.u16();
  if (!length || *length < kHeader) return std::nullopt;
  const auto data = reader.take(*length - kHeader);
  if (!data) return std::nullopt;
  return Packet{*code, *id, *data};
}

Buffer build_packet(std::uint8_t code, std::uint8_t id, Octets data) {
  const auto room = std::min<std::size_t>(data.size(), 0xffff - kHeader);
  Buffer out;
  out.reserve(kHeader + room);
  ByteWriter(out)
      .u8(code)
      .u8(id)
      .u16(static_cast<std::uint16_t>(kHeader + room))
      .bytes(data.first(room));
  return out;
}

// RFC 1661 6:
//    0                   1
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |     Type      |    Length     |    Data ...
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
std::optional<std::vector<Option>> parse_options(Octets data) {
  std::vector<Option> options;
  ByteReader reader(data);
  while (!reader.empty()) {
    const auto type = reader.u8();
    const auto length = reader.u8();
    if (!length || *length < kOptionHeader) return std::nullopt;
    const auto value = reader.take(*length - kOptionHeader);
    if (!value) return std::nullopt;
    options.push_back({*type, *value});
  }
  return options;
}

void append_option(Buffer& out, std::uint8_t type, Octets value) {
  const auto length = static_cast<std::uint8_t>(kOptionHeader + value.size());
  ByteWriter(out).u8(type).u8(length).bytes(value);
}

void append_option(Buffer& out, const Option& option) {
  append_option(out, option.type, option.value);
}

void append_option_u16(Buffer& out, std::uint8_t type, std::uint16_t value) {
  ByteWriter(out).u8(type).u8(kOptionHeader + 2).u16(value);
}

void append_option_u32(Buffer& out, std::uint8_t type, std::uint32_t value) {
  ByteWriter(out).u8(type).u8(kOptionHeader + 4).u32(value);
}

std::optional<std::uint16_t> value_u16(const Option& option) {
  if (option.value.size() != 2) return std::nullopt;
  return ByteReader(option.value).u16();
}

std::optional<std::uint32_t> value_u32(const Option& option) {
  if (option.value.size() != 4) return std::nullopt;
  return ByteReader(option.value).u32();
}

}  // namespace dial::ppp
