#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "conformance/loop_thread.hpp"
#include "rpc/messages.hpp"
#include "rpc/server.hpp"

namespace dial::conformance {

// A daemon that answers List and Status with what the test says, and streams the test's events to
// whoever watches.
class ScriptedManager {
 public:
  explicit ScriptedManager(const std::string& socket);
  ~ScriptedManager();
  ScriptedManager(const ScriptedManager&) = delete;
  ScriptedManager& operator=(const ScriptedManager&) = delete;

  void set_connections(const std::vector<ConnectionStatus>& connections);
  // From the second List on.
  void set_connections_later(const std::vector<ConnectionStatus>& connections);
  void tell(const WatchEvent& event);
  std::size_t watches();  // that have begun
  unsigned lists();       // that were asked for

 private:
  void answer_list(rpc::AsyncCall call);

  LoopThread thread_;
  std::unique_ptr<rpc::Server> server_;  // on the thread, as all below
  std::vector<ConnectionStatus> connections_;
  std::vector<ConnectionStatus> later_;
  std::list<rpc::AsyncCall> watches_;
  unsigned lists_ = 0;
};

}  // namespace dial::conformance
