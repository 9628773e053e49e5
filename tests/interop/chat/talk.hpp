#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "script/chat.hpp"

namespace dial::chat_interop {

// What the far end says as soon as it has received so many octets in all.
struct Reply {
  std::size_t after = 0;
  std::string text;
};

struct Case {
  std::string script;
  std::vector<Reply> far_end = {};
  std::string phone = {};
};

// What came out of it: the octets that the far end received, and chat(8)'s exit status.
struct Talk {
  std::string sent;
  int status = 0;
  bool operator==(const Talk&) const = default;
};
inline constexpr int kCrashed = -1;

// The far end answers at once, so that only the script's own limits take time.
Talk talk_as_chat(const Case& talk);
Talk talk_as_ours(const Case& talk, script::Habits habits);

std::string describe(const Case& talk);
std::string describe(const Talk& talk);

}  // namespace dial::chat_interop
