#include "dial/error.hpp"

#include <algorithm>
#include <array>

#include "base/error_table_calls.hpp"
#include "base/error_table_devices.hpp"
#include "base/error_table_ports.hpp"
#include "base/error_table_ppp.hpp"
#include "base/error_table_routing.hpp"
#include "base/error_table_system.hpp"
#include "base/error_table_tunnels.hpp"

namespace dial {
namespace {

using base::ErrorEntry;

template <std::size_t... kSizes>
constexpr auto joined(const ErrorEntry (&... parts)[kSizes]) {
  std::array<ErrorEntry, (kSizes + ...)> all{};
  auto* to = all.begin();
  ((to = std::ranges::copy(parts, to).out), ...);
  return all;
}

constexpr auto kEntries =
    joined(base::kSystemErrors, base::kPortsErrors, base::kDevicesErrors, base::kPppErrors,
           base::kCallsErrors, base::kTunnelsErrors, base::kRoutingErrors);
static_assert(std::ranges::is_sorted(kEntries, {}, &ErrorEntry::code), "looked up by halving");

constexpr auto kCodes = [] {
  std::array<ErrorCode, kEntries.size()> codes{};
  std::ranges::transform(kEntries, codes.begin(), &ErrorEntry::code);
  return codes;
}();

const ErrorEntry& entry_of(ErrorCode code) {
  const auto find = [](ErrorCode wanted) {
    return std::ranges::lower_bound(kEntries, wanted, {}, &ErrorEntry::code);
  };
  const auto* found = find(code);
  if (found != kEntries.end() && found->code == code) return *found;
  return *find(ErrorCode::kUnknown);
}

}  // namespace

std::string_view error_name(ErrorCode code) {
  return entry_of(code).name;
}
std::string_view error_text(ErrorCode code) {
  return entry_of(code).text;
}
std::string_view error_hint(ErrorCode code) {
  return entry_of(code).hint;
}

std::string_view error_hint(const Error& error) {
  const bool denied = error.code == ErrorCode::kAccessDenied;
  const bool is_told = error.layer == Layer::kConfiguration || error.layer == Layer::kManager;
  if (denied && is_told) return "the text says what mends it";
  if (denied && error.layer == Layer::kPort) {
    return "diald must be able to open the device: as root, or in the group that owns it";
  }
  if (error.layer == Layer::kScript && error.code != ErrorCode::kScriptSyntax) {
    return "check user, secret and login script: the text says what was waited for and what came";
  }
  const bool says_all =
      error.code == ErrorCode::kCannotLoadPhonebook && error.layer == Layer::kNone;
  return says_all ? std::string_view() : error_hint(error.code);
}

std::span<const ErrorCode> all_error_codes() {
  return kCodes;
}

std::string_view layer_name(Layer layer) {
  switch (layer) {
    case Layer::kNone:
      return "none";
    case Layer::kPort:
      return "port";
    case Layer::kModem:
      return "modem";
    case Layer::kScript:
      return "script";
    case Layer::kLcp:
      return "lcp";
    case Layer::kAuthentication:
      return "authentication";
    case Layer::kNcp:
      return "ncp";
    case Layer::kNetwork:
      return "network";
    case Layer::kConfiguration:
      return "configuration";
    case Layer::kManager:
      return "manager";
    case Layer::kService:
      return "service";
  }
  return "none";
}

std::string describe(const Error& error) {
  std::string text = "error " + std::to_string(static_cast<std::uint32_t>(error.code)) + ": " +
                     std::string(error_text(error.code));
  if (!error.context.empty()) text += " (" + error.context + ")";
  if (!error.raw.empty()) text += ": \"" + error.raw + "\"";
  return text;
}

}  // namespace dial
