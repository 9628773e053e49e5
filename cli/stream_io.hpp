#pragma once

#include <optional>
#include <string>

// Reading and writing descriptors that do not block.
namespace dial::cli {

void do_not_block(int descriptor);

// Appends what can be read now. Empty: nothing; false: the end.
std::optional<bool> read_some(int descriptor, std::string& text);

// Takes from the text what can be written now. False: nobody takes it any more.
bool write_some(int descriptor, std::string& text);

}  // namespace dial::cli
