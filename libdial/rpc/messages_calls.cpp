// The parameters of the methods: read by the daemon, which refuses what it does not know.
#include <chrono>

#include "rpc/message_parts.hpp"

namespace dial::rpc {
namespace {

// A handler that may hold a line for longer than a day is a mistake.
constexpr std::uint64_t kMaxHandlerLimit = 24UL * 60 * 60 * 1000;
// The daemon keeps them for a client that does not read.
constexpr std::uint64_t kMaxWatchQueue = 65536;

void put_text(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}

void put_flag(Json& json, const char* name, bool flag) {
  if (flag) json[name] = true;
}

}  // namespace

Json to_json(const DialCall& call) {
  const DialParameters& wanted = call.parameters;
  Json json = {{"entry", wanted.entry}};
  if (wanted.handler_limit) json["handler_limit_ms"] = wanted.handler_limit->count();
  put_text(json, "number", wanted.number);
  put_text(json, "user", wanted.user);
  put_text(json, "password", wanted.password);
  put_text(json, "password_token", wanted.password_token.value);
  put_text(json, "callback_number", wanted.callback_number);
  put_flag(json, "allow_pause", wanted.allow_pause);
  if (wanted.send_ahead) json["send_ahead"] = *wanted.send_ahead;
  put_flag(json, "detached", wanted.detached);
  put_flag(json, "acknowledge", call.acknowledge);
  return json;
}

template <>
Result<DialCall> from_json(const Json& json) {
  FieldReader reader(json);
  DialCall call;
  call.parameters.entry = reader.text("entry");
  call.parameters.number = reader.optional_text("number");
  call.parameters.user = reader.optional_text("user");
  call.parameters.password = reader.optional_text("password");
  call.parameters.password_token.value = reader.optional_text("password_token");
  call.parameters.callback_number = reader.optional_text("callback_number");
  call.parameters.allow_pause = reader.optional_flag("allow_pause").value_or(false);
  call.parameters.send_ahead = reader.optional_flag("send_ahead");
  call.parameters.detached = reader.optional_flag("detached").value_or(false);
  call.acknowledge = reader.optional_flag("acknowledge").value_or(false);
  if (const auto limit = reader.optional_number("handler_limit_ms", kMaxHandlerLimit, 1))
    call.parameters.handler_limit = std::chrono::milliseconds(*limit);
  return finish_call(reader, std::move(call));
}

Json to_json(const AcknowledgeCall& call) {
  Json json = {{"connection", json_number(call.connection.value)},
               {"token", call.token},
               {"sequence", json_number(call.sequence)}};
  put_flag(json, "no_more", call.no_more);
  return json;
}

template <>
Result<AcknowledgeCall> from_json(const Json& json) {
  FieldReader reader(json);
  AcknowledgeCall call;
  call.connection = reader.connection("connection");
  call.token = reader.text("token");
  call.sequence = reader.number("sequence");
  call.no_more = reader.optional_flag("no_more").value_or(false);
  return finish_call(reader, std::move(call));
}

Json to_json(const CancelCall& call) {
  return {{"connection", json_number(call.connection.value)}, {"token", call.token}};
}

template <>
Result<CancelCall> from_json(const Json& json) {
  FieldReader reader(json);
  CancelCall call;
  call.connection = reader.connection("connection");
  call.token = reader.text("token");
  return finish_call(reader, std::move(call));
}

Json to_json(const ResumeCall& call) {
  Json json = {{"connection", json_number(call.connection.value)}};
  put_text(json, "user", call.input.user);
  put_text(json, "password", call.input.password);
  put_text(json, "number", call.input.number);
  return json;
}

template <>
Result<ResumeCall> from_json(const Json& json) {
  FieldReader reader(json);
  ResumeCall call;
  call.connection = reader.connection("connection");
  call.input.user = reader.optional_text("user");
  call.input.password = reader.optional_text("password");
  call.input.number = reader.optional_text("number");
  return finish_call(reader, std::move(call));
}

Json to_json(const HangUpCall& call) {
  Json json = {{"connection", json_number(call.connection.value)}};
  put_flag(json, "force", call.force);
  return json;
}

template <>
Result<HangUpCall> from_json(const Json& json) {
  FieldReader reader(json);
  HangUpCall call;
  call.connection = reader.connection("connection");
  call.force = reader.optional_flag("force").value_or(false);
  return finish_call(reader, call);
}

Json to_json(const DisconnectCall& call) {
  Json json = {{"entry", call.entry}};
  put_flag(json, "force", call.force);
  return json;
}

template <>
Result<DisconnectCall> from_json(const Json& json) {
  FieldReader reader(json);
  DisconnectCall call;
  call.entry = reader.text("entry");
  call.force = reader.optional_flag("force").value_or(false);
  return finish_call(reader, std::move(call));
}

Json to_json(const WatchCall& call) {
  Json json = {{"queue", call.queue}};
  if (call.connection) json["connection"] = json_number(call.connection->value);
  return json;
}

template <>
Result<WatchCall> from_json(const Json& json) {
  FieldReader reader(json);
  WatchCall call;
  call.connection = reader.optional_connection("connection");
  if (const auto queue = reader.optional_number("queue", kMaxWatchQueue, 1)) call.queue = *queue;
  return finish_call(reader, call);
}

Json to_json(const ConnectionCall& call) {
  return {{"connection", json_number(call.connection.value)}};
}

template <>
Result<ConnectionCall> from_json(const Json& json) {
  FieldReader reader(json);
  ConnectionCall call{reader.connection("connection")};
  return finish_call(reader, call);
}

Json to_json(const EntryCall& call) {
  return {{"entry", call.entry}};
}

template <>
Result<EntryCall> from_json(const Json& json) {
  FieldReader reader(json);
  EntryCall call{reader.text("entry")};
  return finish_call(reader, std::move(call));
}

Json to_json(const NoParameters&) {
  return Json::object();
}

template <>
Result<NoParameters> from_json(const Json& json) {
  FieldReader reader(json);
  return finish_call(reader, NoParameters{});
}

}  // namespace dial::rpc
