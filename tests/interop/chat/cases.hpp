#pragma once

#include <vector>

#include "interop/chat/talk.hpp"

namespace dial::chat_interop {

std::vector<Case> hand_written();

// A script that chat(8) and we do not treat alike, on purpose.
struct Deviation {
  Case talk;
  Talk chat;
  Talk ours;
};
std::vector<Deviation> deviations();

}  // namespace dial::chat_interop
