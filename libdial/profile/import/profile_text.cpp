#include "profile/import/profile_text.hpp"

#include <array>

#include "profile/import/imported.hpp"
#include "profile/import/text.hpp"
#include "profile/properties.hpp"
#include "profile/properties_text.hpp"

namespace dial::profile {
namespace {

// Whoever looks for a mistake looks at these first.
constexpr std::array<std::string_view, 4> kAlways{"line.speed", "line.flow_control", "modem.init",
                                                  "modem.dial_command"};
constexpr std::span<const std::string_view> kAlwaysOnCable = std::span(kAlways).first<2>();

void append_escaped(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  const auto octet = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (octet < 0x20 || octet == 0x7f) {
    out += "\\u00";
    out += kHex[octet >> 4];
    out += kHex[octet & 15];
  } else {
    out += c;
  }
}

// In double quotes.
void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text)
    append_escaped(out, c);
  out += '"';
}

}  // namespace

std::string profile_text(const Profile& profile, const std::vector<std::string>& remarks) {
  std::string out;
  for (const std::string& remark : remarks)
    out += "# " + remark + "\n";
  const std::string text = properties_text(effective_properties(profile),
                                           profile.modem.present ? kAlways : kAlwaysOnCable);
  if (!remarks.empty() && !text.starts_with('\n')) out += "\n";
  return out + text;
}

Secret secrets_text(const Secrets& secrets) {
  std::size_t size = 0;
  for (const auto& [name, secret] : secrets)
    size += 6 * (name.size() + secret.reveal().size()) + 32;  // \u00NN for each octet at most
  std::string text;
  text.reserve(size);  // a text that moves while it grows leaves its passwords behind
  for (const auto& [name, secret] : secrets) {
    text += '[';
    append_text(text, name);
    text += "]\npassword = ";
    append_text(text, secret.reveal());
    text += '\n';
  }
  Secret result(text);
  wipe(text);
  return result;
}

}  // namespace dial::profile
