#include "dial/state.hpp"

#include <doctest/doctest.h>

using namespace dial;

TEST_SUITE("base::State") {
  TEST_CASE("a state's number leads back to it, and every number has its RAS name") {
    const std::pair<std::uint32_t, std::string_view> names[] = {
        {0, "OpenPort"},        {1, "PortOpened"},          {2, "ConnectDevice"},
        {3, "DeviceConnected"}, {4, "AllDevicesConnected"}, {5, "Authenticate"},
        {6, "AuthNotify"},      {10, "AuthProject"},        {14, "Authenticated"},
        {18, "Projected"},      {0x1000, "Interactive"},    {0x1001, "RetryAuthentication"},
        {0x2000, "Connected"},  {0x2001, "Disconnected"}};
    for (const auto& [number, name] : names) {
      const auto state = state_from_number(number);
      REQUIRE(state);
      CHECK(static_cast<std::uint32_t>(*state) == number);
      CHECK(state_name(*state) == name);
    }
    CHECK_FALSE(state_from_number(19));  // Windows 95 only
    CHECK_FALSE(state_from_number(0x2002));
  }

  TEST_CASE("paused and terminal are what the bits say") {
    CHECK(is_paused(State::kInteractive));
    CHECK_FALSE(is_paused(State::kConnected));
    CHECK(is_terminal(State::kDisconnected));
    CHECK_FALSE(is_terminal(State::kProjected));
  }
}
