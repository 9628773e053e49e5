#include "base/dial_string.hpp"

#include <doctest/doctest.h>

using dial::ErrorCode, dial::dial_string;

TEST_SUITE("base::dial_string") {
  TEST_CASE("a number is dialled without what is there for the reader") {
    CHECK(dial_string("+49 (30) 555-12.34/5").value() == "+493055512345");
    CHECK(dial_string("*99***1#").value() == "*99***1#");
    CHECK(dial_string("t 0,w 5551234!@").value() == "T0,W5551234!@");
    CHECK(dial_string("ABCDabcd").value() == "ABCDABCD");
  }

  TEST_CASE("nothing that could end or extend the command reaches the modem") {
    for (unsigned value = 0; value < 256; ++value) {
      const char c = static_cast<char>(value);
      if (std::string_view("0123456789*#+ABCDTPWLabcdtpwl,@! -./()").find(c) !=
          std::string_view::npos)
        continue;
      CAPTURE(value);
      const auto refused = dial_string(std::string("1") + c);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == ErrorCode::kBadPhoneNumber);
    }
  }

  TEST_CASE("a number without anything to dial is refused") {
    CHECK(dial_string("").error().code == ErrorCode::kBadPhoneNumber);
    CHECK(dial_string(" -()").error().code == ErrorCode::kBadPhoneNumber);
  }

  TEST_CASE("128 characters are dialled and 129 are too many, marks not counted") {
    CHECK(dial_string(std::string(128, '5') + " - ").value().size() == 128);
    CHECK(dial_string(std::string(129, '5')).error().code == ErrorCode::kPhoneNumberTooLong);
  }
}
