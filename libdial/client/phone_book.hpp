#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dial/error.hpp"
#include "dial/phone_book.hpp"
#include "manager/manager_thread.hpp"
#include "rpc/client.hpp"

namespace dial::client {

// The phone book as a Dialer's members see it, in either way of reaching a manager.
class PhoneBook {
 public:
  virtual ~PhoneBook() = default;

  virtual Result<EntryProperties> properties(const std::string& entry) = 0;
  virtual Result<> set_properties(const std::string& entry, const PropertyChanges& changes,
                                  EntryMode mode) = 0;
  virtual Result<> set_text(const std::string& entry, const std::string& text,
                            const std::optional<std::string>& replaces) = 0;
  virtual Result<> validate_name(const std::string& name) = 0;
  virtual Result<> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<> remove(const std::string& entry) = 0;
  virtual Result<Credentials> credentials(const std::string& entry) = 0;
  virtual Result<> set_credentials(const std::string& entry, const NewCredentials& wanted) = 0;
  virtual Result<std::vector<Device>> devices() = 0;
};

// Over the connection for short calls, which must outlive it.
std::unique_ptr<PhoneBook> make_remote_phone_book(rpc::BlockingClient& calls);
std::unique_ptr<PhoneBook> make_local_phone_book(std::shared_ptr<manager::ManagerThread> thread);

}  // namespace dial::client
