#pragma once

#include <vector>

#include "ras/structure.hpp"

namespace dial::ras {

// One structure of *size octets, which becomes what is needed.
template <class T>
Result<> give_structure(T* to, std::uint32_t* size, const T& value) {
  const std::uint32_t given = *size;
  *size = sizeof(T);
  const bool has_size = to != nullptr && given >= sizeof(to->dwSize);
  if (has_size) {
    if (auto right = check_size(to); !right) return right;
    *size = to->dwSize;  // the caller's release
  }
  if (!has_size || given < *size) {
    return std::unexpected(Error{ErrorCode::kBufferTooSmall, Layer::kService, "", "", 0});
  }
  write_structure(to, value);
  return {};
}

// The protocol of the RasEnum functions: what is needed and how many there are is always said; the
// items are given if all of them fit.
template <class T>
Result<> give_list(const std::vector<T>& items, T* list, std::uint32_t* size,
                   std::uint32_t* count) {
  if (size == nullptr || count == nullptr) return std::unexpected(misused("no size or no count"));
  const std::uint32_t given = *size;
  // The caller's release decides how long an item is; without a structure, ours does.
  std::uint32_t step = sizeof(T);
  if (list != nullptr && given >= sizeof(list->dwSize)) {
    if (auto right = check_size(list); !right) return right;
    step = list->dwSize;
  }
  *count = static_cast<std::uint32_t>(items.size());
  *size = step * *count;
  if (items.empty()) return {};
  if (list == nullptr || given < *size) {
    return std::unexpected(Error{ErrorCode::kBufferTooSmall, Layer::kService, "", "", 0});
  }
  char* to = reinterpret_cast<char*>(list);
  for (const T& item : items) {
    T* structure = reinterpret_cast<T*>(to);
    structure->dwSize = step;
    write_structure(structure, item);
    to += step;
  }
  return {};
}

}  // namespace dial::ras
