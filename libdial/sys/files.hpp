#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "dial/error.hpp"

namespace dial::sys {

// Whole small files. Errors: kCannotOpenPhonebook with errno and the path.
Result<std::string> read_file(const std::string& path, std::size_t limit = 1 << 20);

// The same, and whose file it is.
struct OwnedText {
  std::string text;
  uid_t owner = 0;
  bool others_can_write = false;  // its group or everybody
};
Result<OwnedText> read_owned_file(const std::string& path, std::size_t limit = 1 << 20);

// As read_file, and kAccessDenied unless the file is a regular file owned by root or by us and
// closed to group and others; the context has the chmod that mends it.
Result<std::string> read_secret_file(const std::string& path, std::size_t limit = 1 << 20);

// Names of the regular files in a directory that end in `suffix`, sorted.
Result<std::vector<std::string>> list_files(const std::string& directory,
                                            const std::string& suffix);

// Names of the directories in a directory, sorted; symbolic links are none.
Result<std::vector<std::string>> list_directories(const std::string& directory);

RandomSource kernel_random();  // getrandom(2)

}  // namespace dial::sys
