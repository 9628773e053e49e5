#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dial {

// RASCONNSTATE: the states of a connection, with the RAS names and numbers.
// Bit 0x1000 marks a paused state, bit 0x2000 a terminal one.
enum class State : std::uint32_t {
  kOpenPort = 0,
  kPortOpened = 1,
  kConnectDevice = 2,
  kDeviceConnected = 3,
  kAllDevicesConnected = 4,
  kAuthenticate = 5,
  kAuthNotify = 6,
  kAuthRetry = 7,
  kAuthCallback = 8,
  kAuthChangePassword = 9,
  kAuthProject = 10,
  kAuthLinkSpeed = 11,
  kAuthAck = 12,
  kReAuthenticate = 13,
  kAuthenticated = 14,
  kPrepareForCallback = 15,
  kWaitForModemReset = 16,
  kWaitForCallback = 17,
  kProjected = 18,
  kSubEntryConnected = 22,
  kSubEntryDisconnected = 23,
  kApplySettings = 24,
  kInteractive = 0x1000,
  kRetryAuthentication = 0x1001,
  kCallbackSetByCaller = 0x1002,
  kPasswordExpired = 0x1003,
  kInvokeEapUI = 0x1004,
  kConnected = 0x2000,
  kDisconnected = 0x2001,
};

constexpr bool is_paused(State state) {
  return (static_cast<std::uint32_t>(state) & 0x1000) != 0;
}
constexpr bool is_terminal(State state) {
  return (static_cast<std::uint32_t>(state) & 0x2000) != 0;
}

std::string_view state_name(State state);  // "ConnectDevice"
std::optional<State> state_from_number(std::uint32_t number);

}  // namespace dial
