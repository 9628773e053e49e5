#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "client/backend.hpp"
#include "rpc/client.hpp"
#include "rpc/messages.hpp"

namespace dial::client {

// How long a call may take that ends with the operation, not with the answer.
constexpr std::chrono::hours kNoLimit{24 * 365};

inline rpc::Call call_of(std::string_view method, rpc::Json parameters = rpc::Json::object()) {
  return {.method = std::string(rpc::kInterface) + "." + std::string(method),
          .parameters = std::move(parameters)};
}

// The member `name` of a reply, parsed.
template <class T>
Result<T> member(const Result<rpc::Json>& reply, const char* name) {
  if (!reply) return std::unexpected(reply.error());
  if (!reply->contains(name)) {
    return std::unexpected(not_answering("the daemon's reply has no " + std::string(name)));
  }
  return rpc::from_json<T>((*reply)[name]);
}

template <class T>
Result<std::vector<T>> member_list(const Result<rpc::Json>& reply, const char* name) {
  if (!reply) return std::unexpected(reply.error());
  std::vector<T> list;
  if (!reply->contains(name)) return list;
  for (const rpc::Json& item : (*reply)[name]) {
    auto parsed = rpc::from_json<T>(item);
    if (!parsed) return std::unexpected(parsed.error());
    list.push_back(std::move(*parsed));
  }
  return list;
}

}  // namespace dial::client
