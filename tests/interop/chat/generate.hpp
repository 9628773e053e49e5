#pragma once

#include <cstdint>

#include "interop/chat/talk.hpp"

namespace dial::chat_interop {

// A script and a far end in which everything may happen that chat(8) and we do alike: few different
// letters, so that texts begin, overlap and hide one another.
Case generate(std::uint64_t seed);

}  // namespace dial::chat_interop
