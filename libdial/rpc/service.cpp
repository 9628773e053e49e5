#include "rpc/service.hpp"

#include <utility>

namespace dial::rpc {
namespace {

// https://varlink.org/Service
constexpr std::string_view kServiceName = "org.varlink.service";
constexpr std::string_view kServiceText = R"(# What every Varlink service offers.
interface org.varlink.service

# Who serves here, and what.
method GetInfo() -> (
  vendor: string,
  product: string,
  version: string,
  url: string,
  interfaces: []string
)

# The text of an interface.
method GetInterfaceDescription(interface: string) -> (description: string)

error InterfaceNotFound (interface: string)
error MethodNotFound (method: string)
error MethodNotImplemented (method: string)
error InvalidParameter (parameter: string)
error PermissionDenied ()
error ExpectedMore ()
)";

// A method that stands in the text but has no routine is known, only not served.
bool declares(std::string_view description, std::string_view method) {
  const std::string declared = "\nmethod " + std::string(method);
  const auto at = description.find(declared);
  if (at == std::string_view::npos) return false;
  const auto next = description.substr(at + declared.size());
  return next.starts_with('(') || next.starts_with(' ');
}

}  // namespace

void refuse_parameter(AsyncCall call, std::string_view name) {
  std::move(call).abort("org.varlink.service.InvalidParameter", {{"parameter", name}});
}

Service::Service(ServerInfo info) : info_(std::move(info)) {
  add_interface(std::string(kServiceName), std::string(kServiceText));
}

void Service::add_interface(std::string name, std::string description) {
  descriptions_[std::move(name)] = std::move(description);
}

void Service::handle_call(AsyncCall call, const Call& what) const {
  if (what.method == "org.varlink.service.GetInfo") {
    if (!what.parameters.empty())
      return refuse_parameter(std::move(call), what.parameters.begin().key());
    return std::move(call).complete(info());
  }
  if (what.method == "org.varlink.service.GetInterfaceDescription")
    return describe(std::move(call), what.parameters);
  refuse(std::move(call), what.method);
}

Json Service::info() const {
  Json interfaces = Json::array();
  for (const auto& [name, description] : descriptions_)
    interfaces.push_back(name);
  return {{"vendor", info_.vendor},
          {"product", info_.product},
          {"version", info_.version},
          {"url", info_.url},
          {"interfaces", std::move(interfaces)}};
}

void Service::describe(AsyncCall call, const Json& parameters) const {
  for (const auto& [name, value] : parameters.items()) {
    if (name != "interface") return refuse_parameter(std::move(call), name);
  }
  const auto name = parameters.find("interface");
  if (name == parameters.end() || !name->is_string())
    return refuse_parameter(std::move(call), "interface");
  const auto found = descriptions_.find(name->get_ref<const std::string&>());
  if (found == descriptions_.end())
    return std::move(call).abort("org.varlink.service.InterfaceNotFound", {{"interface", *name}});
  std::move(call).complete({{"description", found->second}});
}

void Service::refuse(AsyncCall call, const std::string& method) const {
  const auto dot = method.rfind('.');
  if (dot == std::string::npos || dot == 0) return refuse_parameter(std::move(call), "method");
  const auto found = descriptions_.find(method.substr(0, dot));
  if (found == descriptions_.end())
    return std::move(call).abort("org.varlink.service.InterfaceNotFound",
                                 {{"interface", method.substr(0, dot)}});
  const bool declared = declares(found->second, method.substr(dot + 1));
  std::move(call).abort(
      declared ? "org.varlink.service.MethodNotImplemented" : "org.varlink.service.MethodNotFound",
      {{"method", method}});
}

}  // namespace dial::rpc
