#include <doctest/doctest.h>

#include "base/callback_number.hpp"

using namespace dial;

TEST_SUITE("check_callback_number") {
  TEST_CASE("takes the characters RAS names, in either case, and none at all") {
    for (const char* number : {"", "0123456789", "T (0) 555-01 99", "tpw TPW @"})
      CHECK(check_callback_number(number));
  }

  TEST_CASE("refuses every other octet with 751 and names it") {
    const std::string allowed = "0123456789TPWtpw()-@ ";
    for (int octet = 0; octet < 256; ++octet) {
      const std::string number = std::string("555") + static_cast<char>(octet);
      const auto result = check_callback_number(number);
      const bool is_allowed = allowed.find(static_cast<char>(octet)) != std::string::npos;
      CHECK(result.has_value() == is_allowed);
      if (!result) CHECK(result.error().code == ErrorCode::kInvalidCallbackNumber);
    }
    CHECK(check_callback_number("55+5").error().context == "the number has the character \"+\"");
  }

  TEST_CASE("refuses more than 128 characters with 704") {
    CHECK(check_callback_number(std::string(128, '1')));
    CHECK(check_callback_number(std::string(129, '1')).error().code ==
          ErrorCode::kBadCallbackNumber);
  }
}
