// Log: the dialogue before PPP.
#include <algorithm>
#include <array>
#include <utility>

#include "rpc/message_parts.hpp"

namespace dial::rpc {
namespace {

using Kind = DialogueLine::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 3> kKinds{
    {{Kind::kSent, "sent"}, {Kind::kReceived, "received"}, {Kind::kNote, "note"}}};

std::string_view name_of(Kind kind) {
  return std::ranges::find(kKinds, kind, &std::pair<Kind, std::string_view>::first)->second;
}

Kind read_kind(FieldReader& reader) {
  const std::string name = reader.text("kind");
  const auto found = std::ranges::find(kKinds, name, &std::pair<Kind, std::string_view>::second);
  if (found != kKinds.end()) return found->first;
  reader.refuse("kind", "is none of sent, received and note");
  return Kind::kNote;
}

}  // namespace

Json to_json(const DialogueLine& line) {
  return {{"kind", name_of(line.kind)},
          {"at_ms", json_number(static_cast<std::uint64_t>(line.at.count()))},
          {"text", line.text}};
}

template <>
Result<DialogueLine> from_json(const Json& json) {
  FieldReader reader(json);
  DialogueLine line;
  line.kind = read_kind(reader);
  line.at = reader.milliseconds("at_ms");
  line.text = reader.text("text");
  return finish(reader, std::move(line));
}

Json to_json(const LogReply& reply) {
  return {{"lines", json_array(reply.dialogue.lines)},
          {"dropped", json_number(reply.dialogue.dropped)}};
}

template <>
Result<LogReply> from_json(const Json& json) {
  FieldReader reader(json);
  LogReply reply;
  reply.dialogue.lines = read_parts<DialogueLine>(reader, "lines");
  reply.dialogue.dropped = reader.number("dropped");
  return finish(reader, std::move(reply));
}

}  // namespace dial::rpc
