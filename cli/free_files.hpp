#pragma once

#include <string>
#include <vector>

#include "dial/error.hpp"

namespace dial::cli {

// kAlreadyExists, if one of the files, or a link of its name, is there.
Result<> check_free(const std::vector<std::string>& files);

}  // namespace dial::cli
