#include "session/prepare.hpp"

#include "base/dial_string.hpp"

namespace dial::session {

Result<std::string> dial_command(const std::string& command, const std::string& number) {
  const auto digits = dial_string(number);
  if (!digits) return std::unexpected(digits.error());
  return command + *digits;
}

}  // namespace dial::session
