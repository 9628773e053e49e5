// The C interface: the phone book, credentials and devices.
#include <fstream>
#include <functional>
#include <iterator>
#include <vector>

#include "conformance/ras_lab.hpp"

namespace dial::conformance {
namespace {

template <std::size_t kSize>
void put(char (&to)[kSize], const std::string& text) {
  std::memset(to, 0, kSize);
  text.copy(to, kSize - 1);
}

std::string file_of(const Lab& lab, const std::string& entry) {
  std::ifstream file(lab.directory() + "/profiles/" + entry + ".toml");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  return at == text.npos ? "" : text.replace(at, from.size(), to);
}

RASENTRY entry_of(const char* name) {
  auto entry = sized<RASENTRY>();
  std::uint32_t size = sizeof entry;
  const std::uint32_t error = RasGetEntryProperties(nullptr, name, &entry, &size, nullptr, nullptr);
  if (error != 0) give_up(("an entry: " + std::to_string(error)).c_str());
  return entry;
}

std::uint32_t set(const char* name, const RASENTRY& entry) {
  return RasSetEntryProperties(nullptr, name, &entry, sizeof entry, nullptr, 0);
}

RASCREDENTIALS credentials_of(const char* entry, std::uint32_t mask) {
  auto credentials = sized<RASCREDENTIALS>();
  credentials.dwMask = mask;
  const std::uint32_t error = RasGetCredentials(nullptr, entry, &credentials);
  if (error != 0) give_up(("credentials: " + std::to_string(error)).c_str());
  return credentials;
}

std::uint32_t set(const char* entry, std::uint32_t mask, const std::string& user,
                  const std::string& password, std::uint32_t clear = 0) {
  auto credentials = sized<RASCREDENTIALS>();
  credentials.dwMask = mask;
  put(credentials.szUserName, user);
  put(credentials.szPassword, password);
  return RasSetCredentials(nullptr, entry, &credentials, clear);
}

std::string last_text() {
  char text[1024];
  return RasXGetLastErrorText(text, sizeof text) == 0 ? text : "";
}

// The error a dial ends with; a connection is hung up at once.
std::uint32_t try_dial(const RASDIALPARAMS& parameters) {
  HRASCONN connection = nullptr;
  const std::uint32_t error = RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection);
  if (error == 0 && (RasHangUp(connection) != 0 || !becomes_invalid(connection)))
    give_up("the end of a connection");
  return error;
}

}  // namespace

TEST_SUITE("conformance: the phone book in C") {
  TEST_BOTH_WAYS("RasGetEntryProperties gives the members of a profile") {
    LabOptions options;
    options.profiles["all"] =
        "number = '0123'\n[line]\ndevice = '/dev/ttyX'\n[ppp]\nauthentication = ['chap']\n"
        "[ip]\nlocal = '10.1.2.3'\ndefault_route = true\nmetric = 7\n"
        "[script]\nterminal = 'before_dial'\n";
    options.profiles["cable"] =
        "[line]\ndevice = '/dev/ttyY'\n[modem]\ntype = 'direct'\n[script]\nlogin = 'ogin: me'\n";
    options.profiles["wide"] =
        "number = '1'\n[line]\ndevice = '/dev/" + std::string(200, 'x') + "'\n";
    options.profiles["broken"] = "number = \n";
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);

    const RASENTRY all = entry_of("all");
    CHECK(std::string(all.szLocalPhoneNumber) == "0123");
    CHECK(std::string(all.szDeviceName) == "/dev/ttyX");
    CHECK(std::string(all.szDeviceType) == RASDT_Modem);
    CHECK(all.dwType == RASET_Phone);
    CHECK(all.dwfOptions == (RASEO_SpecificIpAddr | RASEO_RemoteDefaultGateway |
                             RASEO_TerminalBeforeDial | RASEO_RequireEncryptedPw));
    CHECK(all.ipaddr.a == 10);
    CHECK(all.ipaddr.b == 1);
    CHECK(all.ipaddr.c == 2);
    CHECK(all.ipaddr.d == 3);
    CHECK(all.dwIPv4InterfaceMetric == 7);
    CHECK(all.dwfNetProtocols == RASNP_Ip);
    CHECK(all.dwFramingProtocol == RASFP_Ppp);

    const RASENTRY cable = entry_of("cable");
    CHECK(cable.dwType == RASET_Direct);
    CHECK(std::string(cable.szDeviceType) == RASDT_Serial);
    CHECK(std::string(cable.szXScript) == "ogin: me");
    CHECK(cable.dwfOptions == 0);
    CHECK(std::string(entry_of("").szDeviceName).empty());  // what a new one begins with

    auto entry = sized<RASENTRY>();
    std::uint32_t size = 0;
    CHECK(RasGetEntryProperties(nullptr, "all", nullptr, &size, nullptr, nullptr) ==
          ERROR_BUFFER_TOO_SMALL);
    CHECK(size == sizeof entry);
    CHECK(RasGetEntryProperties(nullptr, "nobody", &entry, &size, nullptr, nullptr) ==
          ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
    CHECK(RasGetEntryProperties(nullptr, "broken", &entry, &size, nullptr, nullptr) ==
          ERROR_CANNOT_LOAD_PHONEBOOK);
    CHECK(last_text().find("broken.toml:1:") != std::string::npos);
    // Cut, it would be another device.
    CHECK(RasGetEntryProperties(nullptr, "wide", &entry, &size, nullptr, nullptr) ==
          ERROR_BUFFER_TOO_SMALL);
    CHECK(last_text().find("szDeviceName") != std::string::npos);
    CHECK(RasGetEntryProperties("x.pbk", "all", &entry, &size, nullptr, nullptr) ==
          ERROR_CANNOT_OPEN_PHONEBOOK);
    CHECK(RasGetEntryProperties(nullptr, "all", &entry, &size, nullptr, &size) ==
          ERROR_INVALID_PARAMETER);
  }

  TEST_BOTH_WAYS("RasSetEntryProperties changes what differs, and leaves every other octet") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    const std::string before = file_of(lab, "line0");
    RASENTRY entry = entry_of("line0");
    REQUIRE(set("line0", entry) == 0);
    CHECK(file_of(lab, "line0") == before);
    put(entry.szLocalPhoneNumber, "5550009");
    REQUIRE(set("line0", entry) == 0);
    CHECK(file_of(lab, "line0") == replaced(before, kGood, "5550009"));

    entry.dwfOptions = RASEO_SpecificIpAddr | RASEO_RemoteDefaultGateway | RASEO_TerminalAfterDial |
                       RASEO_RequirePAP;
    entry.ipaddr = {192, 168, 1, 254};
    entry.dwIPv4InterfaceMetric = 4'000'000'000;
    REQUIRE(set("line0", entry) == 0);
    const RASENTRY now = entry_of("line0");
    CHECK(std::memcmp(&now, &entry, sizeof entry) == 0);
    CHECK(file_of(lab, "line0").find("\"192.168.1.254\"") != std::string::npos);

    entry = entry_of("line0");
    entry.dwfOptions = 0;  // of an address without its option nothing is kept
    entry.dwIPv4InterfaceMetric = 0;
    REQUIRE(set("line0", entry) == 0);
    const RASENTRY again = entry_of("line0");
    CHECK(again.dwfOptions == 0);
    CHECK(again.ipaddr.a == 0);
    CHECK(file_of(lab, "line0").find("local") == std::string::npos);
  }

  TEST_BOTH_WAYS("RasSetEntryProperties makes an entry that can be dialled") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    RASENTRY entry = entry_of("");
    put(entry.szLocalPhoneNumber, kGood);
    put(entry.szDeviceName, lab.device(0));
    REQUIRE(set("new one", entry) == 0);
    CHECK(try_dial(to_dial("new one")) == 0);
    const RASENTRY made = entry_of("new one");
    CHECK(std::memcmp(&made, &entry, sizeof entry) == 0);
    CHECK(set("a/b", entry) != 0);
    CHECK(set(".hidden", entry) == ERROR_INVALID_NAME);
    CHECK(set("\xff", entry) == ERROR_INVALID_NAME);
    CHECK(set(nullptr, entry) == ERROR_INVALID_PARAMETER);
    CHECK(RasSetEntryProperties(nullptr, "line0", &entry, sizeof entry - 1, nullptr, 0) ==
          ERROR_INVALID_SIZE);
    CHECK(RasSetEntryProperties(nullptr, "line0", &entry, sizeof entry, &entry, 1) ==
          ERROR_INVALID_PARAMETER);
  }

  TEST_BOTH_WAYS("what no profile can say is refused by the member's name, and nothing is kept") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    const std::string before = file_of(lab, "line0");
    struct Case {
      const char* named;
      std::uint32_t error;
      std::function<void(RASENTRY&)> change;
    };
    constexpr std::uint32_t kForeign = ERROR_FEATURE_DEPRECATED;
    constexpr std::uint32_t kWrong = ERROR_INVALID_PARAMETER;
    const std::vector<Case> cases{
        {"RASEO_SwCompression", kForeign, [](auto& it) { it.dwfOptions = RASEO_SwCompression; }},
        {"RASEO_SpecificNameServers", kForeign,
         [](auto& it) { it.dwfOptions = RASEO_SpecificNameServers; }},
        {"0x80000000", kForeign, [](auto& it) { it.dwfOptions = 0x80000000; }},
        {"dwfOptions2", kForeign, [](auto& it) { it.dwfOptions2 = 1; }},
        {"dwCountryID", kForeign, [](auto& it) { it.dwCountryID = 49; }},
        {"dwCountryCode", kForeign, [](auto& it) { it.dwCountryCode = 49; }},
        {"szAreaCode", kForeign, [](auto& it) { put(it.szAreaCode, "30"); }},
        {"dwAlternateOffset", kForeign, [](auto& it) { it.dwAlternateOffset = 1; }},
        {"ipaddrDns", kForeign, [](auto& it) { it.ipaddrDns.d = 1; }},
        {"ipaddrDnsAlt", kForeign, [](auto& it) { it.ipaddrDnsAlt.a = 1; }},
        {"dwFrameSize", kForeign, [](auto& it) { it.dwFrameSize = 1006; }},
        {"dwfNetProtocols", kForeign, [](auto& it) { it.dwfNetProtocols |= RASNP_Ipx; }},
        {"dwFramingProtocol", kForeign, [](auto& it) { it.dwFramingProtocol = RASFP_Slip; }},
        {"szDeviceType", kForeign, [](auto& it) { put(it.szDeviceType, "x25"); }},
        {"dwSubEntries", kForeign, [](auto& it) { it.dwSubEntries = 2; }},
        {"dwIdleDisconnectSeconds", kForeign, [](auto& it) { it.dwIdleDisconnectSeconds = 60; }},
        {"dwType", kForeign, [](auto& it) { it.dwType = RASET_Vpn; }},
        {"dwEncryptionType", kForeign, [](auto& it) { it.dwEncryptionType = 1; }},
        {"dwRedialCount", kForeign, [](auto& it) { it.dwRedialCount = 3; }},
        {"dwRedialPause", kForeign, [](auto& it) { it.dwRedialPause = 60; }},
        {"dwfNetProtocols", kWrong, [](auto& it) { it.dwfNetProtocols = 0; }},
        {"dwFramingProtocol", kWrong, [](auto& it) { it.dwFramingProtocol = 0; }},
        {"szDeviceType", kWrong, [](auto& it) { it.szDeviceType[0] = '\0'; }},
        {"szDeviceName", kWrong, [](auto& it) { it.szDeviceName[0] = '\0'; }},
        {"szLocalPhoneNumber", kWrong, [](auto& it) { it.szLocalPhoneNumber[0] = '\0'; }},
        {"szLocalPhoneNumber", kWrong, [](auto& it) { it.dwType = RASET_Direct; }},
        {"dwType", kWrong, [](auto& it) { it.dwType = 0; }},
        {"ipaddr", kWrong, [](auto& it) { it.dwfOptions = RASEO_SpecificIpAddr; }},
        {"RASEO_TerminalAfterDial", kWrong,
         [](auto& it) { it.dwfOptions = RASEO_TerminalBeforeDial | RASEO_TerminalAfterDial; }},
        {"RASEO_RequirePAP", kWrong,
         [](auto& it) { it.dwfOptions = RASEO_RequireEncryptedPw | RASEO_RequirePAP; }},
        {"szXScript", kWrong,
         [](auto& it) { std::memset(it.szXScript, 'x', sizeof it.szXScript); }},
        {"line.device", kWrong, [](auto& it) { put(it.szDeviceName, "ttyS0"); }},  // the manager's
    };
    for (const Case& one : cases) {
      CAPTURE(one.named);
      RASENTRY entry = entry_of("line0");
      one.change(entry);
      CHECK(set("line0", entry) == one.error);
      CHECK(last_text().find(one.named) != std::string::npos);
    }
    CHECK(file_of(lab, "line0") == before);

    // All of them at once.
    RASENTRY entry = entry_of("line0");
    entry.dwRedialCount = 1;
    entry.dwfOptions = RASEO_ModemLights;
    CHECK(set("line0", entry) == kForeign);
    CHECK(last_text().find("RASEO_ModemLights, dwRedialCount") != std::string::npos);
  }

  TEST_BOTH_WAYS("entries are named, renamed and deleted, but not while they are up") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    CHECK(RasValidateEntryName(nullptr, "free") == 0);
    CHECK(RasValidateEntryName(nullptr, "line0") == ERROR_ALREADY_EXISTS);
    CHECK(RasValidateEntryName(nullptr, "") == ERROR_INVALID_NAME);
    CHECK(RasValidateEntryName(nullptr, ".x") == ERROR_INVALID_NAME);
    CHECK(RasValidateEntryName(nullptr, "\xc3") == ERROR_INVALID_NAME);
    CHECK(RasValidateEntryName(nullptr, std::string(251, 'x').c_str()) == ERROR_INVALID_NAME);
    CHECK(RasValidateEntryName("x", "free") == ERROR_CANNOT_OPEN_PHONEBOOK);

    HRASCONN connection = nullptr;
    const auto parameters = to_dial("line0");
    REQUIRE(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) == 0);
    CHECK(RasRenameEntry(nullptr, "line0", "work") == ERROR_CANNOT_DELETE);
    CHECK(RasDeleteEntry(nullptr, "line0") == ERROR_CANNOT_DELETE);
    REQUIRE(RasHangUp(connection) == 0);
    REQUIRE(becomes_invalid(connection));

    const std::string text = file_of(lab, "line0");
    CHECK(RasRenameEntry(nullptr, "line0", "work") == 0);
    CHECK(file_of(lab, "work") == text);
    CHECK(file_of(lab, "line0").empty());
    CHECK(RasRenameEntry(nullptr, "line0", "other") == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
    CHECK(RasRenameEntry(nullptr, "work", "a\x01") == ERROR_INVALID_NAME);
    CHECK(RasDeleteEntry(nullptr, "work") == 0);
    CHECK(RasDeleteEntry(nullptr, "work") == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
    CHECK(RasDeleteEntry(nullptr, nullptr) == ERROR_INVALID_PARAMETER);
  }

  TEST_BOTH_WAYS("a password comes back as a token, which dials and can be stored") {
    LabOptions options;
    options.line.peer.require = ppp::AuthenticationMethod::kPap;
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    const auto known = credentials_of("line0", RASCM_UserName | RASCM_Password | RASCM_Domain);
    CHECK(known.dwMask == (RASCM_UserName | RASCM_Password));
    CHECK(std::string(known.szUserName) == "alice");
    CHECK(std::string(known.szPassword).empty());
    const std::string token = known.szXPasswordToken;
    REQUIRE(!token.empty());
    CHECK(token.find("secret") == std::string::npos);
    CHECK(credentials_of("line0", RASCM_UserName).szXPasswordToken[0] == '\0');

    RASENTRY entry = entry_of("line0");
    REQUIRE(set("second", entry) == 0);
    CHECK(credentials_of("second", RASCM_UserName | RASCM_Password).dwMask == 0);
    REQUIRE(set("second", RASCM_UserName | RASCM_Password, "alice", "wrong") == 0);
    auto parameters = to_dial("second");
    CHECK(try_dial(parameters) == ERROR_AUTHENTICATION_FAILURE);
    put(parameters.szXPasswordToken, token);
    CHECK(try_dial(parameters) == 0);
    put(parameters.szPassword, "secret");
    CHECK(try_dial(parameters) == ERROR_INVALID_PARAMETER);  // which of the two?
    put(parameters.szPassword, "");
    put(parameters.szXPasswordToken, "guessed");
    CHECK(try_dial(parameters) == ERROR_INVALID_PARAMETER);

    auto stored = sized<RASCREDENTIALS>();
    stored.dwMask = RASCM_Password;
    put(stored.szXPasswordToken, token);
    REQUIRE(RasSetCredentials(nullptr, "second", &stored, 0) == 0);
    CHECK(try_dial(to_dial("second")) == 0);
    put(stored.szPassword, "both");
    CHECK(RasSetCredentials(nullptr, "second", &stored, 0) == ERROR_INVALID_PARAMETER);
    put(stored.szPassword, "");
    put(stored.szXPasswordToken, "guessed");
    CHECK(RasSetCredentials(nullptr, "second", &stored, 0) == ERROR_INVALID_PARAMETER);
  }

  TEST_BOTH_WAYS("RasSetCredentials stores what the mask names, and clears it") {
    LabOptions options;
    options.user = "";
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    constexpr std::uint32_t kBoth = RASCM_UserName | RASCM_Password;
    REQUIRE(set("line0", RASCM_UserName, "bob", "not stored") == 0);
    CHECK(credentials_of("line0", kBoth).dwMask == RASCM_UserName);
    REQUIRE(set("line0", RASCM_Password, "nobody", "stored") == 0);
    auto now = credentials_of("line0", kBoth);
    CHECK(now.dwMask == kBoth);
    CHECK(std::string(now.szUserName) == "bob");

    auto named = sized<RASCREDENTIALS>();
    named.dwMask = RASCM_UserName | RASCM_Domain;
    put(named.szUserName, "eve");
    put(named.szDomain, "WORK");
    REQUIRE(RasSetCredentials(nullptr, "line0", &named, 0) == 0);
    CHECK(std::string(credentials_of("line0", kBoth).szUserName) == "WORK\\eve");
    named.dwMask = RASCM_Domain;
    CHECK(RasSetCredentials(nullptr, "line0", &named, 0) == ERROR_INVALID_PARAMETER);
    CHECK(set("line0", RASCM_DefaultCreds, "", "") == ERROR_FEATURE_DEPRECATED);

    REQUIRE(set("line0", RASCM_Password, "", "ignored", 1) == 0);
    CHECK(credentials_of("line0", kBoth).dwMask == RASCM_UserName);
    REQUIRE(set("line0", RASCM_UserName, "ignored", "", 1) == 0);
    CHECK(credentials_of("line0", kBoth).dwMask == 0);
    CHECK(set("nobody", kBoth, "a", "b") == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  }

  TEST_BOTH_WAYS("RasEnumDevices names the ports by the protocol of the lists") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    std::uint32_t size = 0;
    std::uint32_t count = 0;
    const std::uint32_t asked = RasEnumDevices(nullptr, &size, &count);
    CHECK(asked == (count == 0 ? 0 : ERROR_BUFFER_TOO_SMALL));
    CHECK(size == count * sizeof(RASDEVINFO));
    std::vector<RASDEVINFO> list(count + 1, sized<RASDEVINFO>());
    size = static_cast<std::uint32_t>(list.size() * sizeof(RASDEVINFO));
    REQUIRE(RasEnumDevices(list.data(), &size, &count) == 0);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string type = list[i].szDeviceType;
      CHECK((type == RASDT_Modem || type == RASDT_Serial));
      CHECK(std::string(list[i].szDeviceName).starts_with("/dev/"));
      CHECK(list[i].dwSize == sizeof(RASDEVINFO));
    }
    CHECK(RasEnumDevices(nullptr, nullptr, &count) == ERROR_INVALID_PARAMETER);
  }

  TEST_CASE("a structure of the phone book of another size is 632, and nothing is done") {
    Lab lab(true);
    const RasProcess process(lab);
    const std::string before = file_of(lab, "line0");
    check_sizes<RASENTRY>([](auto* it) {
      std::uint32_t size = sizeof *it;
      return RasGetEntryProperties(nullptr, "line0", it, &size, nullptr, nullptr);
    });
    check_sizes<RASENTRY>([](const RASENTRY* it) {
      return RasSetEntryProperties(nullptr, "line0", it, it->dwSize, nullptr, 0);
    });
    check_sizes<RASCREDENTIALS>([](auto* it) { return RasGetCredentials(nullptr, "line0", it); });
    check_sizes<RASCREDENTIALS>(
        [](auto* it) { return RasSetCredentials(nullptr, "line0", it, 0); });
    check_sizes<RASDEVINFO>([](auto* it) {
      std::uint32_t size = sizeof *it;
      std::uint32_t count = 0;
      return RasEnumDevices(it, &size, &count);
    });
    CHECK(file_of(lab, "line0") == before);
  }
}

}  // namespace dial::conformance
