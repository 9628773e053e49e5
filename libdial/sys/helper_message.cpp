#include "sys/helper_message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/bytes.hpp"

namespace dial::sys::helper {
namespace {

struct VerbText {
  Verb verb;
  std::string_view name;
  std::string_view purpose;
};
constexpr std::array kVerbs{
    VerbText{Verb::kRunHook, "run-hook", "to run a hook"},
    VerbText{Verb::kRunPowerHook, "run-power-hook", "to switch a modem's power"},
    VerbText{Verb::kRunPppd, "run-pppd", "to run pppd"},
    VerbText{Verb::kOpenNamespace, "open-namespace", "to open a network namespace"},
    VerbText{Verb::kSetSysctl, "set-sysctl", "to set a sysctl of an interface"},
    VerbText{Verb::kResetUsb, "reset-usb", "to reset a USB port"},
    VerbText{Verb::kWriteResolver, "write-resolver", "to write the resolver's file"},
    VerbText{Verb::kRunResolvconf, "run-resolvconf", "to run resolvconf"},
    VerbText{Verb::kNameHolder, "name-holder", "to name the holder of a port"},
};

const VerbText& text_of(Verb verb) {
  return *std::ranges::find(kVerbs, verb, &VerbText::verb);
}

std::unexpected<Error> refused(std::string context) {
  return std::unexpected(Error{.code = ErrorCode::kInvalidParameter,
                               .layer = Layer::kManager,
                               .context = std::move(context)});
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  // Only the shortest form, so that there is one packet for one request.
  return problem == std::errc() && end == text.data() + text.size() &&
         text == std::to_string(number);
}

// One field of a packet into what it is; false if it must not be.
using TakeField = bool (*)(void* into, std::string_view name, std::string_view value);

// The fields in their order. `what` is the packet's kind, for the error.
Result<> take_fields(std::string_view packet, const char* what, void* into, TakeField take) {
  if (packet.size() > kMostOctets) return refused(std::string("a ") + what + " is too long");
  while (!packet.empty()) {
    const auto end = packet.find('\0');
    const auto field = packet.substr(0, end);
    const auto equals = field.find('=');
    if (end == packet.npos || equals == field.npos)
      return refused(std::string("a field of a ") + what + " is no name=value with its end");
    const auto name = field.substr(0, equals);
    if (!take(into, name, field.substr(equals + 1)))
      return refused(std::string("the field ") + printable(octets_of(name)) + " of a " + what);
    packet.remove_prefix(end + 1);
  }
  return {};
}

void put(std::string& packet, std::string_view name, std::string_view value) {
  packet.append(name).append("=").append(value).push_back('\0');
}

void put_number(std::string& packet, std::string_view name, long long value) {
  put(packet, name, std::to_string(value));
}

// ---- the request: verb, name, limit, then arguments, then variables

// Which field was last: they stand in one order, each of the first three once.
enum class Place : std::uint8_t { kNothing, kVerb, kName, kLimit, kArgument, kVariable };

struct RequestReader {
  Request request;
  Place place = Place::kNothing;

  bool follows(Place last, Place next) {
    if (place != last) return false;
    place = next;
    return true;
  }
};

bool take_verb(RequestReader& reader, std::string_view value) {
  const auto found = std::ranges::find(kVerbs, value, &VerbText::name);
  if (found == kVerbs.end() || !reader.follows(Place::kNothing, Place::kVerb)) return false;
  reader.request.verb = found->verb;
  return true;
}

bool take_name(RequestReader& reader, std::string_view value) {
  if (value.empty() || !reader.follows(Place::kVerb, Place::kName)) return false;
  reader.request.name = value;
  return true;
}

bool take_limit(RequestReader& reader, std::string_view value) {
  Duration::rep limit = 0;
  if (!reader.follows(Place::kName, Place::kLimit) || !read_number(value, limit)) return false;
  reader.request.limit = Duration(limit);
  return limit > 0 && reader.request.limit <= kLongestLimit;
}

bool take_argument(RequestReader& reader, std::string_view value) {
  auto& arguments = reader.request.arguments;
  const bool is_here = reader.place == Place::kLimit || reader.place == Place::kArgument;
  if (!is_here || arguments.size() == kMostArguments) return false;
  reader.place = Place::kArgument;
  arguments.emplace_back(value);
  return true;
}

bool is_variable_name(std::string_view name) {
  const auto is_usual = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && std::ranges::all_of(name, is_usual) && (name[0] < '0' || name[0] > '9');
}

// Its value is "NAME=value" again.
bool take_variable(RequestReader& reader, std::string_view value) {
  auto& variables = reader.request.environment;
  const auto equals = value.find('=');
  if (reader.place < Place::kLimit || equals == value.npos) return false;
  const auto name = value.substr(0, equals);
  const bool is_new =
      std::ranges::none_of(variables, [&](const auto& v) { return v.first == name; });
  if (!is_variable_name(name) || !is_new || variables.size() == kMostVariables) return false;
  reader.place = Place::kVariable;
  variables.emplace_back(name, value.substr(equals + 1));
  return true;
}

bool take_request_field(void* into, std::string_view name, std::string_view value) {
  auto& reader = *static_cast<RequestReader*>(into);
  if (name == "verb") return take_verb(reader, value);
  if (name == "name") return take_name(reader, value);
  if (name == "limit") return take_limit(reader, value);
  if (name == "argument") return take_argument(reader, value);
  if (name == "variable") return take_variable(reader, value);
  return false;
}

// ---- the reply: each field at most once

bool take_reply_field(void* into, std::string_view name, std::string_view value) {
  auto& reply = *static_cast<Reply*>(into);
  if (name == "error") {
    std::uint32_t number = 0;
    if (!read_number(value, number)) return false;
    reply.error.code = ErrorCode{number};
    reply.error.layer = Layer::kManager;
    return true;
  }
  if (name == "context") {
    reply.error.context = value;
    return true;
  }
  if (name == "text") {
    reply.text = value;
    return true;
  }
  if (name == "errno") return read_number(value, reply.error.os_error);
  if (name == "status") return read_number(value, reply.status);
  if (name == "signal") return read_number(value, reply.signal);
  return false;
}

}  // namespace

std::string_view verb_name(Verb verb) {
  return text_of(verb).name;
}

std::string_view verb_purpose(Verb verb) {
  return text_of(verb).purpose;
}

Result<Request> parse_request(std::string_view packet) {
  RequestReader reader;
  if (auto taken = take_fields(packet, "request", &reader, take_request_field); !taken)
    return std::unexpected(taken.error());
  if (reader.place < Place::kLimit) return refused("a request without verb, name and limit");
  return std::move(reader.request);
}

Result<Reply> parse_reply(std::string_view packet) {
  Reply reply;
  if (packet.empty()) return refused("a reply without a field");
  if (auto taken = take_fields(packet, "reply", &reply, take_reply_field); !taken)
    return std::unexpected(taken.error());
  return reply;
}

std::string to_packet(const Request& request) {
  std::string packet;
  put(packet, "verb", verb_name(request.verb));
  put(packet, "name", request.name);
  put_number(packet, "limit", request.limit.count());
  for (const std::string& argument : request.arguments)
    put(packet, "argument", argument);
  for (const auto& [name, value] : request.environment)
    put(packet, "variable", name + "=" + value);
  return packet;
}

std::string to_packet(const Reply& reply) {
  std::string packet;
  put_number(packet, "error", static_cast<long long>(reply.error.code));
  if (!reply.error.context.empty()) put(packet, "context", reply.error.context);
  if (reply.error.os_error != 0) put_number(packet, "errno", reply.error.os_error);
  if (!reply.text.empty()) put(packet, "text", reply.text);
  if (reply.status != 0) put_number(packet, "status", reply.status);
  if (reply.signal != 0) put_number(packet, "signal", reply.signal);
  return packet;
}

}  // namespace dial::sys::helper
