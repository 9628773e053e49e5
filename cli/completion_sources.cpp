// What is completed besides the words of the command line itself.
#include "cli/completion.hpp"
#include "cli/output.hpp"
#include "cli/text.hpp"
#include "dial/dialer.hpp"
#include "profile/keys.hpp"
#include "sys/devices.hpp"

namespace dial::cli {
namespace {

// The socket that is named before the word; the shell's quotes have gone.
DialerOptions options_in(const std::vector<std::string>& words) {
  constexpr std::string_view kOption = "--socket";
  DialerOptions options;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == kOption) options.socket = words[i + 1 + (words[i + 1] == "=" ? 1 : 0)];
    if (words[i].starts_with(std::string(kOption) + "="))
      options.socket = words[i].substr(kOption.size() + 1);
  }
  return options;
}

std::vector<Candidate> entries_of(const DialerOptions& options) {
  std::vector<Candidate> entries;
  auto dialer = Dialer::create(nullptr, options);
  if (!dialer) return entries;
  const auto profiles = dialer->profiles();
  if (!profiles) return entries;
  for (const ProfileInfo& profile : *profiles)
    entries.push_back({profile.name, profile.number.empty() ? profile.device : profile.number});
  return entries;
}

std::vector<Candidate> devices_here() {
  std::vector<Candidate> devices;
  for (const Device& device : sys::list_devices())
    devices.push_back({device.path, device.description});
  return devices;
}

std::vector<Candidate> keys_of_profiles() {
  std::vector<Candidate> keys;
  for (const profile::Key& key : profile::keys()) {
    if (key.is_supported()) keys.push_back({std::string(key.path), std::string(key.meaning)});
  }
  return keys;
}

}  // namespace

void print_completions(const CLI::App& app, const std::vector<std::string>& words) {
  const CompletionSources sources{.entries = [&] { return entries_of(options_in(words)); },
                                  .devices = devices_here,
                                  .keys = keys_of_profiles};
  std::string text;
  for (const Candidate& candidate : complete(app, words, sources)) {
    text += terminal_safe(candidate.word);
    if (!candidate.description.empty()) text += "\t" + terminal_safe(candidate.description);
    text += "\n";
  }
  write_out(text);
}

}  // namespace dial::cli
