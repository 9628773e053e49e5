// What of RASENTRY is not for us.
#include "ras/entry_check.hpp"

#include <strings.h>

#include <array>
#include <cstdio>

#include "ras/text.hpp"

namespace dial::ras {
namespace {

struct Name {
  std::uint32_t bit;
  const char* text;
};

constexpr std::uint32_t kOptions = RASEO_SpecificIpAddr | RASEO_RemoteDefaultGateway |
                                   RASEO_TerminalBeforeDial | RASEO_TerminalAfterDial |
                                   RASEO_RequireEncryptedPw | RASEO_RequirePAP | RASEO_RequireCHAP;

constexpr std::array kForeignOptions{
    Name{RASEO_UseCountryAndAreaCodes, "RASEO_UseCountryAndAreaCodes"},
    Name{RASEO_SpecificNameServers, "RASEO_SpecificNameServers"},
    Name{RASEO_IpHeaderCompression, "RASEO_IpHeaderCompression"},
    Name{RASEO_DisableLcpExtensions, "RASEO_DisableLcpExtensions"},
    Name{RASEO_ModemLights, "RASEO_ModemLights"},
    Name{RASEO_SwCompression, "RASEO_SwCompression"},
    Name{RASEO_RequireMsEncryptedPw, "RASEO_RequireMsEncryptedPw"},
    Name{RASEO_RequireDataEncryption, "RASEO_RequireDataEncryption"},
    Name{RASEO_NetworkLogon, "RASEO_NetworkLogon"},
    Name{RASEO_UseLogonCredentials, "RASEO_UseLogonCredentials"},
    Name{RASEO_PromoteAlternates, "RASEO_PromoteAlternates"},
    Name{RASEO_SecureLocalFiles, "RASEO_SecureLocalFiles"},
    Name{RASEO_RequireEAP, "RASEO_RequireEAP"},
    Name{RASEO_RequireSPAP, "RASEO_RequireSPAP"},
    Name{RASEO_Custom, "RASEO_Custom"},
};

class Findings {
 public:
  void add(bool is_wrong, const std::string& what) {
    if (is_wrong) text_ += (text_.empty() ? "" : ", ") + what;
  }
  Result<> outcome(ErrorCode code, const char* why) const {
    if (text_.empty()) return {};
    return std::unexpected(Error{code, Layer::kConfiguration, text_ + ": " + why, "", 0});
  }

 private:
  std::string text_;
};

bool is_zero(const RASIPADDR& address) {
  return address.a == 0 && address.b == 0 && address.c == 0 && address.d == 0;
}

bool is_device_type(const char* type) {
  return strcasecmp(type, RASDT_Modem) == 0 || strcasecmp(type, RASDT_Serial) == 0;
}

void find_foreign_options(Findings& findings, std::uint32_t options) {
  for (const Name& option : kForeignOptions) {
    findings.add((options & option.bit) != 0, option.text);
    options &= ~option.bit;
  }
  options &= ~kOptions;
  char rest[16];
  std::snprintf(rest, sizeof rest, "0x%x", options);
  findings.add(options != 0, std::string("dwfOptions ") + rest);
}

Result<> check_features(const RASENTRY& entry, const std::string& type) {
  Findings found;
  find_foreign_options(found, entry.dwfOptions);
  found.add(entry.dwfOptions2 != 0, "dwfOptions2");
  found.add(entry.dwCountryID != 0, "dwCountryID");
  found.add(entry.dwCountryCode != 0, "dwCountryCode");
  found.add(entry.szAreaCode[0] != '\0', "szAreaCode");
  found.add(entry.dwAlternateOffset != 0, "dwAlternateOffset");
  found.add(!is_zero(entry.ipaddrDns), "ipaddrDns");
  found.add(!is_zero(entry.ipaddrDnsAlt), "ipaddrDnsAlt");
  found.add(entry.dwFrameSize != 0, "dwFrameSize");
  found.add((entry.dwfNetProtocols & ~std::uint32_t{RASNP_Ip}) != 0, "dwfNetProtocols");
  found.add(entry.dwFramingProtocol > RASFP_Ppp, "dwFramingProtocol");
  found.add(!type.empty() && !is_device_type(type.c_str()), "szDeviceType");
  found.add(entry.dwSubEntries > 1, "dwSubEntries");
  found.add(entry.dwIdleDisconnectSeconds != RASIDS_Disabled &&
                entry.dwIdleDisconnectSeconds != RASIDS_UseGlobalValue,
            "dwIdleDisconnectSeconds");
  found.add(entry.dwType > RASET_Phone && entry.dwType != RASET_Direct, "dwType");
  found.add(entry.dwEncryptionType != 0, "dwEncryptionType");
  found.add(entry.dwRedialCount != 0, "dwRedialCount");
  found.add(entry.dwRedialPause != 0, "dwRedialPause");
  return found.outcome(ErrorCode::kFeatureDeprecated, "not supported");
}

// RAS wants these said: it has no defaults for them.
Result<> check_required(const RASENTRY& entry, const EntryTexts& texts, const std::string& type) {
  Findings found;
  found.add(entry.dwfNetProtocols == 0, "dwfNetProtocols");
  found.add(entry.dwFramingProtocol == 0, "dwFramingProtocol");
  found.add(entry.dwType == 0, "dwType");
  found.add(type.empty(), "szDeviceType");
  found.add(texts.device.empty(), "szDeviceName");
  found.add(entry.dwType == RASET_Phone && texts.number.empty(), "szLocalPhoneNumber");
  return found.outcome(ErrorCode::kInvalidParameter, "missing");
}

Result<> check_sense(const RASENTRY& entry, const EntryTexts& texts) {
  const auto all = [&](std::uint32_t options) { return (entry.dwfOptions & options) == options; };
  Findings found;
  found.add(all(RASEO_SpecificIpAddr) && is_zero(entry.ipaddr), "RASEO_SpecificIpAddr: ipaddr");
  found.add(all(RASEO_TerminalBeforeDial | RASEO_TerminalAfterDial),
            "RASEO_TerminalBeforeDial and RASEO_TerminalAfterDial");
  found.add(all(RASEO_RequireEncryptedPw | RASEO_RequirePAP),
            "RASEO_RequireEncryptedPw and RASEO_RequirePAP");
  found.add(entry.dwType == RASET_Direct && !texts.number.empty(),
            "RASET_Direct: szLocalPhoneNumber");
  return found.outcome(ErrorCode::kInvalidParameter, "makes no sense");
}

}  // namespace

Result<EntryTexts> check_entry(const RASENTRY& entry) {
  const auto number = read_text(entry.szLocalPhoneNumber, "szLocalPhoneNumber");
  if (!number) return std::unexpected(number.error());
  const auto device = read_text(entry.szDeviceName, "szDeviceName");
  if (!device) return std::unexpected(device.error());
  const auto script = read_text(entry.szXScript, "szXScript");
  if (!script) return std::unexpected(script.error());
  const auto type = read_text(entry.szDeviceType, "szDeviceType");
  if (!type) return std::unexpected(type.error());
  EntryTexts texts{*number, *device, *script};
  if (auto right = check_features(entry, *type); !right) return std::unexpected(right.error());
  if (auto right = check_required(entry, texts, *type); !right)
    return std::unexpected(right.error());
  if (auto right = check_sense(entry, texts); !right) return std::unexpected(right.error());
  return texts;
}

}  // namespace dial::ras
