#pragma once

#include <expected>
#include <string>
#include <vector>

#include "profile/export/exported.hpp"

namespace dial::profile {

// A chat(8) file and the files that it sends, which hold what a profile may not.
struct ChatText {
  struct Hidden {
    std::string path;
    std::string content;  // what belongs there, PASSWORD in the password's place
  };
  std::string text;  // empty: there is nothing to say on the line
  std::vector<Hidden> hidden;
  std::vector<ExportNote> notes;
};

// The commands to the modem, the dial and the login script as one script. `path` is where it will
// be; the files that it sends are beside it. The error is why it cannot be one.
std::expected<ChatText, ExportNote> chat_text(const Profile& profile, const std::string& path);

// A time as the whole seconds chat(8) and pppd(8) count in, at least one; a note if it is another.
std::string whole_seconds(Duration time, std::string_view key, std::vector<ExportNote>& notes);

}  // namespace dial::profile
