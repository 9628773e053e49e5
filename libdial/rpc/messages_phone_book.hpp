#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dial/phone_book.hpp"
#include "rpc/messages.hpp"

// The phone book's part of org.libdial.dial.varlink, in the manner of messages.hpp.
namespace dial::rpc {

// A key and its value; without one it is a key to be removed.
struct Property {
  std::string key;
  std::optional<PropertyValue> value;
};

struct EntryPropertiesReply {
  EntryProperties properties;
};
struct SetEntryPropertiesCall {
  std::string entry;
  PropertyChanges changes;
  EntryMode mode = EntryMode::kChange;
};
struct SetProfileTextCall {
  std::string entry;
  std::string text;
  std::optional<std::string> replaces;
};
struct RenameEntryCall {
  std::string entry;
  std::string name;
};
struct CredentialsReply {
  Credentials credentials;
};
struct SetCredentialsCall {
  std::string entry;
  NewCredentials credentials;
};
struct DevicesReply {
  std::vector<Device> devices;
};

Json to_json(const Property& property);
Json to_json(const Device& device);
Json to_json(const EntryPropertiesReply& reply);
Json to_json(const SetEntryPropertiesCall& call);
Json to_json(const SetProfileTextCall& call);
Json to_json(const RenameEntryCall& call);
Json to_json(const CredentialsReply& reply);
Json to_json(const SetCredentialsCall& call);
Json to_json(const DevicesReply& reply);

// clang-format off
template <> Result<Property> from_json(const Json& json);
template <> Result<Device> from_json(const Json& json);
template <> Result<EntryPropertiesReply> from_json(const Json& json);
template <> Result<SetEntryPropertiesCall> from_json(const Json& json);
template <> Result<SetProfileTextCall> from_json(const Json& json);
template <> Result<RenameEntryCall> from_json(const Json& json);
template <> Result<CredentialsReply> from_json(const Json& json);
template <> Result<SetCredentialsCall> from_json(const Json& json);
template <> Result<DevicesReply> from_json(const Json& json);
// clang-format on

}  // namespace dial::rpc
