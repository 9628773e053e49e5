#pragma once

#include <string>

#include "dial/error.hpp"

namespace dial::helper {

enum class Use { kRead, kRun };

// The real path of the file `path` below `folder`, if nobody but root can have made it what it is:
// the file, and each folder on the way to it, belong to root, and neither their group nor others
// may write to them. To be run it must be executable. kAccessDenied says which is not so;
// kInvalidParameter if it is not there. What was true stays true: only root can change it.
Result<std::string> roots_file(const std::string& folder, const std::string& path, Use use);

}  // namespace dial::helper
