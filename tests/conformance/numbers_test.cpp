// The rules of a daemon for numbers (docs/numbers.md).
#include <string>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

constexpr auto kRules = R"([numbers]
country-code = 49
long-distance-prefix = '0'
international-prefix = '00'
deny = ['0900', '118']
countries = [
  49,  # here
  43,
]
)";

LabOptions options() {
  return {.entries = {{"office", "[location]\noutside_line = '0'\n"},
                      {"desk", "[script]\nterminal = 'before_dial'\n"}},
          .config = kRules};
}

// Who gives his own password may send it anywhere.
Result<ConnectionId> dial(Dialer& dialer, std::string entry, std::string number) {
  return dialer.dial({.entry = std::move(entry),
                      .number = std::move(number),
                      .password = "secret",
                      .allow_pause = true});
}

}  // namespace

TEST_SUITE("conformance: numbers") {
  TEST_CASE("a number that the rules refuse is refused in each of its forms, and no line rings") {
    Lab lab(ThroughDaemon::kDirect, options());
    Program program(lab.dialer_options());
    program.with([&](Dialer& dialer) {
      for (const char* number :
           {"0900 123", "+49-900-123", "0049900123", "9,0900123", "+0900123", "P*0900123",
            "09!00123", "+49 (0) 900 123", "#31#0900123", "118", "0033123", "L"}) {
        CAPTURE(number);
        const auto dialled = dial(dialer, "line0", number);
        REQUIRE_FALSE(dialled);
        CHECK(dialled.error().code == ErrorCode::kAccessDenied);
        CHECK(dialled.error().context.find("[numbers]") != std::string::npos);
      }
      // What the profile puts before it makes the number what it is.
      CHECK(dial(dialer, "office", "900123").error().code == ErrorCode::kAccessDenied);
      CHECK(dial(dialer, "desk", "").error().context.find("before_dial") != std::string::npos);
      const auto connections = dialer.connections();
      REQUIRE(connections);
      CHECK(connections->empty());
    });
    CHECK(lab.calls() == 0);
    CHECK(lab.is_free());
  }

  TEST_CASE("a number with what would end the command is a bad number, and no line rings") {
    Lab lab(ThroughDaemon::kDirect, options());
    Program program(lab.dialer_options());
    program.with([&](Dialer& dialer) {
      for (const char* number :
           {"5551234\r", "5551234;", "5551234\"", "5551234\nATD0900", "12\x01"}) {
        CAPTURE(number);
        const auto dialled = dial(dialer, "line0", number);
        REQUIRE_FALSE(dialled);
        CHECK(dialled.error().code == ErrorCode::kBadPhoneNumber);
      }
    });
    CHECK(lab.calls() == 0);
  }

  TEST_CASE("a number that the rules let pass is dialled") {
    Lab lab(ThroughDaemon::kDirect, options());
    Program program(lab.dialer_options());
    CHECK(program.hang_up(program.connect("line0", "")));
    CHECK(lab.calls() == 1);
  }
}

}  // namespace dial::conformance
