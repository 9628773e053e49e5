#include <unistd.h>

#include "client/backend.hpp"
#include "client/phone_book.hpp"
#include "manager/devices.hpp"
#include "manager/phone_book_edit.hpp"

namespace dial::client {
namespace {

using manager::Manager;
using manager::PhoneBookEditor;

class LocalPhoneBook final : public PhoneBook {
 public:
  explicit LocalPhoneBook(std::shared_ptr<manager::ManagerThread> thread)
      : thread_(std::move(thread)) {}

  Result<EntryProperties> properties(const std::string& entry) override {
    return edit([=](PhoneBookEditor& editor) { return editor.properties(entry, getuid()); });
  }
  Result<> set_properties(const std::string& entry, const PropertyChanges& changes,
                          EntryMode mode) override {
    return edit([=](PhoneBookEditor& editor) {
      return editor.set_properties(entry, changes, mode, getuid());
    });
  }
  Result<> set_text(const std::string& entry, const std::string& text,
                    const std::optional<std::string>& replaces) override {
    return edit(
        [=](PhoneBookEditor& editor) { return editor.set_text(entry, text, replaces, getuid()); });
  }
  Result<> validate_name(const std::string& name) override {
    return edit([=](PhoneBookEditor& editor) { return editor.validate_name(name, getuid()); });
  }
  Result<> rename(const std::string& from, const std::string& to) override {
    return edit([=](PhoneBookEditor& editor) { return editor.rename(from, to, getuid()); });
  }
  Result<> remove(const std::string& entry) override {
    return edit([=](PhoneBookEditor& editor) { return editor.remove(entry, getuid()); });
  }
  Result<Credentials> credentials(const std::string& entry) override {
    return edit([=](PhoneBookEditor& editor) { return editor.credentials(entry, getuid()); });
  }
  Result<> set_credentials(const std::string& entry, const NewCredentials& wanted) override {
    return edit(
        [=](PhoneBookEditor& editor) { return editor.set_credentials(entry, wanted, getuid()); });
  }
  Result<std::vector<Device>> devices() override {
    return ask([](Manager& manager) -> Result<std::vector<Device>> {
      return manager::list_devices(manager, getuid());
    });
  }

 private:
  template <class Work>
  std::invoke_result_t<Work, Manager&> ask(Work work) {
    auto answer = thread_->ask(std::move(work));
    if (!answer) return std::unexpected(not_answering("the manager of this process is stuck"));
    return std::move(*answer);
  }
  template <class Work>
  std::invoke_result_t<Work, PhoneBookEditor&> edit(Work work) {
    return ask([work](Manager& manager) {
      PhoneBookEditor editor(manager.book(),
                             [&](const std::string& key) { return manager.is_in_use(key); });
      return work(editor);
    });
  }

  std::shared_ptr<manager::ManagerThread> thread_;
};

}  // namespace

std::unique_ptr<PhoneBook> make_local_phone_book(std::shared_ptr<manager::ManagerThread> thread) {
  return std::make_unique<LocalPhoneBook>(std::move(thread));
}

}  // namespace dial::client
