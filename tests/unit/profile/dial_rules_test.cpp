#include "profile/dial_rules.hpp"

#include <doctest/doctest.h>

using namespace dial::profile;

namespace {

// In Berlin, behind a private exchange.
const std::string kHere = R"(line.device = '/d'
[location]
country_code = 49
area_code = '30'
long_distance_prefix = '0'
international_prefix = '00'
)";

std::string digits(const std::string& top, const std::string& location = "",
                   std::string_view instead = {}) {
  const auto profile = parse_profile(top + kHere + location, "isp.toml");
  if (!profile) return to_string(profile.error().front());
  const auto found = digits_to_dial(*profile, instead);
  return found ? *found : found.error().key;
}

}  // namespace

TEST_SUITE("profile::digits_to_dial") {
  TEST_CASE("a number without country is whole, and dialled as it is") {
    CHECK(digits("number='030 1234'\n") == "030 1234");
  }

  TEST_CASE(
      "a number of the own area is dialled alone, or with the area where that is the custom") {
    const std::string own = "number='1234'\ncountry_code=49\narea_code='30'\n";
    CHECK(digits(own) == "1234");
    CHECK(digits(own, "dial_area_code=true\n") == "301234");
  }

  TEST_CASE("another area has the long distance prefix, another country the international one") {
    CHECK(digits("number='1234'\ncountry_code=49\narea_code='89'\n") == "0891234");
    CHECK(digits("number='5551234'\ncountry_code=1\narea_code='212'\n") == "0012125551234");
    CHECK(digits("number='8816000025'\ncountry_code=881\n") == "008818816000025");
    CHECK(digits("number='1234'\ncountry_code=49\n") == "1234");
  }

  TEST_CASE("a number with + is taken apart by the own country and area") {
    CHECK(digits("number='+49 30 1234'\n") == "1234");
    CHECK(digits("number='+49 30 1234'\n", "dial_area_code=true\n") == "301234");
    CHECK(digits("number='+49-89-1234'\n") == "0891234");
    CHECK(digits("number='+4 9(30)12/34'\n") == "1234");
    CHECK(digits("number='+1 212 555 1234'\n") == "0012125551234");
  }

  TEST_CASE("what leaves the private exchange comes first, then call waiting is turned off") {
    const std::string lines =
        "outside_line='9,'\noutside_line_long_distance='8,'\ncall_waiting_off='*70,'\n";
    CHECK(digits("number='1234'\ncountry_code=49\narea_code='30'\n", lines) == "9,*70,1234");
    CHECK(digits("number='1234'\ncountry_code=49\narea_code='89'\n", lines) == "8,*70,0891234");
    CHECK(digits("number='+1 2'\n", lines) == "8,*70,0012");
    CHECK(digits("number='5'\n", lines) == "9,*70,5");
    CHECK(digits("number='1'\ncountry_code=49\narea_code='89'\n", "outside_line='9,'\n") ==
          "9,0891");
  }

  TEST_CASE("a number given instead is whole, unless it says its country itself") {
    const std::string far = "number='1234'\ncountry_code=1\narea_code='212'\n";
    CHECK(digits(far, "outside_line='9,'\n", "110") == "9,110");
    CHECK(digits(far, "", "+49 30 77") == "77");
  }

  TEST_CASE("what the rules lack is named, with the place where it should be") {
    const auto refused = [](const std::string& text) {
      const auto profile = parse_profile(text, "isp.toml");
      REQUIRE_FALSE(profile);
      REQUIRE(profile.error().size() == 1);
      return to_string(profile.error().front());
    };
    CHECK(refused("number='1'\ncountry_code=49\nline.device='/d'\n")
              .find("`country_code` is missing: country_code says") != std::string::npos);
    CHECK(refused("number='1'\ncountry_code=1\nline.device='/d'\n[location]\ncountry_code=49\n")
              .starts_with("isp.toml:4:1: `international_prefix` is missing"));
    CHECK(refused("number='1'\narea_code='30'\nline.device='/d'\n").find("needs country_code") !=
          std::string::npos);
    CHECK(refused("number='+1 2'\ncountry_code=1\nline.device='/d'\n[location]\ncountry_code=1\n")
              .find("stands in `number` already") != std::string::npos);
  }
}
