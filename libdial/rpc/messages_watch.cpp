// The replies of Watch.
#include <algorithm>
#include <array>
#include <utility>

#include "rpc/message_parts.hpp"

namespace dial::rpc {
namespace {

using Kind = WatchEvent::Kind;

constexpr std::array<std::pair<Kind, const char*>, 4> kKinds{{
    {Kind::kPresent, "present"},
    {Kind::kChange, "change"},
    {Kind::kLost, "lost"},
    {Kind::kEnd, "end"},
}};

const char* name_of(Kind kind) {
  return std::ranges::find(kKinds, kind, [](const auto& pair) { return pair.first; })->second;
}

Kind read_kind(FieldReader& reader) {
  const std::string name = reader.text("kind");
  const auto found = std::ranges::find(kKinds, name, [](const auto& pair) { return pair.second; });
  if (found != kKinds.end()) return found->first;
  reader.refuse("kind", "is none that is known");
  return Kind::kChange;
}

bool has_status(Kind kind) {
  return kind == Kind::kPresent || kind == Kind::kChange;
}

}  // namespace

Json to_json(const WatchEvent& event) {
  return {{"kind", name_of(event.kind)},
          {"sequence", json_number(event.sequence)},
          {"connection", has_status(event.kind) ? to_json(event.status) : Json()},
          {"totals", event.totals ? to_json(*event.totals) : Json()}};
}

template <>
Result<WatchEvent> from_json(const Json& json) {
  FieldReader reader(json);
  WatchEvent event;
  event.kind = read_kind(reader);
  event.sequence = reader.number("sequence");
  if (auto status = read_optional_part<ConnectionStatus>(reader, "connection"))
    event.status = std::move(*status);
  event.totals = read_optional_part<Statistics>(reader, "totals");
  return finish(reader, std::move(event));
}

}  // namespace dial::rpc
