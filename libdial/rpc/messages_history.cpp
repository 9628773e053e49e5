#include "rpc/messages_history.hpp"

#include <utility>

#include "rpc/message_parts.hpp"

namespace dial::rpc {
namespace {

Json json_of(std::chrono::milliseconds time) {
  return json_number(static_cast<std::uint64_t>(time.count()));
}

}  // namespace

Json to_json(const PastConnection& past) {
  return {{"connection", json_number(past.id.value)},
          {"entry", past.entry},
          {"device", past.device},
          {"number", past.number},
          {"owner", past.owner},
          {"started_at_ms", json_of(past.started)},
          {"connected_at_ms", past.connected ? json_of(*past.connected) : Json()},
          {"ended_at_ms", json_of(past.ended)},
          {"error", json_or_null(past.error)},
          {"bytes_sent", json_number(past.bytes_sent)},
          {"bytes_received", json_number(past.bytes_received)}};
}

template <>
Result<PastConnection> from_json(const Json& json) {
  FieldReader reader(json);
  PastConnection past;
  past.id = reader.connection("connection");
  past.entry = reader.text("entry");
  past.device = reader.text("device");
  past.number = reader.text("number");
  past.owner = static_cast<uid_t>(reader.number("owner", std::numeric_limits<uid_t>::max()));
  past.started = reader.milliseconds("started_at_ms");
  if (const auto at = reader.optional_number("connected_at_ms", FieldReader::kMaxInt))
    past.connected = std::chrono::milliseconds(*at);
  past.ended = reader.milliseconds("ended_at_ms");
  past.error = read_error(reader);
  past.bytes_sent = reader.number("bytes_sent");
  past.bytes_received = reader.number("bytes_received");
  return finish(reader, std::move(past));
}

Json to_json(const HistoryCall& call) {
  Json json = {{"count", json_number(call.count)}};
  if (!call.entry.empty()) json["entry"] = call.entry;
  return json;
}

template <>
Result<HistoryCall> from_json(const Json& json) {
  FieldReader reader(json);
  HistoryCall call;
  call.entry = reader.optional_text("entry");
  if (const auto count = reader.optional_number("count", HistoryCall::kMost, 1))
    call.count = *count;
  return finish_call(reader, std::move(call));
}

Json to_json(const HistoryReply& reply) {
  return {{"connections", json_array(reply.connections)}};
}

template <>
Result<HistoryReply> from_json(const Json& json) {
  FieldReader reader(json);
  HistoryReply reply;
  reply.connections = read_parts<PastConnection>(reader, "connections");
  return finish(reader, std::move(reply));
}

Json to_json(const MetricsReply& reply) {
  return {{"text", reply.text}};
}

template <>
Result<MetricsReply> from_json(const Json& json) {
  FieldReader reader(json);
  MetricsReply reply{reader.text("text")};
  return finish(reader, std::move(reply));
}

}  // namespace dial::rpc
