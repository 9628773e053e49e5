#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace dial::ppp {

// RFC 1661 5: the codes every control protocol has (1 to 7), and those of LCP alone (8 to 11).
inline constexpr std::uint8_t kConfigureRequest = 1;
inline constexpr std::uint8_t kConfigureAck = 2;
inline constexpr std::uint8_t kConfigureNak = 3;
inline constexpr std::uint8_t kConfigureReject = 4;
inline constexpr std::uint8_t kTerminateRequest = 5;
inline constexpr std::uint8_t kTerminateAck = 6;
inline constexpr std::uint8_t kCodeReject = 7;
inline constexpr std::uint8_t kProtocolReject = 8;
inline constexpr std::uint8_t kEchoRequest = 9;
inline constexpr std::uint8_t kEchoReply = 10;
inline constexpr std::uint8_t kDiscardRequest = 11;

// A packet of LCP, an NCP, PAP or CHAP: they share one header. A view into the frame.
struct Packet {
  std::uint8_t code = 0;
  std::uint8_t id = 0;
  Octets data;
};

// nullopt where the length field is below the header or beyond the frame (RFC 1661 5: such
// packets are discarded without being answered). What follows the length is padding.
std::optional<Packet> parse_packet(Octets information);
Buffer build_packet(std::uint8_t code, std::uint8_t id, Octets data);

// A configuration option; a view into the packet.
struct Option {
  std::uint8_t type = 0;
  Octets value;
};

// nullopt where an option's length is below two or beyond the packet.
std::optional<std::vector<Option>> parse_options(Octets data);
void append_option(Buffer& out, std::uint8_t type, Octets value);
void append_option(Buffer& out, const Option& option);
void append_option_u16(Buffer& out, std::uint8_t type, std::uint16_t value);
void append_option_u32(Buffer& out, std::uint8_t type, std::uint32_t value);

std::optional<std::uint16_t> value_u16(const Option& option);  // exactly two octets
std::optional<std::uint32_t> value_u32(const Option& option);  // exactly four octets

}  // namespace dial::ppp
