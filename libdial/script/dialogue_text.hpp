#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "dial/dialogue.hpp"
#include "script/parse_error.hpp"

// How a dialogue is written: a line each, with the seconds since its beginning, a mark for the
// direction and the text.
//
//     0.000 > ATZ\r
//     0.031 < ATZ\r
//     0.120 < \r\nOK\r\n
//     2.481 = login script
//
// `>` was sent, `<` was received, `=` is a note; an empty line, and one that begins with #, is
// none.
namespace dial::script {

// Octets as a DialogueLine has them. The other way: nothing when an escape is not one of them.
std::string spell(Octets octets);
std::optional<Buffer> unspell(std::string_view text);

inline constexpr std::string_view kBreak = "\\K";               // the text of a break, alone
inline constexpr std::string_view kLoginNote = "login script";  // here begins what a script says

std::string format_dialogue(const Dialogue& dialogue);

// A dialogue as it was written, one entry a line.
struct WrittenLine {
  DialogueLine::Kind kind = DialogueLine::Kind::kNote;
  Duration at{0};
  Buffer octets;  // empty: a break, or a note
  std::string note;
  std::size_t line = 1;  // of the text
};

// The longest text that is read, in octets.
inline constexpr std::size_t kLongestDialogue = 1 << 20;

// Times may not go back. What stands before the note that a login script begins is not the script's
// affair, and is left out.
std::expected<std::vector<WrittenLine>, ParseError> parse_dialogue(std::string_view text);

}  // namespace dial::script
