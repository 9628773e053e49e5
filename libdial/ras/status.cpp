// RasGetConnectStatus, RasXOpenTerminal, RasGetSubEntryHandle.
#include "ras/call.hpp"
#include "ras/guard.hpp"
#include "ras/structure.hpp"
#include "ras/text.hpp"

namespace dial::ras {
namespace {

using Standing = Handles::Standing;

// Unlike all else this is legal after RasHangUp, until the line is free.
Result<ConnectionStatus> status_of(HRASCONN handle) {
  const auto id = to_id(handle);
  if (!id) return std::unexpected(no_such_handle());
  const auto dialer = dialer_of_thread();
  if (!dialer) return std::unexpected(dialer.error());
  const Standing standing = Process::get().handles().standing(*id);
  if (standing == Standing::kGone) return std::unexpected(no_such_handle());
  auto status = (*dialer)->status(*id);
  // Disconnected means that the port is closed and unlocked.
  if (status && standing == Standing::kHungUp && status->state == State::kDisconnected) {
    Process::get().handles().hung_up(*id, {});
    return std::unexpected(no_such_handle());
  }
  return status;
}

Result<> get_status(HRASCONN handle, RASCONNSTATUS* to) {
  if (auto right = check_size(to); !right) return right;
  const auto status = status_of(handle);
  if (!status) return std::unexpected(status.error());
  RASCONNSTATUS filled{};
  filled.rasconnstate = static_cast<RASCONNSTATE>(status->state);
  filled.dwError = static_cast<std::uint32_t>(status->error.code);
  write_text(filled.szDeviceType, device_type(*status));
  write_text(filled.szDeviceName, status->device);
  write_text(filled.szPhoneNumber, status->number);
  write_text(filled.szXConnectText, status->connect_text);
  write_text(filled.szXInterface, status->interface);
  write_text(filled.szXPrompt, status->prompt);
  write_structure(to, filled);
  return {};
}

Result<> get_link(HRASCONN handle, std::uint32_t subentry, HRASCONN* link) {
  if (link == nullptr) return std::unexpected(misused("no place for the handle"));
  const auto connection = connection_of(handle);
  if (!connection) return std::unexpected(connection.error());
  const auto status = connection->dialer->status(connection->id);
  if (!status) return std::unexpected(status.error());
  if (subentry != 1)
    return std::unexpected(Error{ErrorCode::kNoMoreItems, Layer::kService, "", "", 0});
  if (status->state != State::kConnected) {
    return std::unexpected(Error{ErrorCode::kPortNotOpen, Layer::kService, "", "", 0});
  }
  *link = handle;
  return {};
}

Result<> open_terminal(HRASCONN handle, int* descriptor) {
  if (descriptor == nullptr) return std::unexpected(misused("no place for the descriptor"));
  const auto connection = connection_of(handle);
  if (!connection) return std::unexpected(connection.error());
  const auto opened = connection->dialer->open_terminal(connection->id);
  if (!opened) return std::unexpected(opened.error());
  *descriptor = *opened;
  return {};
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasGetConnectStatus(HRASCONN connection, RASCONNSTATUS* status) {
  return guarded([&] { return get_status(connection, status); });
}

std::uint32_t RasXOpenTerminal(HRASCONN connection, int* descriptor) {
  return guarded([&] { return open_terminal(connection, descriptor); });
}

std::uint32_t RasGetSubEntryHandle(HRASCONN connection, std::uint32_t subentry, HRASCONN* link) {
  return guarded([&] { return get_link(connection, subentry, link); });
}
