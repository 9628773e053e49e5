// The C interface: enumeration, status, projection, statistics, sizes and text.
#include <arpa/inet.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "conformance/ras_lab.hpp"

namespace dial::conformance {
TEST_SUITE("conformance: lists and records in C") {
  TEST_BOTH_WAYS("RasEnumConnections says what it needs, and gives what there is from the start") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    std::uint32_t size = 0;
    std::uint32_t count = 7;
    CHECK(RasEnumConnections(nullptr, &size, &count) == 0);  // there is none
    CHECK(count == 0);
    CHECK(size == 0);

    const HRASCONN up = connect("line0");
    HRASCONN dialling = nullptr;
    Calls calls;
    REQUIRE(dial_with(calls, dialling, "line1") == 0);
    CHECK(RasEnumConnections(nullptr, &size, &count) == ERROR_BUFFER_TOO_SMALL);
    CHECK(count == 2);
    CHECK(size == 2 * sizeof(RASCONN));

    std::vector<RASCONN> list(2, sized<RASCONN>());
    size = sizeof(RASCONN) + 1;
    list[0].szEntryName[0] = 'x';
    CHECK(RasEnumConnections(list.data(), &size, &count) == ERROR_BUFFER_TOO_SMALL);
    CHECK(list[0].szEntryName[0] == 'x');
    CHECK(size == 2 * sizeof(RASCONN));

    list[1].dwSize = 0;  // it is set in all but the first
    REQUIRE(RasEnumConnections(list.data(), &size, &count) == 0);
    REQUIRE(count == 2);
    CHECK(list[0].hrasconn == up);
    CHECK(std::string(list[0].szEntryName) == "line0");
    CHECK(std::string(list[0].szDeviceName) == lab.device(0));
    CHECK(std::string(list[0].szDeviceType) == RASDT_Modem);
    CHECK(list[0].dwSubEntry == 1);
    CHECK(list[0].dwXOwner == getuid());
    CHECK(list[0].dwXReferences == 1);
    CHECK(list[1].dwSize == sizeof(RASCONN));
    CHECK(list[1].hrasconn == dialling);

    CHECK(hang_up(up));
    CHECK(hang_up(dialling));
    CHECK(RasEnumConnections(nullptr, &size, &count) == 0);
    CHECK(count == 0);
  }

  TEST_BOTH_WAYS("RasEnumEntries names the profiles") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    std::vector<RASENTRYNAME> list(3, sized<RASENTRYNAME>());
    auto size = static_cast<std::uint32_t>(list.size() * sizeof(RASENTRYNAME));
    std::uint32_t count = 0;
    REQUIRE(RasEnumEntries(nullptr, nullptr, list.data(), &size, &count) == 0);
    REQUIRE(count == 2);
    CHECK(size == 2 * sizeof(RASENTRYNAME));
    CHECK(std::string(list[0].szEntryName) == "line0");
    CHECK(std::string(list[1].szEntryName) == "line1");
    CHECK(std::string(list[0].szPhonebookPath) == lab.directory() + "/profiles/line0.toml");
    CHECK(RasEnumEntries(nullptr, "/etc/x.pbk", list.data(), &size, &count) ==
          ERROR_CANNOT_OPEN_PHONEBOOK);
    CHECK(RasEnumEntries("x", nullptr, list.data(), &size, &count) == ERROR_INVALID_PARAMETER);
  }

  TEST_BOTH_WAYS("projection, status and link of a connection") {
    LabOptions options;
    options.line.peer.require = ppp::AuthenticationMethod::kPap;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    HRASCONN dialling = nullptr;
    Calls calls;
    REQUIRE(dial_with(calls, dialling, "line1", "5550003") == 0);
    auto ip = sized<RASPPPIP>();
    std::uint32_t size = sizeof ip;
    CHECK(RasGetProjectionInfo(dialling, RASP_PppIp, &ip, &size) == ERROR_PROJECTION_NOT_COMPLETE);
    CHECK(RasGetProjectionInfoEx(dialling, nullptr, &size) == ERROR_PROJECTION_NOT_COMPLETE);
    HRASCONN link = nullptr;
    CHECK(RasGetSubEntryHandle(dialling, 1, &link) == ERROR_PORT_NOT_OPEN);
    CHECK(hang_up(dialling));
    Calls of_busy;
    HRASCONN busy = nullptr;
    REQUIRE(dial_with(of_busy, busy, "line1", "5557700") == 0);  // dialsim: BUSY
    REQUIRE(dispatch_until([&] { return of_busy.is_over(); }));
    CHECK(RasGetProjectionInfo(busy, RASP_PppIp, &ip, &size) == ERROR_PROTOCOL_NOT_CONFIGURED);
    CHECK(RasGetProjectionInfoEx(busy, nullptr, &size) == ERROR_PROTOCOL_NOT_CONFIGURED);

    const HRASCONN connection = connect("line0");
    size = sizeof ip - 1;
    CHECK(RasGetProjectionInfo(connection, RASP_PppIp, &ip, &size) == ERROR_BUFFER_TOO_SMALL);
    CHECK(size == sizeof ip);
    REQUIRE(RasGetProjectionInfo(connection, RASP_PppIp, &ip, &size) == 0);
    CHECK(ip.dwError == 0);
    CHECK(std::string(ip.szIpAddress) == "10.64.0.2");  // dialsim's
    CHECK(std::string(ip.szServerIpAddress) == "10.64.0.1");
    auto lcp = sized<RASPPPLCP>();
    size = sizeof lcp;
    REQUIRE(RasGetProjectionInfo(connection, RASP_PppLcp, &lcp, &size) == 0);
    CHECK(lcp.dwAuthenticationProtocol == RASLCPAP_PAP);
    CHECK(lcp.bBundled == 0);
    CHECK(RasGetProjectionInfo(connection, RASP_PppIpv6, &lcp, &size) ==
          ERROR_PROTOCOL_NOT_CONFIGURED);

    auto status = sized<RASCONNSTATUS>();
    REQUIRE(RasGetConnectStatus(connection, &status) == 0);
    CHECK(status.rasconnstate == RASCS_Connected);
    CHECK(status.dwError == 0);
    CHECK(std::string(status.szPhoneNumber) == kGood);
    CHECK(std::string(status.szDeviceName) == lab.device(0));
    CHECK(std::string(status.szXConnectText).starts_with("CONNECT"));

    CHECK(RasGetSubEntryHandle(connection, 1, &link) == 0);
    CHECK(link == connection);
    for (const std::uint32_t other : {0U, 2U, 0xffffffffU})
      CHECK(RasGetSubEntryHandle(connection, other, &link) == ERROR_NO_MORE_ITEMS);
    CHECK(hang_up(connection));
  }

  TEST_BOTH_WAYS(
      "RasGetProjectionInfoEx gives all protocols at once, as RasGetProjectionInfo does") {
    LabOptions options;
    options.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    const HRASCONN connection = connect("line0");
    RAS_PROJECTION_INFO given;
    std::memset(&given, 0x5a, sizeof given);
    const RAS_PROJECTION_INFO before = given;
    std::uint32_t size = sizeof given;
    for (const std::uint32_t version : {0U, 3U, 5U}) {
      given.version = version;
      CHECK(RasGetProjectionInfoEx(connection, &given, &size) == ERROR_INVALID_SIZE);
    }
    given.version = RASAPIVERSION_CURRENT;
    size = sizeof given - 1;
    CHECK(RasGetProjectionInfoEx(connection, &given, &size) == ERROR_BUFFER_TOO_SMALL);
    CHECK(size == sizeof given);
    size = 0;
    CHECK(RasGetProjectionInfoEx(connection, nullptr, &size) == ERROR_BUFFER_TOO_SMALL);
    CHECK(size == sizeof given);
    CHECK(RasGetProjectionInfoEx(connection, &given, nullptr) == ERROR_INVALID_PARAMETER);
    CHECK(given.type == before.type);
    CHECK(std::memcmp(&given.ppp, &before.ppp, sizeof given.ppp) == 0);

    REQUIRE(RasGetProjectionInfoEx(connection, &given, &size) == 0);
    CHECK(given.type == PROJECTION_INFO_TYPE_PPP);
    CHECK(given.ppp.dwIPv4NegotiationError == 0);
    CHECK(given.ppp.ipv4Address.s_addr == inet_addr("10.64.0.2"));  // dialsim's
    CHECK(given.ppp.ipv4ServerAddress.s_addr == inet_addr("10.64.0.1"));
    CHECK(given.ppp.dwIPv6NegotiationError == ERROR_PROTOCOL_NOT_CONFIGURED);
    CHECK(given.ppp.dwCcpError == ERROR_PROTOCOL_NOT_CONFIGURED);
    CHECK(given.ppp.dwAuthenticationProtocol == RASLCPAP_CHAP);
    CHECK(given.ppp.dwAuthenticationData == RASLCPAD_CHAP_MD5);
    // What was not negotiated, or is not known, is zero.
    CHECK(given.ppp.dwServerAuthenticationProtocol == 0);
    CHECK(given.ppp.dwLcpOptions == 0);
    CHECK(given.ppp.bInterfaceIdentifier[7] == 0);
    CHECK(hang_up(connection));
    CHECK(RasGetProjectionInfoEx(connection, &given, &size) == ERROR_INVALID_HANDLE);
  }

  TEST_BOTH_WAYS("statistics count from the clear of this process") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    const HRASCONN connection = connect("line0");
    auto before = sized<RAS_STATS>();
    REQUIRE(RasGetConnectionStatistics(connection, &before) == 0);
    CHECK(before.qwXLineBytesXmited > 0);
    CHECK(before.dwBps == 33'600);  // dialsim's CONNECT line
    REQUIRE(RasClearConnectionStatistics(connection) == 0);
    auto after = sized<RAS_STATS>();
    REQUIRE(RasGetConnectionStatistics(connection, &after) == 0);
    CHECK(after.qwXLineBytesXmited < before.qwXLineBytesXmited);
    CHECK(after.dwConnectDuration >= before.dwConnectDuration);
    CHECK(RasGetLinkStatistics(connection, 1, &after) == 0);
    CHECK(RasGetLinkStatistics(connection, 2, &after) == ERROR_NO_MORE_ITEMS);
    CHECK(RasClearLinkStatistics(connection, 1) == 0);
    CHECK(RasClearLinkStatistics(connection, 2) == ERROR_NO_MORE_ITEMS);
    CHECK(hang_up(connection));
  }

  TEST_CASE("a structure of another size is 632, and nothing is done") {
    Lab lab(true);
    const RasProcess process(lab);
    const HRASCONN connection = connect("line0");
    HRASCONN none = nullptr;
    check_sizes<RASDIALPARAMS>(
        [&](const RASDIALPARAMS* it) { return RasDial(nullptr, nullptr, it, 0, nullptr, &none); });
    const auto parameters = to_dial("line0");
    check_sizes<RASDIALEXTENSIONS>([&](const RASDIALEXTENSIONS* it) {
      return RasDial(it, nullptr, &parameters, 0, nullptr, &none);
    });
    CHECK(none == nullptr);
    check_sizes<RASCONNSTATUS>([&](auto* it) { return RasGetConnectStatus(connection, it); });
    check_sizes<RAS_STATS>([&](auto* it) { return RasGetConnectionStatistics(connection, it); });
    check_sizes<RASCONN>([&](auto* it) {
      std::uint32_t size = sizeof *it;
      std::uint32_t count = 0;
      return RasEnumConnections(it, &size, &count);
    });
    check_sizes<RASENTRYNAME>([&](auto* it) {
      std::uint32_t size = sizeof *it;
      std::uint32_t count = 0;
      return RasEnumEntries(nullptr, nullptr, it, &size, &count);
    });
    check_sizes<RASPPPIP>([&](auto* it) {
      std::uint32_t size = sizeof *it;
      return RasGetProjectionInfo(connection, RASP_PppIp, it, &size);
    });
    check_sizes<RASPPPLCP>([&](auto* it) {
      std::uint32_t size = sizeof *it;
      return RasGetProjectionInfo(connection, RASP_PppLcp, it, &size);
    });
    check_sizes<RASXTARGET>([](const RASXTARGET* it) { return RasXSetTarget(it); });
  }

  TEST_CASE("RasGetErrorString has a text for every number of RAS, and needs room for all of it") {
    for (const ErrorCode code : all_error_codes()) {
      const auto number = static_cast<std::uint32_t>(code);
      CAPTURE(number);
      char text[512];
      REQUIRE(RasGetErrorString(number, text, sizeof text) == 0);
      CHECK(std::string(text) == error_text(code));
    }
    char text[64] = "unchanged";
    const auto length = static_cast<std::uint32_t>(error_text(ErrorCode::kLineBusy).size());
    CHECK(RasGetErrorString(676, text, length) == ERROR_BUFFER_TOO_SMALL);
    CHECK(std::string(text) == "unchanged");
    CHECK(RasGetErrorString(676, text, length + 1) == 0);
    CHECK(std::string(text) == "the line is busy");
    CHECK(RasGetErrorString(676, nullptr, 0) == ERROR_INVALID_PARAMETER);
    CHECK(RasGetErrorString(4711, text, sizeof text) == ERROR_INVALID_PARAMETER);
  }
}

}  // namespace dial::conformance
