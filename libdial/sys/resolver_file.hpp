#pragma once

#include <string>

#include "dial/error.hpp"

// The resolver's own file, resolv.conf(5), while it has name servers of connections. It is written
// only if it is a plain file that no other program says it generates. What it held stands beside it
// under .before-dial.
namespace dial::sys {

// By this first line a file is known to be ours; who writes his own drops it.
inline constexpr char kResolverOwner[] =
    "# Written by diald; it goes with the connection. Do not edit.\n";

bool is_our_resolver_file(const std::string& path);

// Our first line, and these. kAccessDenied: it is another program's; kCannotWritePhonebook.
Result<> write_resolver_file(const std::string& path, const std::string& lines);
// What was there before comes back, or the file goes; one that is not ours by now stays.
Result<> restore_resolver_file(const std::string& path);

}  // namespace dial::sys
