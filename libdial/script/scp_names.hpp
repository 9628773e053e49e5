#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dial::script::scp {

// Upper and lower case are one in keywords and names.
std::string folded(std::string_view word);

// May not be the name of a variable or a label; `word` is folded.
bool is_reserved(std::string_view word);

// "; did you mean delay?" for the candidate that a slip of the keys may have made `word` of, or
// nothing.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);
// The same among the words a command begins with.
std::string command_suggestion(std::string_view word);

}  // namespace dial::script::scp
