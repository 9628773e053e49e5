#include "dial/types.hpp"

#include <charconv>

namespace dial {
namespace {

void add_count(std::string& text, std::uint64_t count, std::string_view what) {
  if (count == 0) return;
  if (!text.empty()) text += ", ";
  text += std::string(what) + (count == 1 ? " once" : " " + std::to_string(count) + " times");
}

}  // namespace

std::string to_string(Ipv4Address address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string(address.value >> shift & 0xff);
    if (shift != 0) text += '.';
  }
  return text;
}

std::optional<Ipv4Address> parse_ipv4(std::string_view text) {
  std::uint32_t value = 0;
  for (int part = 0; part < 4; ++part) {
    if (part != 0) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    unsigned octet = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || octet > 255 || digits > 3) return std::nullopt;
    // "010" is read as octal by some and as decimal by others: refused.
    if (digits > 1 && text[0] == '0') return std::nullopt;
    value = value << 8 | octet;
    text.remove_prefix(digits);
  }
  if (!text.empty()) return std::nullopt;
  return Ipv4Address{value};
}

std::string describe(const RecoveryCounts& counts) {
  std::string text;
  add_count(text, counts.resets, "ATH and ATZ");
  add_count(text, counts.restarts, "AT+CFUN=1,1");
  add_count(text, counts.usb_resets, "USB reset");
  add_count(text, counts.power_hooks, "power hook");
  return text;
}

}  // namespace dial
