// The parts that replies are made of: Problem, Projection, Connection, Counters, Profile.
#include <algorithm>
#include <array>
#include <limits>

#include "rpc/message_parts.hpp"

namespace dial::rpc {
namespace {

constexpr std::uint64_t kMaxU32 = std::numeric_limits<std::uint32_t>::max();

constexpr std::array kLayers{
    Layer::kNone,    Layer::kPort,          Layer::kModem,
    Layer::kScript,  Layer::kLcp,           Layer::kNcp,
    Layer::kNetwork, Layer::kConfiguration, Layer::kAuthentication,
    Layer::kManager, Layer::kService,
};

// A layer this client does not know is as good as none.
Layer layer_of(const std::string& name) {
  const auto found =
      std::ranges::find_if(kLayers, [&](Layer layer) { return layer_name(layer) == name; });
  return found == kLayers.end() ? Layer::kNone : *found;
}

Json milliseconds(std::chrono::milliseconds time) {
  return json_number(static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0)));
}

Ipv4Address read_address(FieldReader& reader, const char* name, const std::string& text) {
  const auto address = parse_ipv4(text);
  if (!address) reader.refuse(name, "is no IPv4 address");
  return address.value_or(Ipv4Address{});
}

}  // namespace

State read_state(FieldReader& reader) {
  const std::string name = reader.text("state");
  const auto number = static_cast<std::uint32_t>(reader.number("state_number", kMaxU32));
  const auto state = state_from_number(number);
  if (!state) {
    reader.refuse("state_number", "is no state");
  } else if (state_name(*state) != name) {
    reader.refuse("state", "is not the name of state_number");
  }
  return state.value_or(State::kDisconnected);
}

Error read_error(FieldReader& reader) {
  return read_optional_part<Error>(reader, "error").value_or(Error{});
}

Json json_or_null(const Error& error) {
  return error ? to_json(error) : Json();
}

Json to_json(const Error& error) {
  return {{"code", static_cast<std::uint32_t>(error.code)},
          {"name", error_name(error.code)},
          {"text", error_text(error.code)},
          {"layer", layer_name(error.layer)},
          {"context", error.context},
          {"raw", error.raw},
          {"hint", error_hint(error)},
          {"os_error", error.os_error}};
}

// Name, text and hint follow from the code.
template <>
Result<Error> from_json(const Json& json) {
  FieldReader reader(json);
  Error error;
  error.code = static_cast<ErrorCode>(reader.number("code", kMaxU32, 1));
  error.layer = layer_of(reader.text("layer"));
  error.context = reader.text("context");
  error.raw = reader.text("raw");
  error.os_error = static_cast<int>(reader.number("os_error", std::numeric_limits<int>::max()));
  for (const char* derived : {"name", "text", "hint"})
    reader.text(derived);
  return finish(reader, std::move(error));
}

Json to_json(const Projection& projection) {
  Json servers = Json::array();
  for (const Ipv4Address server : projection.name_servers)
    servers.push_back(to_string(server));
  return {{"local", to_string(projection.local)},
          {"remote", to_string(projection.remote)},
          {"name_servers", std::move(servers)},
          {"authentication", projection.authentication},
          {"mru", projection.mru}};
}

template <>
Result<Projection> from_json(const Json& json) {
  FieldReader reader(json);
  Projection projection;
  projection.local = read_address(reader, "local", reader.text("local"));
  projection.remote = read_address(reader, "remote", reader.text("remote"));
  for (const std::string& server : reader.texts("name_servers"))
    projection.name_servers.push_back(read_address(reader, "name_servers", server));
  projection.authentication = reader.text("authentication");
  projection.mru =
      static_cast<std::uint16_t>(reader.number("mru", std::numeric_limits<std::uint16_t>::max()));
  return finish(reader, std::move(projection));
}

Json to_json(const ProjectionRecord& record) {
  return {{"protocol", record.protocol},
          {"error", json_or_null(record.error)},
          {"values", record.error ? Json() : to_json(record.values)}};
}

template <>
Result<ProjectionRecord> from_json(const Json& json) {
  FieldReader reader(json);
  ProjectionRecord record;
  record.protocol = static_cast<std::uint16_t>(
      reader.number("protocol", std::numeric_limits<std::uint16_t>::max()));
  record.error = read_error(reader);
  record.values = read_optional_part<Projection>(reader, "values").value_or(Projection{});
  return finish(reader, std::move(record));
}

Json to_json(const RecoveryCounts& counts) {
  return {{"resets", json_number(counts.resets)},
          {"restarts", json_number(counts.restarts)},
          {"usb_resets", json_number(counts.usb_resets)},
          {"power_hooks", json_number(counts.power_hooks)}};
}

template <>
Result<RecoveryCounts> from_json(const Json& json) {
  FieldReader reader(json);
  RecoveryCounts counts;
  counts.resets = reader.number("resets");
  counts.restarts = reader.number("restarts");
  counts.usb_resets = reader.number("usb_resets");
  counts.power_hooks = reader.number("power_hooks");
  return finish(reader, counts);
}

Json to_json(const ConnectionStatus& status) {
  return {{"connection", json_number(status.id.value)},
          {"entry", status.entry},
          {"device", status.device},
          {"number", status.number},
          {"state", state_name(status.state)},
          {"state_number", static_cast<std::uint32_t>(status.state)},
          {"error", json_or_null(status.error)},
          {"prompt", status.prompt},
          {"prompt_is_secret", status.prompt_is_secret},
          {"connect_text", status.connect_text},
          {"interface", status.interface},
          {"datapath", status.datapath},
          {"projection", status.projection ? to_json(*status.projection) : Json()},
          {"mtu", status.mtu},
          {"owner", status.owner},
          {"references", status.references},
          {"age_ms", milliseconds(status.age)},
          {"next_dial_ms", status.next_dial ? milliseconds(*status.next_dial) : Json()},
          {"waits_for", status.waits_for},
          {"recovery", to_json(status.recovery)}};
}

template <>
Result<ConnectionStatus> from_json(const Json& json) {
  FieldReader reader(json);
  ConnectionStatus status;
  status.id = reader.connection("connection");
  status.entry = reader.text("entry");
  status.device = reader.text("device");
  status.number = reader.text("number");
  status.state = read_state(reader);
  status.error = read_error(reader);
  status.prompt = reader.text("prompt");
  status.prompt_is_secret = reader.flag("prompt_is_secret");
  status.connect_text = reader.text("connect_text");
  status.interface = reader.text("interface");
  status.datapath = reader.text("datapath");
  status.projection = read_optional_part<Projection>(reader, "projection");
  status.mtu = static_cast<std::uint32_t>(reader.number("mtu", kMaxU32));
  status.owner = static_cast<uid_t>(reader.number("owner", kMaxU32));
  status.references = static_cast<std::uint32_t>(reader.number("references", kMaxU32));
  status.age = reader.milliseconds("age_ms");
  if (const auto left = reader.optional_number("next_dial_ms", FieldReader::kMaxInt))
    status.next_dial = std::chrono::milliseconds(*left);
  status.waits_for = reader.text("waits_for");
  status.recovery = read_part<RecoveryCounts>(reader, "recovery");
  return finish(reader, std::move(status));
}

Json to_json(const Statistics& statistics) {
  return {{"bytes_sent", json_number(statistics.bytes_sent)},
          {"bytes_received", json_number(statistics.bytes_received)},
          {"packets_sent", json_number(statistics.packets_sent)},
          {"packets_received", json_number(statistics.packets_received)},
          {"fcs_errors", json_number(statistics.fcs_errors)},
          {"framing_errors", json_number(statistics.framing_errors)},
          {"line_bytes_sent", json_number(statistics.line_bytes_sent)},
          {"line_bytes_received", json_number(statistics.line_bytes_received)},
          {"connected_ms", milliseconds(statistics.connected)}};
}

template <>
Result<Statistics> from_json(const Json& json) {
  FieldReader reader(json);
  Statistics statistics;
  statistics.bytes_sent = reader.number("bytes_sent");
  statistics.bytes_received = reader.number("bytes_received");
  statistics.packets_sent = reader.number("packets_sent");
  statistics.packets_received = reader.number("packets_received");
  statistics.fcs_errors = reader.number("fcs_errors");
  statistics.framing_errors = reader.number("framing_errors");
  statistics.line_bytes_sent = reader.number("line_bytes_sent");
  statistics.line_bytes_received = reader.number("line_bytes_received");
  statistics.connected = reader.milliseconds("connected_ms");
  return finish(reader, statistics);
}

Json to_json(const ProfileInfo& profile) {
  return {{"name", profile.name},         {"file", profile.file},        {"device", profile.device},
          {"number", profile.number},     {"problem", profile.problem},  {"owner", profile.owner},
          {"writable", profile.writable}, {"abstract", profile.abstract}};
}

template <>
Result<ProfileInfo> from_json(const Json& json) {
  FieldReader reader(json);
  ProfileInfo profile;
  profile.name = reader.text("name");
  profile.file = reader.text("file");
  profile.device = reader.text("device");
  profile.number = reader.text("number");
  profile.problem = reader.text("problem");
  profile.owner = static_cast<uid_t>(reader.number("owner", kMaxU32));
  profile.writable = reader.flag("writable");
  profile.abstract = reader.flag("abstract");
  return finish(reader, std::move(profile));
}

Json to_json(const WaitingEntry& waiting) {
  return {{"entry", waiting.entry}, {"sentences", waiting.sentences}};
}

template <>
Result<WaitingEntry> from_json(const Json& json) {
  FieldReader reader(json);
  WaitingEntry waiting;
  waiting.entry = reader.text("entry");
  waiting.sentences = reader.texts("sentences");
  return finish(reader, std::move(waiting));
}

}  // namespace dial::rpc
