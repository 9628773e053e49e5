// RasGetErrorString, RasXGetLastErrorText.
#include <algorithm>
#include <cstring>

#include "dial/ras.h"
#include "ras/guard.hpp"

namespace dial::ras {
namespace {

Result<> give_text(std::string_view from, char* to, std::uint32_t size) {
  if (to == nullptr) return std::unexpected(misused("no place for the text"));
  if (from.size() + 1 > size) {
    return std::unexpected(Error{ErrorCode::kBufferTooSmall, Layer::kService, "", "", 0});
  }
  std::memcpy(to, from.data(), from.size());
  to[from.size()] = '\0';
  return {};
}

Result<> get_error_string(std::uint32_t number, char* to, std::uint32_t size) {
  const auto code = static_cast<ErrorCode>(number);
  if (!std::ranges::binary_search(all_error_codes(), code)) {
    return std::unexpected(misused("RAS has no error " + std::to_string(number)));
  }
  return give_text(error_text(code), to, size);
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasGetErrorString(std::uint32_t error, char* text, std::uint32_t size) {
  return guarded([&] { return get_error_string(error, text, size); });
}

std::uint32_t RasXGetLastErrorText(char* text, std::uint32_t size) {
  // Copied: a buffer that is too small is a failure of its own.
  return guarded([&] { return give_text(last_error_text(), text, size); });
}
