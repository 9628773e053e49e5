#pragma once

#include <string>

#include "base/time.hpp"

namespace dial::script {

// "60 s", "1500 ms".
inline std::string duration_text(Duration duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

}  // namespace dial::script
