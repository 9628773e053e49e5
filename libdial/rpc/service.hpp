#pragma once

#include <map>
#include <string>

#include "rpc/server.hpp"

namespace dial::rpc {

// org.varlink.service, and the standard errors for calls nobody serves.
class Service {
 public:
  explicit Service(ServerInfo info);
  void add_interface(std::string name, std::string description);
  void handle_call(AsyncCall call, const Call& what) const;

 private:
  Json info() const;
  void describe(AsyncCall call, const Json& parameters) const;
  void refuse(AsyncCall call, const std::string& method) const;

  ServerInfo info_;
  std::map<std::string, std::string, std::less<>> descriptions_;  // by interface
};

// org.varlink.service.InvalidParameter, which names what was wrong.
void refuse_parameter(AsyncCall call, std::string_view name);

}  // namespace dial::rpc
