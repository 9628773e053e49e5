#include "profile/profile.hpp"

#include <doctest/doctest.h>

using namespace dial::profile;

TEST_SUITE("profile::Profile") {
  TEST_CASE("a device and a number are enough") {
    const auto profile =
        parse_profile("number='1'\n[line]\ndevice='/dev/ttyS0'\n", "/etc/dial/isp.toml");
    REQUIRE(profile);
    CHECK(profile->name == "isp");
    CHECK(profile->number == "1");
    CHECK(profile->line.device == "/dev/ttyS0");
  }
}
