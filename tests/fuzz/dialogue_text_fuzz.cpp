// A dialogue that somebody wrote: read or refused with a place. What was read is spelt and read
// again as the same.
#include <cstdint>
#include <cstdlib>

#include "script/dialogue_text.hpp"

namespace {

using namespace dial;
using namespace dial::script;

Dialogue spelt(const std::vector<WrittenLine>& lines) {
  Dialogue dialogue;
  for (const WrittenLine& line : lines) {
    const bool is_note = line.kind == DialogueLine::Kind::kNote;
    std::string text = is_note               ? line.note
                       : line.octets.empty() ? std::string(kBreak)
                                             : spell(line.octets);
    dialogue.lines.push_back({line.kind, line.at, std::move(text)});
  }
  return dialogue;
}

bool is_same(const std::vector<WrittenLine>& a, const std::vector<WrittenLine>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].kind != b[i].kind || a[i].at != b[i].at || a[i].octets != b[i].octets ||
        a[i].note != b[i].note)
      return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lines = parse_dialogue(text_of(Octets(data, size)));
  if (!lines) {
    const ParseError& error = lines.error();
    if (error.line == 0 || error.column == 0 || error.message.empty()) std::abort();
    return 0;
  }
  const std::string text = format_dialogue(spelt(*lines));
  if (text.size() > kLongestDialogue) return 0;
  const auto again = parse_dialogue(text);
  if (!again || !is_same(*lines, *again)) std::abort();
  return 0;
}
