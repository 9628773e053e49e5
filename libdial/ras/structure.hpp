#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "ras/guard.hpp"

namespace dial::ras {

// The values of dwSize that a structure may have: its own and those of earlier releases, which end
// earlier. (All are of the first release now.)
template <class T>
inline constexpr std::array kSizes{static_cast<std::uint32_t>(sizeof(T))};

inline Error wrong_size(std::uint32_t size) {
  return {ErrorCode::kInvalidSize, Layer::kService, "dwSize is " + std::to_string(size), "", 0};
}

template <class T>
Result<> check_size(const T* structure) {
  if (structure == nullptr) return std::unexpected(misused("a structure is missing"));
  if (std::ranges::find(kSizes<T>, structure->dwSize) != kSizes<T>.end()) return {};
  return std::unexpected(wrong_size(structure->dwSize));
}

// What the caller gave, the members its release did not have as zero.
template <class T>
Result<T> read_structure(const T* given) {
  if (auto right = check_size(given); !right) return std::unexpected(right.error());
  T copy{};
  std::memcpy(&copy, given, given->dwSize);
  return copy;
}

// Writes what fits of `value` behind a dwSize that check_size() has seen, which stays.
template <class T>
void write_structure(T* to, const T& value) {
  constexpr std::size_t kSizeMember = sizeof(to->dwSize);
  std::memcpy(reinterpret_cast<char*>(to) + kSizeMember,
              reinterpret_cast<const char*>(&value) + kSizeMember, to->dwSize - kSizeMember);
}

}  // namespace dial::ras
