#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/bytes.hpp"

namespace dial {

// Values of ours for a later process of ours on the same machine: numbers in network order, texts
// with their length in front.
class Packer {
 public:
  template <class Number>
    requires std::is_integral_v<Number>
  Packer& number(Number value) {
    return number64(static_cast<std::uint64_t>(value));
  }
  Packer& text(std::string_view text);
  Buffer take() { return std::move(out_); }

 private:
  Packer& number64(std::uint64_t value);

  Buffer out_;
};

// Reads them in the same order. What is missing, or does not fit its type, reads as nothing and is
// remembered: look at is_good() once, at the end.
class Unpacker {
 public:
  explicit Unpacker(Octets octets) : reader_(octets) {}

  template <class Number>
    requires std::is_integral_v<Number>
  Number number() {
    const auto value = number64();
    if (static_cast<std::uint64_t>(static_cast<Number>(value)) == value)
      return static_cast<Number>(value);
    good_ = false;
    return {};
  }
  template <class Number>
    requires std::is_integral_v<Number>
  void number(Number& value) {
    value = number<Number>();
  }
  bool flag() { return number<std::uint8_t>() != 0; }
  std::string text();
  // How many of something follow; 0 and not good where they would not fit into what is left.
  std::size_t count();
  bool is_good() const { return good_; }
  bool is_at_end() const { return reader_.empty(); }

 private:
  std::uint64_t number64();

  ByteReader reader_;
  bool good_ = true;
};

// The payload behind a mark of ours, its version, its length and a check sum.
Buffer seal(Octets payload, std::uint32_t version);
// The payload, if it is whole and of that version.
std::optional<Octets> unseal(Octets sealed, std::uint32_t version);

}  // namespace dial
