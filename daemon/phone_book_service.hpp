#pragma once

#include <functional>
#include <string>

#include "access.hpp"
#include "manager/manager.hpp"
#include "manager/phone_book_edit.hpp"
#include "rpc/messages_phone_book.hpp"
#include "rpc/server.hpp"

namespace dial::daemon {

// The routines of org.libdial.dial that read and change the phone book. Who may look may read what
// is not a secret; who may dial may change what is his. A change is written to the log, without
// values.
class PhoneBookService {
 public:
  // `changed` runs after each change.
  PhoneBookService(manager::Manager& manager, const Access& access, std::function<void()> changed);

  void serve_on(rpc::Server& server);

 private:
  void entry_properties(rpc::AsyncCall call, const rpc::EntryCall& wanted);
  void set_entry_properties(rpc::AsyncCall call, const rpc::SetEntryPropertiesCall& wanted);
  void set_profile_text(rpc::AsyncCall call, const rpc::SetProfileTextCall& wanted);
  void validate_entry_name(rpc::AsyncCall call, const rpc::EntryCall& wanted);
  void rename_entry(rpc::AsyncCall call, const rpc::RenameEntryCall& wanted);
  void delete_entry(rpc::AsyncCall call, const rpc::EntryCall& wanted);
  void credentials(rpc::AsyncCall call, const rpc::EntryCall& wanted);
  void set_credentials(rpc::AsyncCall call, const rpc::SetCredentialsCall& wanted);
  void devices(rpc::AsyncCall call, const rpc::NoParameters& none);

  // Checks the caller's right, parses the parameters, then calls the routine.
  template <class Parameters>
  void add(rpc::Server& server, const std::string& name,
           bool (Access::*right)(const rpc::Peer& peer) const,
           void (PhoneBookService::*routine)(rpc::AsyncCall, const Parameters&));
  // Ends the call, and says in the log who did `what` if it was done.
  void finish(rpc::AsyncCall call, const Result<>& result, const std::string& what);

  manager::Manager& manager_;
  const Access& access_;
  std::function<void()> changed_;
  manager::PhoneBookEditor editor_;
};

}  // namespace dial::daemon
