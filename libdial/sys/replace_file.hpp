#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "dial/error.hpp"

// Changes of files and directories that are there whole or not at all, whatever happens meanwhile:
// each is on the disk when the function returns, unless it says otherwise. A name that is a
// symbolic link is refused. Errors: kCannotWritePhonebook with errno and the path, kAlreadyExists
// where said.
namespace dial::sys {

enum class Replace { kOnlyNew, kOrMake };

// Puts `text` in the place of the file, through a new one beside it. The owner, the group and the
// mode of the file that was there are kept (root's becomes ours where only root may give it back);
// a new one is ours and has `mode`. kOnlyNew: kAlreadyExists if there is one.
Result<> replace_file(const std::string& path, std::string_view text, mode_t mode,
                      Replace replace = Replace::kOrMake);

// The same, but the disk is not waited for: for what is written often, where the caller serves
// lines that may not stand still while a memory card takes seconds. Whoever kills the process finds
// the old file or the new one. After a loss of power it is the old or the new one as well with ext4
// and Btrfs, which put a file that replaces another on the disk before its name; with others, as
// XFS and F2FS, it may be empty.
Result<> replace_file_soon(const std::string& path, std::string_view text, mode_t mode);

// kAlreadyExists if `to` is there. Both in one directory.
Result<> rename_file(const std::string& from, const std::string& to);
Result<> remove_file(const std::string& path);

// A directory of ours that is closed to all others; it may be there already.
Result<> make_private_directory(const std::string& path);

// Refuses what is a symbolic link or no regular file; nothing there is well.
Result<> check_replaceable(const std::string& path);

}  // namespace dial::sys
