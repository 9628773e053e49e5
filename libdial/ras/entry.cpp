// RASENTRY as the properties of a profile, and back.
#include "ras/entry.hpp"

#include "dial/types.hpp"
#include "ras/entry_check.hpp"
#include "ras/text.hpp"

namespace dial::ras {
namespace {

template <class T>
T value_of(const Properties& properties, const char* key) {
  const auto found = properties.find(key);
  const T* value = found == properties.end() ? nullptr : std::get_if<T>(&found->second);
  return value == nullptr ? T{} : *value;
}

template <std::size_t kCapacity>
void give(char (&to)[kCapacity], const std::string& text, const char* member, Error& problem) {
  if (text.size() >= kCapacity) {
    problem = {ErrorCode::kBufferTooSmall, Layer::kConfiguration,
               std::string(member) + ": the profile's text is longer", "", 0};
  }
  write_text(to, text);
}

RASIPADDR to_octets(const std::string& text) {
  const std::uint32_t value = parse_ipv4(text).value_or(Ipv4Address{}).value;
  const auto octet = [&](int shift) { return static_cast<std::uint8_t>(value >> shift); };
  return {octet(24), octet(16), octet(8), octet(0)};
}

std::string address_text(const RASENTRY& entry) {
  if ((entry.dwfOptions & RASEO_SpecificIpAddr) == 0) return "";
  const auto& [a, b, c, d] = entry.ipaddr;
  return to_string(Ipv4Address{std::uint32_t{a} << 24 | std::uint32_t{b} << 16 |
                               std::uint32_t{c} << 8 | std::uint32_t{d}});
}

std::string terminal_word(const RASENTRY& entry) {
  if ((entry.dwfOptions & RASEO_TerminalBeforeDial) != 0) return "before_dial";
  return (entry.dwfOptions & RASEO_TerminalAfterDial) != 0 ? "after_dial" : "";
}

// Both, as without any option: an empty list.
std::vector<std::string> authentication_methods(const RASENTRY& entry) {
  const auto is_set = [&](std::uint32_t option) { return (entry.dwfOptions & option) != 0; };
  const bool pap = is_set(RASEO_RequirePAP);
  const bool chap = is_set(RASEO_RequireCHAP) || is_set(RASEO_RequireEncryptedPw);
  if (pap == chap) return {};
  return {pap ? "pap" : "chap"};
}

std::uint32_t authentication_options(const std::vector<std::string>& methods) {
  if (methods.size() != 1) return 0;
  return methods.front() == "pap" ? RASEO_RequirePAP : RASEO_RequireEncryptedPw;
}

std::uint32_t terminal_options(const std::string& word) {
  if (word == "before_dial") return RASEO_TerminalBeforeDial;
  return word == "after_dial" ? RASEO_TerminalAfterDial : 0;
}

bool has_option(const RASENTRY& entry, std::uint32_t option) {
  return (entry.dwfOptions & option) != 0;
}

// The default of each key is its T{}: it needs no line in the file.
template <class T>
void change(PropertyChanges& changes, const char* key, const T& now, const T& wanted) {
  if (now == wanted) return;
  changes[key] = wanted == T{} ? std::optional<PropertyValue>() : PropertyValue(wanted);
}

}  // namespace

RASENTRY new_entry() {
  RASENTRY entry{};
  entry.dwfNetProtocols = RASNP_Ip;
  entry.dwFramingProtocol = RASFP_Ppp;
  entry.dwIdleDisconnectSeconds = RASIDS_Disabled;
  entry.dwType = RASET_Phone;
  write_text(entry.szDeviceType, RASDT_Modem);
  return entry;
}

Result<RASENTRY> to_entry(const Properties& effective) {
  const auto text = [&](const char* key) { return value_of<std::string>(effective, key); };
  RASENTRY entry = new_entry();
  Error problem;
  give(entry.szLocalPhoneNumber, text("number"), "szLocalPhoneNumber", problem);
  give(entry.szDeviceName, text("line.device"), "szDeviceName", problem);
  give(entry.szXScript, text("script.login"), "szXScript", problem);
  if (problem) return std::unexpected(problem);
  if (text("modem.type") == "direct") {
    entry.dwType = RASET_Direct;
    write_text(entry.szDeviceType, RASDT_Serial);
  }
  entry.ipaddr = to_octets(text("ip.local"));
  if (parse_ipv4(text("ip.local")).value_or(Ipv4Address{})) {
    entry.dwfOptions |= RASEO_SpecificIpAddr;
  }
  if (value_of<bool>(effective, "ip.default_route")) {
    entry.dwfOptions |= RASEO_RemoteDefaultGateway;
  }
  entry.dwfOptions |= terminal_options(text("script.terminal"));
  entry.dwfOptions |=
      authentication_options(value_of<std::vector<std::string>>(effective, "ppp.authentication"));
  entry.dwIPv4InterfaceMetric =
      static_cast<std::uint32_t>(value_of<std::int64_t>(effective, "ip.metric"));
  return entry;
}

Result<PropertyChanges> changes_between(const RASENTRY& now, const RASENTRY& wanted) {
  const auto texts = check_entry(wanted);
  if (!texts) return std::unexpected(texts.error());
  PropertyChanges changes;
  change<std::string>(changes, "number", now.szLocalPhoneNumber, texts->number);
  change<std::string>(changes, "line.device", now.szDeviceName, texts->device);
  change<std::string>(changes, "script.login", now.szXScript, texts->script);
  const auto type = [](const RASENTRY& entry) {
    return std::string(entry.dwType == RASET_Direct ? "direct" : "");
  };
  change(changes, "modem.type", type(now), type(wanted));
  change(changes, "ip.local", address_text(now), address_text(wanted));
  change(changes, "ip.default_route", has_option(now, RASEO_RemoteDefaultGateway),
         has_option(wanted, RASEO_RemoteDefaultGateway));
  change(changes, "ip.metric", std::int64_t{now.dwIPv4InterfaceMetric},
         std::int64_t{wanted.dwIPv4InterfaceMetric});
  change(changes, "script.terminal", terminal_word(now), terminal_word(wanted));
  change(changes, "ppp.authentication", authentication_methods(now),
         authentication_methods(wanted));
  return changes;
}

}  // namespace dial::ras
