#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "dial/error.hpp"

namespace dial::sys {

// Whole small files. Errors: kCannotOpenPhonebook with errno and the path.
Result<std::string> read_file(const std::string& path, std::size_t limit = 1 << 20);

// As read_file, and kAccessDenied unless the file is a regular file owned by root or by us and
// closed to group and others; the context has the chmod that mends it.
Result<std::string> read_secret_file(const std::string& path, std::size_t limit = 1 << 20);

// Names of the regular files in a directory that end in `suffix`, sorted.
Result<std::vector<std::string>> list_files(const std::string& directory,
                                            const std::string& suffix);

RandomSource kernel_random();  // getrandom(2)

}  // namespace dial::sys
