#include <algorithm>
#include <array>
#include <string_view>

#include "rpc/client.hpp"
#include "rpc/messages.hpp"

namespace dial::rpc {
namespace {

struct Meaning {
  std::string_view name;
  ErrorCode code;
  std::string_view context;
};

constexpr std::array kMeanings{
    Meaning{kWrongToken, ErrorCode::kAccessDenied, "the token is not the connection's"},
    Meaning{kMessageTooLarge, ErrorCode::kInvalidSize, "the message is over 1 MiB"},
    Meaning{kTooManyCalls, ErrorCode::kNotEnoughMemory, "too many calls wait on one connection"},
    Meaning{kTooManyClients, ErrorCode::kNotEnoughMemory,
            "this user has too many connections to the daemon"},
    Meaning{"org.varlink.service.InterfaceNotFound", ErrorCode::kFeatureDeprecated,
            "the daemon does not know the interface"},
    Meaning{"org.varlink.service.MethodNotFound", ErrorCode::kFeatureDeprecated,
            "the daemon does not know the method"},
    Meaning{"org.varlink.service.MethodNotImplemented", ErrorCode::kFeatureDeprecated,
            "the daemon does not implement the method"},
    Meaning{"org.varlink.service.InvalidParameter", ErrorCode::kInvalidParameter,
            "the daemon refuses a parameter"},
    Meaning{"org.varlink.service.PermissionDenied", ErrorCode::kAccessDenied, ""},
    Meaning{"org.varlink.service.ExpectedMore", ErrorCode::kInvalidParameter,
            "the method is a stream"},
};

// The one parameter of the standard errors says which method, interface or parameter it was.
std::string detail_of(const Json& parameters) {
  if (!parameters.is_object() || parameters.size() != 1) return {};
  const Json& value = parameters.front();
  return value.is_string() ? ": " + value.get<std::string>() : std::string();
}

}  // namespace

Error error_of(const Reply& reply) {
  if (reply.error.empty()) return {};
  if (reply.error == kFailed) {
    if (auto failed = from_json<FailedReply>(reply.parameters)) return std::move(failed->problem);
  }
  const auto meaning =
      std::ranges::find_if(kMeanings, [&](const Meaning& m) { return m.name == reply.error; });
  if (meaning == kMeanings.end())
    return {ErrorCode::kUnknown, Layer::kService, "the daemon replied an error", reply.error};
  return {meaning->code, Layer::kService,
          std::string(meaning->context) + detail_of(reply.parameters), reply.error};
}

}  // namespace dial::rpc
