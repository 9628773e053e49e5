// RasGetConnectionStatistics and its like.
#include <charconv>

#include "ras/call.hpp"
#include "ras/guard.hpp"
#include "ras/structure.hpp"

namespace dial::ras {
namespace {

// The first number of "CONNECT 33600/V42bis"; 0 if there is none.
std::uint64_t speed_of(const std::string& connect_text) {
  const std::size_t digit = connect_text.find_first_of("0123456789");
  std::uint64_t speed = 0;
  if (digit == std::string::npos) return speed;
  const char* end = connect_text.data() + connect_text.size();
  std::from_chars(connect_text.data() + digit, end, speed);
  return speed;
}

Result<> get_statistics(HRASCONN handle, RAS_STATS* to) {
  if (auto right = check_size(to); !right) return right;
  const auto connection = connection_of(handle);
  if (!connection) return std::unexpected(connection.error());
  const auto now = connection->dialer->statistics(connection->id);
  if (!now) return std::unexpected(now.error());
  const auto status = connection->dialer->status(connection->id);
  if (!status) return std::unexpected(status.error());
  const Statistics from = Process::get().handles().baseline(connection->id);
  RAS_STATS filled{};
  filled.dwBytesXmited = now->bytes_sent - from.bytes_sent;
  filled.dwBytesRcved = now->bytes_received - from.bytes_received;
  filled.dwFramesXmited = now->packets_sent - from.packets_sent;
  filled.dwFramesRcved = now->packets_received - from.packets_received;
  filled.dwCrcErr = now->fcs_errors - from.fcs_errors;
  filled.dwFramingErr = now->framing_errors - from.framing_errors;
  filled.dwBps = speed_of(status->connect_text);
  filled.dwConnectDuration = static_cast<std::uint64_t>(now->connected.count());
  filled.qwXLineBytesXmited = now->line_bytes_sent - from.line_bytes_sent;
  filled.qwXLineBytesRcved = now->line_bytes_received - from.line_bytes_received;
  write_structure(to, filled);
  return {};
}

Result<> clear_statistics(HRASCONN handle) {
  const auto connection = connection_of(handle);
  if (!connection) return std::unexpected(connection.error());
  const auto now = connection->dialer->statistics(connection->id);
  if (!now) return std::unexpected(now.error());
  Process::get().handles().set_baseline(connection->id, *now);
  return {};
}

Result<> check_link(std::uint32_t subentry) {
  if (subentry == 1) return {};
  return std::unexpected(Error{ErrorCode::kNoMoreItems, Layer::kService, "", "", 0});
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasGetConnectionStatistics(HRASCONN connection, RAS_STATS* statistics) {
  return guarded([&] { return get_statistics(connection, statistics); });
}

std::uint32_t RasGetLinkStatistics(HRASCONN connection, std::uint32_t subentry,
                                   RAS_STATS* statistics) {
  return guarded([&]() -> dial::Result<> {
    if (auto right = check_link(subentry); !right) return right;
    return get_statistics(connection, statistics);
  });
}

std::uint32_t RasClearConnectionStatistics(HRASCONN connection) {
  return guarded([&] { return clear_statistics(connection); });
}

std::uint32_t RasClearLinkStatistics(HRASCONN connection, std::uint32_t subentry) {
  return guarded([&]() -> dial::Result<> {
    if (auto right = check_link(subentry); !right) return right;
    return clear_statistics(connection);
  });
}
