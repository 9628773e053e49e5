#include "phone_book_service.hpp"

#include <spdlog/spdlog.h>

#include "base/bytes.hpp"
#include "manager/devices.hpp"
#include "rpc/service.hpp"

namespace dial::daemon {
namespace {

// A client's words in the log.
std::string shown(const std::string& name) {
  return "\"" + printable(octets_of(name)) + "\"";
}

std::string keys_of(const PropertyChanges& changes) {
  std::string keys;
  for (const auto& [key, value] : changes)
    keys += (keys.empty() ? "" : ", ") + printable(octets_of(key));
  return keys;
}

}  // namespace

PhoneBookService::PhoneBookService(manager::Manager& manager, const Access& access,
                                   std::function<void()> changed)
    : manager_(manager),
      access_(access),
      changed_(std::move(changed)),
      editor_(manager.book(),
              [&manager](const std::string& key) { return manager.is_in_use(key); }) {}

template <class Parameters>
void PhoneBookService::add(rpc::Server& server, const std::string& name,
                           bool (Access::*right)(const rpc::Peer& peer) const,
                           void (PhoneBookService::*routine)(rpc::AsyncCall, const Parameters&)) {
  server.add_method(std::string(rpc::kInterface) + "." + name,
                    [this, right, routine](rpc::AsyncCall call, const rpc::Json& json) {
                      const rpc::Peer peer = call.peer();
                      if (!(access_.*right)(peer))
                        return std::move(call).abort(access_.refusal(peer));
                      auto parameters = rpc::from_json<Parameters>(json);
                      if (!parameters)
                        return rpc::refuse_parameter(std::move(call), parameters.error().raw);
                      (this->*routine)(std::move(call), *parameters);
                    });
}

void PhoneBookService::serve_on(rpc::Server& server) {
  constexpr auto kLook = &Access::may_look;
  constexpr auto kDial = &Access::may_dial;
  add(server, "EntryProperties", kLook, &PhoneBookService::entry_properties);
  add(server, "SetEntryProperties", kDial, &PhoneBookService::set_entry_properties);
  add(server, "SetProfileText", kDial, &PhoneBookService::set_profile_text);
  add(server, "ValidateEntryName", kLook, &PhoneBookService::validate_entry_name);
  add(server, "RenameEntry", kDial, &PhoneBookService::rename_entry);
  add(server, "DeleteEntry", kDial, &PhoneBookService::delete_entry);
  add(server, "Credentials", kDial, &PhoneBookService::credentials);
  add(server, "SetCredentials", kDial, &PhoneBookService::set_credentials);
  add(server, "Devices", kLook, &PhoneBookService::devices);
}

void PhoneBookService::finish(rpc::AsyncCall call, const Result<>& result,
                              const std::string& what) {
  if (!result) return std::move(call).abort(result.error());
  spdlog::info("phone book: {} (uid {})", what, call.peer().uid);
  std::move(call).complete();
  changed_();
}

void PhoneBookService::entry_properties(rpc::AsyncCall call, const rpc::EntryCall& wanted) {
  auto properties = editor_.properties(wanted.entry, call.peer().uid);
  if (!properties) return std::move(call).abort(properties.error());
  // A login script can tell more than it should.
  if (!access_.may_dial(call.peer())) {
    properties->set.erase("script.login");
    properties->effective.erase("script.login");
  }
  std::move(call).complete(rpc::to_json(rpc::EntryPropertiesReply{std::move(*properties)}));
}

void PhoneBookService::set_entry_properties(rpc::AsyncCall call,
                                            const rpc::SetEntryPropertiesCall& wanted) {
  const auto result =
      editor_.set_properties(wanted.entry, wanted.changes, wanted.mode, call.peer().uid);
  finish(std::move(call), result, shown(wanted.entry) + " has changed: " + keys_of(wanted.changes));
}

void PhoneBookService::set_profile_text(rpc::AsyncCall call,
                                        const rpc::SetProfileTextCall& wanted) {
  const uid_t uid = call.peer().uid;
  const auto result = editor_.set_text(wanted.entry, wanted.text, wanted.replaces, uid);
  finish(std::move(call), result, shown(wanted.entry) + " has been written anew");
}

void PhoneBookService::validate_entry_name(rpc::AsyncCall call, const rpc::EntryCall& wanted) {
  const auto result = editor_.validate_name(wanted.entry, call.peer().uid);
  if (!result) return std::move(call).abort(result.error());
  std::move(call).complete();
}

void PhoneBookService::rename_entry(rpc::AsyncCall call, const rpc::RenameEntryCall& wanted) {
  const auto result = editor_.rename(wanted.entry, wanted.name, call.peer().uid);
  finish(std::move(call), result, shown(wanted.entry) + " is now " + shown(wanted.name));
}

void PhoneBookService::delete_entry(rpc::AsyncCall call, const rpc::EntryCall& wanted) {
  const auto result = editor_.remove(wanted.entry, call.peer().uid);
  finish(std::move(call), result, shown(wanted.entry) + " is deleted");
}

void PhoneBookService::credentials(rpc::AsyncCall call, const rpc::EntryCall& wanted) {
  const auto credentials = editor_.credentials(wanted.entry, call.peer().uid);
  if (!credentials) return std::move(call).abort(credentials.error());
  std::move(call).complete(rpc::to_json(rpc::CredentialsReply{*credentials}));
}

void PhoneBookService::set_credentials(rpc::AsyncCall call, const rpc::SetCredentialsCall& wanted) {
  const auto result = editor_.set_credentials(wanted.entry, wanted.credentials, call.peer().uid);
  finish(std::move(call), result, shown(wanted.entry) + " has other credentials");
}

void PhoneBookService::devices(rpc::AsyncCall call, const rpc::NoParameters&) {
  const auto devices = manager::list_devices(manager_, call.peer().uid);
  std::move(call).complete(rpc::to_json(rpc::DevicesReply{devices}));
}

}  // namespace dial::daemon
