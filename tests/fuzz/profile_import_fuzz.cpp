// Any file of another program becomes profiles that load, with login scripts that parse and secrets
// that come back from their text; no password is in a note. The first octet says which program's:
// w, p, k, b. Of pppd there are up to four files, each ended by an octet 0: the peer, the chat
// script, the secrets and a peer that is called.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "profile/import/imported.hpp"
#include "script/chat.hpp"

namespace {

using namespace dial::profile;

Imported import_peer_files(std::string_view text) {
  std::array<std::string_view, 4> files;
  for (std::string_view& file : files) {
    file = text.substr(0, text.find('\0'));
    text.remove_prefix(std::min(file.size() + 1, text.size()));
  }
  const ReadFile read_file = [&](const std::string& path) -> std::optional<std::string> {
    if (path.starts_with("/etc/ppp/options")) return std::nullopt;
    if (path.ends_with("-secrets")) return std::string(files[2]);
    return std::string(files[path.starts_with("/etc/ppp/peers/") ? 3 : 1]);
  };
  return import_peer({.text = files[0], .file = "/etc/ppp/peers/fuzz", .device = ""}, read_file);
}

Imported import_any(char program, std::string_view text) {
  const ImportSource source{.text = text, .file = "fuzz.conf", .device = ""};
  switch (program) {
    case 'p':
      return import_peer_files(text);
    case 'k':
      return import_keyfile(source);
    case 'b':
      return import_phone_book(source);
    default:
      return import_wvdial(source);
  }
}

void check_profile(const ImportedProfile& imported, const Secrets& secrets) {
  const auto profile = parse_profile(imported.text, imported.name + ".toml");
  if (!profile || profile->name != imported.name) std::abort();
  if (!profile->secret.empty() && !secrets.contains(profile->secret)) std::abort();
  if (!dial::script::Chat::parse(profile->login_script)) std::abort();
}

void check_secrets(const Secrets& secrets) {
  const dial::Secret text = secrets_text(secrets);
  const auto parsed = parse_secrets(text.reveal(), "secrets.toml");
  if (!parsed || parsed->size() != secrets.size()) std::abort();
  for (const auto& [name, secret] : secrets) {
    const auto found = parsed->find(name);
    if (found == parsed->end() || found->second.reveal() != secret.reveal()) std::abort();
  }
}

void check_note(const ImportNote& note, const Secrets& secrets) {
  constexpr std::size_t kNoChance = 16;  // octets that are not in our own words by chance
  if (note.message.empty() || to_string(note).empty()) std::abort();
  for (const auto& [name, secret] : secrets) {
    if (secret.reveal().size() >= kNoChance &&
        note.message.find(secret.reveal()) != std::string::npos)
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Imported imported = import_any(text.front(), text.substr(1));
  for (const ImportedProfile& profile : imported.profiles)
    check_profile(profile, imported.secrets);
  check_secrets(imported.secrets);
  for (const ImportNote& note : imported.notes)
    check_note(note, imported.secrets);
  return 0;
}
