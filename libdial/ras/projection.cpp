// RasGetProjectionInfo, RasGetProjectionInfoEx.
#include <algorithm>

#include "ras/call.hpp"
#include "ras/guard.hpp"
#include "ras/list.hpp"
#include "ras/text.hpp"

namespace dial::ras {
namespace {

Error of_code(ErrorCode code) {
  return {code, Layer::kNcp, "", "", 0};
}

struct Authentication {
  std::uint32_t protocol = 0;
  std::uint32_t data = 0;
};
Authentication authentication_of(const Projection& projection) {
  if (projection.authentication == "pap") return {RASLCPAP_PAP, 0};
  if (projection.authentication.starts_with("chap")) return {RASLCPAP_CHAP, RASLCPAD_CHAP_MD5};
  return {};
}

RASPPPIP to_ip(const Projection& projection) {
  RASPPPIP ip{};
  write_text(ip.szIpAddress, to_string(projection.local));
  write_text(ip.szServerIpAddress, to_string(projection.remote));
  const auto& servers = projection.name_servers;
  if (!servers.empty()) write_text(ip.szXDnsAddress, to_string(servers[0]));
  if (servers.size() > 1) write_text(ip.szXDnsAddressAlt, to_string(servers[1]));
  return ip;
}

RASPPPLCP to_lcp(const Projection& projection) {
  RASPPPLCP lcp{};
  lcp.dwXMru = projection.mru;
  const Authentication authentication = authentication_of(projection);
  lcp.dwAuthenticationProtocol = authentication.protocol;
  lcp.dwAuthenticationData = authentication.data;
  return lcp;
}

RASPPP_PROJECTION_INFO to_ppp(const Projection& link, const Projection& network) {
  RASPPP_PROJECTION_INFO ppp{};
  ppp.ipv4Address.s_addr = htonl(network.local.value);
  ppp.ipv4ServerAddress.s_addr = htonl(network.remote.value);
  ppp.dwIPv6NegotiationError = ERROR_PROTOCOL_NOT_CONFIGURED;
  ppp.dwCcpError = ERROR_PROTOCOL_NOT_CONFIGURED;
  const Authentication authentication = authentication_of(link);
  ppp.dwAuthenticationProtocol = authentication.protocol;
  ppp.dwAuthenticationData = authentication.data;
  return ppp;
}

using Records = std::vector<ProjectionRecord>;

Result<Records> records_of(HRASCONN handle) {
  const auto connection = connection_of(handle);
  if (!connection) return std::unexpected(connection.error());
  return connection->dialer->projection(connection->id);
}

// What the protocol came to; its error if that is nothing, or nothing yet. RASP_ and the records
// have the numbers of PPP.
Result<Projection> values_of(const Records& records, RASPROJECTION protocol) {
  const auto record = std::ranges::find(records, protocol, &ProjectionRecord::protocol);
  if (record == records.end()) return std::unexpected(of_code(ErrorCode::kProtocolNotConfigured));
  if (record->error) return std::unexpected(record->error);
  return record->values;
}

Result<> get_projection(HRASCONN handle, RASPROJECTION protocol, void* to, std::uint32_t* size) {
  if (size == nullptr) return std::unexpected(misused("no size"));
  const auto records = records_of(handle);
  if (!records) return std::unexpected(records.error());
  const auto projection = values_of(*records, protocol);
  if (!projection) return std::unexpected(projection.error());
  if (protocol == RASP_PppIp)
    return give_structure(static_cast<RASPPPIP*>(to), size, to_ip(*projection));
  return give_structure(static_cast<RASPPPLCP*>(to), size, to_lcp(*projection));
}

Error wrong_version(RASAPIVERSION version) {
  return {ErrorCode::kInvalidSize, Layer::kService, "version is " + std::to_string(version), "", 0};
}

Result<> get_all_projections(HRASCONN handle, RAS_PROJECTION_INFO* to, std::uint32_t* size) {
  if (size == nullptr) return std::unexpected(misused("no size"));
  const auto records = records_of(handle);
  if (!records) return std::unexpected(records.error());
  const auto network = values_of(*records, RASP_PppIp);
  if (!network) return std::unexpected(network.error());
  const auto link = values_of(*records, RASP_PppLcp);
  if (!link) return std::unexpected(link.error());
  const std::uint32_t given = *size;
  *size = sizeof *to;
  const bool has_version = to != nullptr && given >= sizeof to->version;
  if (has_version && to->version != RASAPIVERSION_601) {
    return std::unexpected(wrong_version(to->version));
  }
  if (!has_version || given < *size) {
    return std::unexpected(Error{ErrorCode::kBufferTooSmall, Layer::kService, "", "", 0});
  }
  to->type = PROJECTION_INFO_TYPE_PPP;
  to->ppp = to_ppp(*link, *network);
  return {};
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasGetProjectionInfo(HRASCONN connection, RASPROJECTION protocol, void* projection,
                                   std::uint32_t* size) {
  return guarded([&] { return get_projection(connection, protocol, projection, size); });
}

std::uint32_t RasGetProjectionInfoEx(HRASCONN connection, RAS_PROJECTION_INFO* projection,
                                     std::uint32_t* size) {
  return guarded([&] { return get_all_projections(connection, projection, size); });
}
