#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rpc/messages.hpp"

// What is told of former times, in the manner of messages.hpp.
namespace dial::rpc {

// A connection that has ended, or a dial that failed. Times are since 1970-01-01 00:00 UTC.
struct PastConnection {
  ConnectionId id;  // of the daemon that made it: a later one may not know it
  std::string entry;
  std::string device;
  std::string number;
  uid_t owner = 0;  // who dialled
  std::chrono::milliseconds started{0};
  std::optional<std::chrono::milliseconds> connected;  // absent: it was never up
  std::chrono::milliseconds ended{0};
  Error error;  // why it ended
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
};

struct HistoryCall {
  static constexpr std::size_t kMost = 500;
  std::string entry;  // empty: all
  std::size_t count = 100;
};
struct HistoryReply {
  std::vector<PastConnection> connections;  // oldest first
};
struct MetricsReply {
  std::string text;
};

Json to_json(const PastConnection& past);
Json to_json(const HistoryCall& call);
Json to_json(const HistoryReply& reply);
Json to_json(const MetricsReply& reply);

// clang-format off
template <> Result<PastConnection> from_json(const Json& json);
template <> Result<HistoryCall> from_json(const Json& json);
template <> Result<HistoryReply> from_json(const Json& json);
template <> Result<MetricsReply> from_json(const Json& json);
// clang-format on

}  // namespace dial::rpc
