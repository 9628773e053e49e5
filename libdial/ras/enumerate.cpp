// RasEnumConnections, RasEnumEntries, RasEnumDevices.
#include "ras/call.hpp"
#include "ras/guard.hpp"
#include "ras/list.hpp"
#include "ras/text.hpp"

namespace dial::ras {
namespace {

RASCONN to_item(const ConnectionStatus& status) {
  RASCONN item{};
  item.hrasconn = to_handle(status.id);
  write_text(item.szEntryName, status.entry);
  write_text(item.szDeviceType, device_type(status));
  write_text(item.szDeviceName, status.device);
  item.dwSubEntry = 1;
  item.dwXOwner = status.owner;
  item.dwXReferences = status.references;
  return item;
}

Result<> enumerate_connections(RASCONN* list, std::uint32_t* size, std::uint32_t* count) {
  const auto dialer = dialer_of_thread();
  if (!dialer) return std::unexpected(dialer.error());
  const auto connections = (*dialer)->connections();
  if (!connections) return std::unexpected(connections.error());
  std::vector<RASCONN> items;
  std::vector<ConnectionId> named;
  for (const ConnectionStatus& status : *connections) {
    if (status.state == State::kDisconnected) continue;
    // What this process is hanging up is none of its connections any more.
    if (Process::get().handles().standing(status.id) == Handles::Standing::kHungUp) continue;
    items.push_back(to_item(status));
    named.push_back(status.id);
  }
  if (auto given = give_list(items, list, size, count); !given) return given;
  for (const ConnectionId id : named)
    Process::get().handles().obtained(id);
  return {};
}

Result<> enumerate_entries(const char* phonebook, RASENTRYNAME* list, std::uint32_t* size,
                           std::uint32_t* count) {
  if (auto right = check_phonebook(phonebook); !right) return right;
  const auto dialer = dialer_of_thread();
  if (!dialer) return std::unexpected(dialer.error());
  const auto profiles = (*dialer)->profiles();
  if (!profiles) return std::unexpected(profiles.error());
  std::vector<RASENTRYNAME> items;
  for (const ProfileInfo& profile : *profiles) {
    if (profile.abstract) continue;  // what cannot be dialled is no entry to RAS
    RASENTRYNAME& item = items.emplace_back();
    write_text(item.szEntryName, profile.name);
    write_text(item.szPhonebookPath, profile.file);
  }
  return give_list(items, list, size, count);
}

Result<> enumerate_devices(RASDEVINFO* list, std::uint32_t* size, std::uint32_t* count) {
  const auto dialer = dialer_of_thread();
  if (!dialer) return std::unexpected(dialer.error());
  const auto devices = (*dialer)->devices();
  if (!devices) return std::unexpected(devices.error());
  std::vector<RASDEVINFO> items;
  for (const Device& device : *devices) {
    RASDEVINFO& item = items.emplace_back();
    write_text(item.szDeviceType, device.type == "modem" ? RASDT_Modem : RASDT_Serial);
    write_text(item.szDeviceName, device.path);
    write_text(item.szXStablePath, device.stable_path);
    write_text(item.szXDescription, device.description);
    write_text(item.szXUsedBy, device.used_by);
  }
  return give_list(items, list, size, count);
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasEnumConnections(RASCONN* list, std::uint32_t* size, std::uint32_t* count) {
  return guarded([&] { return enumerate_connections(list, size, count); });
}

std::uint32_t RasEnumEntries(const char* reserved, const char* phonebook, RASENTRYNAME* list,
                             std::uint32_t* size, std::uint32_t* count) {
  return guarded([&]() -> dial::Result<> {
    if (reserved != nullptr) return std::unexpected(misused("reserved is not NULL"));
    return enumerate_entries(phonebook, list, size, count);
  });
}

std::uint32_t RasEnumDevices(RASDEVINFO* list, std::uint32_t* size, std::uint32_t* count) {
  return guarded([&] { return enumerate_devices(list, size, count); });
}
