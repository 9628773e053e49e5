#pragma once

#include <functional>
#include <map>
#include <string>

namespace dial::script {

// The texts that a profile gives its script, by name.
using Texts = std::map<std::string, std::string, std::less<>>;

}  // namespace dial::script
