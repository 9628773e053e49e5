#pragma once

#include <string>

namespace dial {

// Overwrites what may be a secret, and leaves the text empty.
void wipe(std::string& text);

}  // namespace dial
