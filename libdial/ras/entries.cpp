// RasGetEntryProperties, RasSetEntryProperties, RasValidateEntryName, RasRenameEntry,
// RasDeleteEntry.
#include "ras/call.hpp"
#include "ras/entry.hpp"
#include "ras/guard.hpp"
#include "ras/list.hpp"

namespace dial::ras {
namespace {

Result<RASENTRY> entry_of(Dialer& dialer, const std::string& name) {
  const auto properties = dialer.entry_properties(name);
  if (!properties) return std::unexpected(properties.error());
  return to_entry(properties->effective);
}

Result<> get_properties(const char* phonebook, const char* name, RASENTRY* to,
                        std::uint32_t* size) {
  if (auto right = check_phonebook(phonebook); !right) return right;
  if (size == nullptr) return std::unexpected(misused("no size"));
  if (name == nullptr || *name == '\0') return give_structure(to, size, new_entry());
  const auto call = phone_book_call(name);
  if (!call) return std::unexpected(call.error());
  const auto entry = entry_of(*call->dialer, call->entry);
  if (!entry) return std::unexpected(entry.error());
  return give_structure(to, size, *entry);
}

Result<> set_properties(const char* phonebook, const char* name, const RASENTRY* given,
                        std::uint32_t size) {
  if (auto right = check_phonebook(phonebook); !right) return right;
  const auto wanted = read_structure(given);
  if (!wanted) return std::unexpected(wanted.error());
  if (size != given->dwSize) return std::unexpected(wrong_size(size));
  const auto call = phone_book_call(name);
  if (!call) return std::unexpected(call.error());
  auto now = entry_of(*call->dialer, call->entry);
  const bool is_new = !now && now.error().code == ErrorCode::kCannotFindPhonebookEntry;
  if (is_new) now = new_entry();
  if (!now) return std::unexpected(now.error());
  const auto changes = changes_between(*now, *wanted);
  if (!changes) return std::unexpected(changes.error());
  return call->dialer->set_entry_properties(call->entry, *changes,
                                            is_new ? EntryMode::kCreate : EntryMode::kChange);
}

Result<> rename(const char* phonebook, const char* from, const char* to) {
  if (auto right = check_phonebook(phonebook); !right) return right;
  const auto wanted = read_name(to);
  if (!wanted) return std::unexpected(wanted.error());
  const auto call = phone_book_call(from);
  if (!call) return std::unexpected(call.error());
  return call->dialer->rename_entry(call->entry, *wanted);
}

Result<> check_no_device_info(bool is_there) {
  if (is_there) return std::unexpected(misused("device_info is not NULL"));
  return {};
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasGetEntryProperties(const char* phonebook, const char* entry, RASENTRY* properties,
                                    std::uint32_t* size, void* device_info,
                                    std::uint32_t* device_info_size) {
  return guarded([&] {
    const auto right = check_no_device_info(device_info != nullptr || device_info_size != nullptr);
    return right ? get_properties(phonebook, entry, properties, size) : right;
  });
}

std::uint32_t RasSetEntryProperties(const char* phonebook, const char* entry,
                                    const RASENTRY* properties, std::uint32_t size,
                                    const void* device_info, std::uint32_t device_info_size) {
  return guarded([&] {
    const auto right = check_no_device_info(device_info != nullptr || device_info_size != 0);
    return right ? set_properties(phonebook, entry, properties, size) : right;
  });
}

std::uint32_t RasValidateEntryName(const char* phonebook, const char* entry) {
  return guarded([&]() -> dial::Result<> {
    if (auto right = check_phonebook(phonebook); !right) return right;
    const auto call = phone_book_call(entry);
    if (!call) return std::unexpected(call.error());
    return call->dialer->validate_entry_name(call->entry);
  });
}

std::uint32_t RasRenameEntry(const char* phonebook, const char* from, const char* to) {
  return guarded([&] { return rename(phonebook, from, to); });
}

std::uint32_t RasDeleteEntry(const char* phonebook, const char* entry) {
  return guarded([&]() -> dial::Result<> {
    if (auto right = check_phonebook(phonebook); !right) return right;
    const auto call = phone_book_call(entry);
    if (!call) return std::unexpected(call.error());
    return call->dialer->delete_entry(call->entry);
  });
}
