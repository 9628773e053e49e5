#pragma once

#include <span>
#include <string_view>

#include "dial/error_code.hpp"

namespace dial::base {

// One row of the table behind error_name(), error_text() and error_hint().
struct ErrorEntry {
  ErrorCode code;
  std::string_view name;
  std::string_view text;  // one sentence, no full stop
  std::string_view hint;  // what the reader can do; empty where there is nothing
};

inline constexpr std::string_view kCheckDevice =
    "check the cable and the device path in the profile";
inline constexpr std::string_view kTryLater = "try again later, or dial another number";
inline constexpr std::string_view kCheckPpp =
    "the far end may expect a login script, or not speak PPP";

}  // namespace dial::base
