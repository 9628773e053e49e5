// Any profile that loads becomes files of pppd and chat that can be read back, or is refused with a
// note: a script that our own chat takes, options that say what the profile says, and nothing of
// the profile that leaves its place in a file.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "profile/export/exported.hpp"
#include "profile/import/words.hpp"
#include "script/chat.hpp"

namespace {

using namespace dial::profile;

const std::string* file_of(const Exported& exported, std::string_view folder) {
  for (const ExportedFile& file : exported.files) {
    if (file.path.starts_with(folder)) return &file.text;
  }
  return nullptr;
}

ReadFile installed(const Exported& exported) {
  return [&exported](const std::string& path) -> std::optional<std::string> {
    if (path == "/etc/ppp/options" || path.ends_with("-secrets")) return std::nullopt;
    for (const ExportedFile& file : exported.files) {
      if (file.path == path) return file.text;
    }
    return "\\qhidden";
  };
}

void check_script(const std::string& text) {
  const auto any_file = [](std::string_view) -> std::expected<std::string, std::string> {
    return "\\qhidden";
  };
  if (!dial::script::Chat::parse(text, any_file)) std::abort();
}

// Behind the name of an option stands what the profile has.
void check_user(const std::string& peer, const std::string& user) {
  const auto words = option_words(peer);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!words[i].begins_line || words[i].view() != "user") continue;
    if (words[i + 1].view() == user) return;
    std::abort();
  }
  if (!user.empty()) std::abort();
}

void check_import(const Profile& profile, const Exported& exported, const std::string& peer) {
  const Imported imported = import_peer(
      {.text = peer, .file = exported.files.front().path, .device = ""}, installed(exported));
  for (const ImportedProfile& one : imported.profiles) {
    const auto back = parse_profile(one.text, one.name + ".toml");
    if (!back) std::abort();
    if (back->ppp.mru != profile.ppp.mru || back->ppp.accm != profile.ppp.accm) std::abort();
    if (back->ip.local != profile.ip.local || back->ip.metric != profile.ip.metric) std::abort();
    if (back->line.speed != profile.line.speed || back->user != profile.user) std::abort();
    if (back->line.flow_control != profile.line.flow_control) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto profile = parse_profile(text, "isp.toml");
  if (!profile) return 0;
  const Exported exported = export_peer(*profile, "/etc");
  if (exported.files.empty()) {
    if (exported.notes.empty() || exported.notes.front().kind != NoteKind::kRefused) std::abort();
    return 0;
  }
  const std::string* peer = file_of(exported, "/etc/ppp/peers/");
  if (peer == nullptr) std::abort();
  const std::string* script = file_of(exported, "/etc/chatscripts/");
  // A profile may hold a script that none is: the manager tells, before it dials.
  if (script != nullptr && dial::script::Chat::parse(profile->login_script)) check_script(*script);
  check_user(*peer, profile->user);
  check_import(*profile, exported, *peer);
  return 0;
}
