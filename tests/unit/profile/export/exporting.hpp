#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "profile/export/exported.hpp"
#include "profile/import/imported.hpp"

namespace dial::profile {

inline Profile parsed(const std::string& text, const std::string& name = "isp") {
  const auto profile = parse_profile(text, name + ".toml");
  if (!profile) FAIL_CHECK(to_string(profile.error().front()));
  REQUIRE(profile);
  return *profile;
}

// The file of that path, "" if the export made none.
inline std::string file_of(const Exported& exported, std::string_view path) {
  for (const ExportedFile& file : exported.files) {
    if (file.path == path) return file.text;
  }
  return {};
}

// Its lines that are no comment.
inline std::string lines_of(const Exported& exported, std::string_view path) {
  std::string lines;
  std::string text = file_of(exported, path);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    if (text[start] != '#') lines += text.substr(start, end - start + 1);
    start = end + 1;
  }
  return lines;
}

inline std::string peer_of(const Exported& exported, std::string_view name = "isp") {
  return lines_of(exported, "/etc/ppp/peers/" + std::string(name));
}
inline std::string script_of(const Exported& exported, std::string_view name = "isp") {
  return lines_of(exported, "/etc/chatscripts/" + std::string(name));
}

inline bool has_note(const Exported& exported, std::string_view key, NoteKind kind) {
  for (const ExportNote& note : exported.notes) {
    if (note.key == key && note.kind == kind && !note.message.empty()) return true;
  }
  return false;
}

}  // namespace dial::profile
