#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "profile/import/imported.hpp"
#include "script/chat.hpp"

namespace dial::profile {

inline std::string sample(const std::string& name) {
  const std::string path = std::string(DIAL_TEST_DATA) + "/import/" + name;
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file, path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// /etc as the samples have it; nothing else can be read.
inline std::optional<std::string> read_sample(const std::string& path) {
  constexpr std::string_view kEtc = "/etc/";
  if (!path.starts_with(kEtc)) return std::nullopt;
  const std::string name = path.substr(kEtc.size());
  if (!std::filesystem::is_regular_file(std::string(DIAL_TEST_DATA) + "/import/" + name))
    return std::nullopt;
  return sample(name);
}

// Files by their paths, for what is better seen in the test itself.
using Files = std::map<std::string, std::string>;
inline ReadFile reader(Files files) {
  return [files = std::move(files)](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return found->second;
  };
}

inline std::string notes_of(const Imported& imported) {
  std::string text;
  for (const ImportNote& note : imported.notes)
    text += to_string(note) + "\n";
  return text;
}

// The profile of that name as the daemon would have it; its login script is checked too.
inline Profile profile_of(const Imported& imported, const std::string& name) {
  const auto found = std::find_if(imported.profiles.begin(), imported.profiles.end(),
                                  [&](const auto& profile) { return profile.name == name; });
  CAPTURE(notes_of(imported));
  REQUIRE_MESSAGE(found != imported.profiles.end(), name);
  CAPTURE(found->text);
  auto profile = parse_profile(found->text, name + ".toml");
  if (!profile) FAIL_CHECK(to_string(profile.error().front()));
  REQUIRE(profile);
  CHECK(script::Chat::parse(profile->login_script));
  return *profile;
}

inline std::string secret_of(const Imported& imported, const Profile& profile) {
  const auto found = imported.secrets.find(profile.secret);
  return found == imported.secrets.end() ? "" : std::string(found->second.reveal());
}

// The line of the first note whose message has `part`; nothing if there is none.
inline std::optional<std::size_t> noted(const Imported& imported, std::string_view part,
                                        NoteKind kind = NoteKind::kLeftOut) {
  for (const ImportNote& note : imported.notes) {
    if (note.kind == kind && note.message.find(part) != std::string::npos) return note.line;
  }
  return std::nullopt;
}

// No octets of `text` are in any profile or note.
inline bool is_hidden(const Imported& imported, std::string_view text) {
  const auto has = [&](const std::string& where) { return where.find(text) != std::string::npos; };
  return std::none_of(imported.profiles.begin(), imported.profiles.end(),
                      [&](const auto& profile) { return has(profile.text); }) &&
         std::none_of(imported.notes.begin(), imported.notes.end(),
                      [&](const auto& note) { return has(to_string(note)); });
}

}  // namespace dial::profile
