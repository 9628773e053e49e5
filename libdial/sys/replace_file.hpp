#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "dial/error.hpp"

// Changes of files and directories that are there whole or not at all, whatever happens meanwhile:
// each is on the disk when the function returns. A name that is a symbolic link is refused. Errors:
// kCannotWritePhonebook with errno and the path, kAlreadyExists where said.
namespace dial::sys {

enum class Replace { kOnlyNew, kOrMake };

// Puts `text` in the place of the file, through a new one beside it. The owner, the group and the
// mode of the file that was there are kept (root's becomes ours where only root may give it back);
// a new one is ours and has `mode`. kOnlyNew: kAlreadyExists if there is one.
Result<> replace_file(const std::string& path, std::string_view text, mode_t mode,
                      Replace replace = Replace::kOrMake);

// kAlreadyExists if `to` is there. Both in one directory.
Result<> rename_file(const std::string& from, const std::string& to);
Result<> remove_file(const std::string& path);

// A directory of ours that is closed to all others; it may be there already.
Result<> make_private_directory(const std::string& path);

// Refuses what is a symbolic link or no regular file; nothing there is well.
Result<> check_replaceable(const std::string& path);

}  // namespace dial::sys
