#include "client/phone_book.hpp"
#include "client/remote_call.hpp"
#include "rpc/messages_phone_book.hpp"

namespace dial::client {
namespace {

class RemotePhoneBook final : public PhoneBook {
 public:
  explicit RemotePhoneBook(rpc::BlockingClient& calls) : calls_(calls) {}

  Result<EntryProperties> properties(const std::string& entry) override {
    auto reply = ask<rpc::EntryPropertiesReply>("EntryProperties", rpc::EntryCall{entry});
    if (!reply) return std::unexpected(std::move(reply.error()));
    return std::move(reply->properties);
  }
  Result<> set_properties(const std::string& entry, const PropertyChanges& changes,
                          EntryMode mode) override {
    return tell("SetEntryProperties", rpc::SetEntryPropertiesCall{entry, changes, mode});
  }
  Result<> set_text(const std::string& entry, const std::string& text,
                    const std::optional<std::string>& replaces) override {
    return tell("SetProfileText", rpc::SetProfileTextCall{entry, text, replaces});
  }
  Result<> validate_name(const std::string& name) override {
    return tell("ValidateEntryName", rpc::EntryCall{name});
  }
  Result<> rename(const std::string& from, const std::string& to) override {
    return tell("RenameEntry", rpc::RenameEntryCall{from, to});
  }
  Result<> remove(const std::string& entry) override {
    return tell("DeleteEntry", rpc::EntryCall{entry});
  }
  Result<Credentials> credentials(const std::string& entry) override {
    auto reply = ask<rpc::CredentialsReply>("Credentials", rpc::EntryCall{entry});
    if (!reply) return std::unexpected(std::move(reply.error()));
    return std::move(reply->credentials);
  }
  Result<> set_credentials(const std::string& entry, const NewCredentials& wanted) override {
    return tell("SetCredentials", rpc::SetCredentialsCall{entry, wanted});
  }
  Result<std::vector<Device>> devices() override {
    auto reply = ask<rpc::DevicesReply>("Devices", rpc::NoParameters{});
    if (!reply) return std::unexpected(std::move(reply.error()));
    return std::move(reply->devices);
  }

 private:
  template <class Call>
  Result<> tell(std::string_view method, const Call& call) {
    const auto reply = calls_.call(call_of(method, rpc::to_json(call)));
    if (!reply) return std::unexpected(reply.error());
    return {};
  }
  template <class Reply, class Call>
  Result<Reply> ask(std::string_view method, const Call& call) {
    const auto reply = calls_.call(call_of(method, rpc::to_json(call)));
    if (!reply) return std::unexpected(reply.error());
    return rpc::from_json<Reply>(*reply);
  }

  rpc::BlockingClient& calls_;
};

}  // namespace

std::unique_ptr<PhoneBook> make_remote_phone_book(rpc::BlockingClient& calls) {
  return std::make_unique<RemotePhoneBook>(calls);
}

}  // namespace dial::client
