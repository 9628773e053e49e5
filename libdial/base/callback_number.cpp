#include "base/callback_number.hpp"

#include <cstddef>

#include "base/bytes.hpp"

namespace dial {
namespace {
constexpr std::size_t kMaxNumber = 128;  // characters (RAS_MaxCallbackNumber)
constexpr std::string_view kAllowed = "0123456789TPWtpw()-@ ";
}  // namespace

Result<> check_callback_number(std::string_view number) {
  if (number.size() > kMaxNumber) {
    return std::unexpected(
        Error{.code = ErrorCode::kBadCallbackNumber,
              .layer = Layer::kConfiguration,
              .context = "the number has more than " + std::to_string(kMaxNumber) + " characters"});
  }
  const auto wrong = number.find_first_not_of(kAllowed);
  if (wrong == std::string_view::npos) return {};
  return std::unexpected(Error{.code = ErrorCode::kInvalidCallbackNumber,
                               .layer = Layer::kConfiguration,
                               .context = "the number has the character \"" +
                                          printable(octets_of(number.substr(wrong, 1))) + "\""});
}

}  // namespace dial
