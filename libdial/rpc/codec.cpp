#include "rpc/codec.hpp"

#include <algorithm>
#include <utility>

namespace dial::rpc {
namespace {

// Objects and arrays that contain each other deeper than kMaxDepth; looked for before parsing, so
// that nothing recursive ever meets them.
bool is_too_deep(std::string_view message) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > kMaxDepth) return true;
  }
  return false;
}

std::optional<Json> parse_object(std::string_view message) {
  if (is_too_deep(message)) return std::nullopt;
  Json json = Json::parse(message, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

// A field that may be absent or null. False: there is one, of another type.
bool read_flag(const Json& json, const char* name, bool& out) {
  const auto field = json.find(name);
  if (field == json.end() || field->is_null()) return true;
  if (!field->is_boolean()) return false;
  out = field->get<bool>();
  return true;
}

bool read_text(const Json& json, const char* name, std::string& out) {
  const auto field = json.find(name);
  if (field == json.end() || field->is_null()) return true;
  if (!field->is_string()) return false;
  out = field->get<std::string>();
  return true;
}

bool take_parameters(Json& json, Json& out) {
  const auto field = json.find("parameters");
  if (field == json.end() || field->is_null()) return true;
  if (!field->is_object()) return false;
  out = std::move(*field);
  return true;
}

std::string on_wire(const Json& json) {
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  text += '\0';
  return text;
}

Json parameters_of(const Json& parameters) {
  return parameters.is_object() ? parameters : Json::object();
}

}  // namespace

void MessageSplitter::handle_input(Octets octets) {
  if (overlong_) return;
  drop_taken();
  while (!octets.empty()) {
    const auto end = std::ranges::find(octets, std::uint8_t{0});
    const auto length = static_cast<std::size_t>(end - octets.begin());
    if (pending_.size() - tail_ + length > kMaxMessage) {
      overlong_ = true;
      pending_.resize(tail_);
      return;
    }
    pending_ += text_of(octets.first(length));
    if (end == octets.end()) return;
    pending_ += '\0';
    tail_ = pending_.size();
    ++whole_;
    octets = octets.subspan(length + 1);
  }
}

std::optional<std::string_view> MessageSplitter::poll_message() {
  if (whole_ == 0) return std::nullopt;
  const std::size_t end = pending_.find('\0', taken_);
  const std::string_view message = std::string_view(pending_).substr(taken_, end - taken_);
  taken_ = end + 1;
  --whole_;
  return message;
}

std::string MessageSplitter::take_rest() {
  drop_taken();
  tail_ = whole_ = 0;
  return std::exchange(pending_, {});
}

void MessageSplitter::drop_taken() {
  pending_.erase(0, taken_);
  tail_ -= taken_;
  taken_ = 0;
}

std::optional<Call> parse_call(std::string_view message) {
  auto json = parse_object(message);
  if (!json) return std::nullopt;
  Call call;
  const bool good =
      read_text(*json, "method", call.method) && !call.method.empty() &&
      take_parameters(*json, call.parameters) && read_flag(*json, "more", call.more) &&
      read_flag(*json, "oneway", call.oneway) && read_flag(*json, "upgrade", call.upgrade);
  if (!good) return std::nullopt;
  return call;
}

std::optional<Reply> parse_reply(std::string_view message) {
  auto json = parse_object(message);
  if (!json) return std::nullopt;
  Reply reply;
  const bool good = read_text(*json, "error", reply.error) &&
                    take_parameters(*json, reply.parameters) &&
                    read_flag(*json, "continues", reply.continues);
  if (!good) return std::nullopt;
  return reply;
}

std::string serialize(const Call& call) {
  Json json = {{"method", call.method}, {"parameters", parameters_of(call.parameters)}};
  if (call.more) json["more"] = true;
  if (call.oneway) json["oneway"] = true;
  if (call.upgrade) json["upgrade"] = true;
  return on_wire(json);
}

std::string serialize(const Reply& reply) {
  Json json = {{"parameters", parameters_of(reply.parameters)}};
  if (!reply.error.empty()) json["error"] = reply.error;
  if (reply.continues) json["continues"] = true;
  return on_wire(json);
}

}  // namespace dial::rpc
