#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dial/types.hpp"

namespace dial::script::scp {

// Finds the n-th IPv4 address, dotted, in what is received. It ends at the first octet that is no
// digit and no dot; a dot that ends a sentence is not part of it.
class AddressFinder {
 public:
  explicit AddressFinder(std::int32_t which) : left_(which) {}  // from 1

  // The address, when the octet is the one behind it.
  std::optional<Ipv4Address> handle_octet(std::uint8_t octet);
  // The address, when it would be that if nothing followed.
  std::optional<Ipv4Address> pending() const;

 private:
  std::int32_t left_;
  std::string run_;  // of digits and dots, up to now
  bool is_too_long_ = false;
};

}  // namespace dial::script::scp
