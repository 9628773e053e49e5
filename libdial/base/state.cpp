#include "dial/state.hpp"

#include <array>
#include <utility>

namespace dial {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 29> kNames{{
    {State::kOpenPort, "OpenPort"},
    {State::kPortOpened, "PortOpened"},
    {State::kConnectDevice, "ConnectDevice"},
    {State::kDeviceConnected, "DeviceConnected"},
    {State::kAllDevicesConnected, "AllDevicesConnected"},
    {State::kAuthenticate, "Authenticate"},
    {State::kAuthNotify, "AuthNotify"},
    {State::kAuthRetry, "AuthRetry"},
    {State::kAuthCallback, "AuthCallback"},
    {State::kAuthChangePassword, "AuthChangePassword"},
    {State::kAuthProject, "AuthProject"},
    {State::kAuthLinkSpeed, "AuthLinkSpeed"},
    {State::kAuthAck, "AuthAck"},
    {State::kReAuthenticate, "ReAuthenticate"},
    {State::kAuthenticated, "Authenticated"},
    {State::kPrepareForCallback, "PrepareForCallback"},
    {State::kWaitForModemReset, "WaitForModemReset"},
    {State::kWaitForCallback, "WaitForCallback"},
    {State::kProjected, "Projected"},
    {State::kSubEntryConnected, "SubEntryConnected"},
    {State::kSubEntryDisconnected, "SubEntryDisconnected"},
    {State::kApplySettings, "ApplySettings"},
    {State::kInteractive, "Interactive"},
    {State::kRetryAuthentication, "RetryAuthentication"},
    {State::kCallbackSetByCaller, "CallbackSetByCaller"},
    {State::kPasswordExpired, "PasswordExpired"},
    {State::kInvokeEapUI, "InvokeEapUI"},
    {State::kConnected, "Connected"},
    {State::kDisconnected, "Disconnected"},
}};

}  // namespace

std::string_view state_name(State state) {
  for (const auto& [value, name] : kNames) {
    if (value == state) return name;
  }
  return "Unknown";
}

std::optional<State> state_from_number(std::uint32_t number) {
  for (const auto& [value, name] : kNames) {
    if (static_cast<std::uint32_t>(value) == number) return value;
  }
  return std::nullopt;
}

}  // namespace dial
