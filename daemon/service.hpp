#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "access.hpp"
#include "manager/manager.hpp"
#include "rpc/messages.hpp"
#include "rpc/server.hpp"
#include "watch_stream.hpp"

namespace dial::daemon {

// The routines of org.libdial.dial. Each gets its call first and ends it exactly once, when the
// operation has ended.
class Service {
 public:
  Service(manager::Manager& manager, const Access& access, RandomSource random)
      : manager_(manager), access_(access), random_(std::move(random)) {}

  void serve_on(rpc::Server& server);
  // Every watch, with kServiceStopped: the daemon is about to go.
  void end_watches();

 private:
  void dial(rpc::AsyncCall call, const rpc::DialCall& wanted);
  void acknowledge(rpc::AsyncCall call, const rpc::AcknowledgeCall& wanted);
  void cancel(rpc::AsyncCall call, const rpc::CancelCall& wanted);
  void resume(rpc::AsyncCall call, const rpc::ResumeCall& wanted);
  void terminal(rpc::AsyncCall call, const rpc::ConnectionCall& wanted);
  void hang_up(rpc::AsyncCall call, const rpc::HangUpCall& wanted);
  void disconnect(rpc::AsyncCall call, const rpc::DisconnectCall& wanted);
  void status(rpc::AsyncCall call, const rpc::ConnectionCall& wanted);
  void entry_status(rpc::AsyncCall call, const rpc::EntryCall& wanted);
  void explain(rpc::AsyncCall call, const rpc::EntryCall& wanted);
  void list(rpc::AsyncCall call, const rpc::NoParameters&);
  void waiting(rpc::AsyncCall call, const rpc::NoParameters&);
  void statistics(rpc::AsyncCall call, const rpc::ConnectionCall& wanted);
  void projections(rpc::AsyncCall call, const rpc::ConnectionCall& wanted);
  void log(rpc::AsyncCall call, const rpc::ConnectionCall& wanted);
  void watch(rpc::AsyncCall call, const rpc::WatchCall& wanted);
  void profiles(rpc::AsyncCall call, const rpc::NoParameters&);
  void profile_text(rpc::AsyncCall call, const rpc::EntryCall& wanted);

  enum class Right { kLook, kDial };
  // Checks the caller's right, parses the parameters, then calls the routine.
  template <class Parameters>
  using Routine = void (Service::*)(rpc::AsyncCall, const Parameters&);
  template <class Parameters>
  rpc::Server::Routine checked(Right right, Routine<Parameters> routine);
  template <class Parameters>
  void add(rpc::Server& server, const std::string& name, Right right, Routine<Parameters> routine);
  bool may(Right right, const rpc::Peer& peer) const;

  void dial_detached(rpc::AsyncCall call, const rpc::DialCall& wanted);
  bool owns(const std::string& token, ConnectionId id) const;
  std::string new_token();
  void keep_ended(const std::string& token);

  manager::Manager& manager_;
  const Access& access_;
  RandomSource random_;
  std::map<std::string, ConnectionId> tokens_;  // of the dials under way, and of the last ended
  std::deque<std::string> ended_tokens_;        // of the latter, oldest first
  std::map<const WatchStream*, std::shared_ptr<WatchStream>> watches_;
};

}  // namespace dial::daemon
