#include "script/ppp_detector.hpp"

#include <array>

namespace dial::script {
namespace {
constexpr std::uint8_t kFlag = 0x7e;
constexpr std::uint8_t kEscape = 0x7d;
constexpr std::array<std::uint8_t, 4> kLcpHeader{0xff, 0x03, 0xc0, 0x21};
constexpr std::size_t kAddressAndControl = 2;
}  // namespace

bool PppDetector::handle_octet(std::uint8_t octet) {
  if (matched_ == kLcpHeader.size()) reset();
  if (octet == kFlag) {
    reset();
    length_ = 1;
    return false;
  }
  if (length_ == 0) return false;
  ++length_;
  if (octet == kEscape && !is_escaped_) {
    is_escaped_ = true;
    return false;
  }
  const std::uint8_t plain = is_escaped_ ? static_cast<std::uint8_t>(octet ^ 0x20) : octet;
  is_escaped_ = false;
  if (matched_ == 0 && plain == kLcpHeader[kAddressAndControl]) matched_ = kAddressAndControl;
  if (plain != kLcpHeader[matched_]) {
    reset();
    return false;
  }
  return ++matched_ == kLcpHeader.size();
}

}  // namespace dial::script
