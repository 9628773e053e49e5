// Any text is a profile and a secrets file, or is refused with places and messages.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "profile/profile.hpp"

namespace {

void check(const std::vector<dial::profile::Diagnostic>& found) {
  if (found.empty()) std::abort();
  for (const auto& diagnostic : found) {
    if (diagnostic.line == 0 || diagnostic.column == 0 || diagnostic.message.empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto profile = dial::profile::parse_profile(text, "fuzz.toml"); !profile) {
    check(profile.error());
  } else if (profile->line.device.empty() || profile->modem.present == profile->number.empty()) {
    std::abort();
  }
  if (const auto secrets = dial::profile::parse_secrets(text, "fuzz.toml"); !secrets)
    check(secrets.error());
  return 0;
}
