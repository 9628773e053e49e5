#include "base/dial_string.hpp"

#include <cstddef>

#include "base/bytes.hpp"

namespace dial {
namespace {

constexpr std::size_t kMaxNumber = 128;                           // characters
constexpr std::string_view kDigits = "0123456789*#+ABCDTPW,@!L";  // V.250, 6.3.1
constexpr std::string_view kMarks = " -./()";                     // for the reader's eye only

std::unexpected<Error> refuse(ErrorCode code, std::string why) {
  return std::unexpected(
      Error{.code = code, .layer = Layer::kConfiguration, .context = std::move(why)});
}

}  // namespace

Result<std::string> dial_string(std::string_view number) {
  std::string digits;
  for (const char c : without_marks(number)) {
    const char digit = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (kDigits.find(digit) == kDigits.npos)
      return refuse(ErrorCode::kBadPhoneNumber, "the number has a character no modem dials: \"" +
                                                    printable(octets_of(std::string_view(&c, 1))) +
                                                    "\"");
    if (digits.size() == kMaxNumber)
      return refuse(ErrorCode::kPhoneNumberTooLong,
                    "the number has more than " + std::to_string(kMaxNumber) + " characters");
    digits.push_back(digit);
  }
  if (digits.empty()) return refuse(ErrorCode::kBadPhoneNumber, "the number has no digit");
  return digits;
}

std::string without_marks(std::string_view number) {
  std::string rest(number);
  std::erase_if(rest, [](char c) { return kMarks.find(c) != kMarks.npos; });
  return rest;
}

}  // namespace dial
