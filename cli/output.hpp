#pragma once

#include <string_view>

#include "cli/exit_status.hpp"
#include "cli/globals.hpp"

namespace dial::cli {

void write_out(std::string_view text);  // standard output, at once

// `status`, unless what was written did not all arrive: a script must not take half for the whole.
ExitStatus after_output(ExitStatus status);

// Says what went wrong: to a person on standard error, with --json on standard output. Returns
// what to exit with.
ExitStatus fail(const Globals& globals, const Error& error);

// A terminal that can update a line in place (TERM=dumb cannot).
bool out_is_terminal();
std::size_t terminal_columns();  // 80 if the terminal does not say

}  // namespace dial::cli
