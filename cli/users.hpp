#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace dial::cli {

std::string user_name(uid_t uid);  // the number if nobody has it
std::vector<std::string> user_names(const std::vector<uid_t>& uids);

}  // namespace dial::cli
