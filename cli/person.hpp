#pragma once

#include <optional>
#include <string>
#include <string_view>

// Questions to whoever sits at the terminal, asked on standard error and answered on standard
// input, a line each. They wait; main thread. Ctrl-C ends the input as Ctrl-D does.
namespace dial::cli {

// Standard input is a terminal.
bool person_is_there();

// "text [proposal]: ". The answer without blanks around it, the proposal for an empty one; nullopt:
// the input has ended.
std::optional<std::string> ask_person(std::string_view text, std::string_view proposal = {});

// "text [Y/n]? ", until the answer is yes or no; nullopt: the input has ended.
std::optional<bool> confirm_with_person(std::string_view text, bool proposal);

void tell_person(std::string_view text);  // a line

}  // namespace dial::cli
