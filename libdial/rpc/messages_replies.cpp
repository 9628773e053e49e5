// The replies of the methods and the error Failed.
#include <limits>

#include "rpc/message_parts.hpp"

namespace dial::rpc {
namespace {

constexpr std::uint64_t kMaxU32 = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Json to_json(const DialReply& reply) {
  const Notification& notification = reply.notification;
  return {{"connection", json_number(notification.connection.value)},
          {"token", reply.token.empty() ? Json() : Json(reply.token)},
          {"sequence", json_number(notification.sequence)},
          {"state", state_name(notification.state)},
          {"state_number", static_cast<std::uint32_t>(notification.state)},
          {"error", json_or_null(notification.error)},
          {"subentry", notification.subentry}};
}

template <>
Result<DialReply> from_json(const Json& json) {
  FieldReader reader(json);
  DialReply reply;
  reply.notification.connection = reader.connection("connection");
  reply.token = reader.optional_text("token");
  reply.notification.sequence = reader.number("sequence");
  reply.notification.state = read_state(reader);
  reply.notification.error = read_error(reader);
  reply.notification.subentry = static_cast<std::uint32_t>(reader.number("subentry", kMaxU32));
  return finish(reader, std::move(reply));
}

Json to_json(const ProjectionsReply& reply) {
  return {{"records", json_array(reply.records)}};
}

template <>
Result<ProjectionsReply> from_json(const Json& json) {
  FieldReader reader(json);
  ProjectionsReply reply{read_parts<ProjectionRecord>(reader, "records")};
  return finish(reader, std::move(reply));
}

Json to_json(const HangUpReply& reply) {
  return {{"closed", reply.closed}, {"holders", reply.holders}};
}

template <>
Result<HangUpReply> from_json(const Json& json) {
  FieldReader reader(json);
  HangUpReply reply;
  reply.closed = reader.flag("closed");
  const Json* holders = reader.array("holders");
  for (const Json& holder : holders == nullptr ? Json::array() : *holders) {
    if (holder.is_number_unsigned() && holder.get<std::uint64_t>() <= kMaxU32) {
      reply.holders.push_back(holder.get<uid_t>());
    } else {
      reader.refuse("holders", "holds something that is no uid");
    }
  }
  return finish(reader, std::move(reply));
}

Json to_json(const StatusReply& reply) {
  return {{"connection", to_json(reply.connection)}};
}

template <>
Result<StatusReply> from_json(const Json& json) {
  FieldReader reader(json);
  StatusReply reply{read_part<ConnectionStatus>(reader, "connection")};
  return finish(reader, std::move(reply));
}

Json to_json(const ListReply& reply) {
  return {{"connections", json_array(reply.connections)}};
}

template <>
Result<ListReply> from_json(const Json& json) {
  FieldReader reader(json);
  ListReply reply{read_parts<ConnectionStatus>(reader, "connections")};
  return finish(reader, std::move(reply));
}

Json to_json(const StatisticsReply& reply) {
  return {{"counters", to_json(reply.counters)}};
}

template <>
Result<StatisticsReply> from_json(const Json& json) {
  FieldReader reader(json);
  StatisticsReply reply{read_part<Statistics>(reader, "counters")};
  return finish(reader, reply);
}

Json to_json(const ProfilesReply& reply) {
  return {{"profiles", json_array(reply.profiles)}};
}

template <>
Result<ProfilesReply> from_json(const Json& json) {
  FieldReader reader(json);
  ProfilesReply reply{read_parts<ProfileInfo>(reader, "profiles")};
  return finish(reader, std::move(reply));
}

Json to_json(const WaitingReply& reply) {
  return {{"entries", json_array(reply.entries)}};
}

template <>
Result<WaitingReply> from_json(const Json& json) {
  FieldReader reader(json);
  WaitingReply reply{read_parts<WaitingEntry>(reader, "entries")};
  return finish(reader, std::move(reply));
}

Json to_json(const ExplainReply& reply) {
  return {{"sentences", reply.sentences}};
}

template <>
Result<ExplainReply> from_json(const Json& json) {
  FieldReader reader(json);
  ExplainReply reply{reader.texts("sentences")};
  return finish(reader, std::move(reply));
}

Json to_json(const ProfileTextReply& reply) {
  return {{"text", reply.text}};
}

template <>
Result<ProfileTextReply> from_json(const Json& json) {
  FieldReader reader(json);
  ProfileTextReply reply{reader.text("text")};
  return finish(reader, std::move(reply));
}

Json to_json(const FailedReply& reply) {
  return {{"problem", to_json(reply.problem)}};
}

template <>
Result<FailedReply> from_json(const Json& json) {
  FieldReader reader(json);
  FailedReply reply{read_part<Error>(reader, "problem")};
  return finish(reader, std::move(reply));
}

}  // namespace dial::rpc
