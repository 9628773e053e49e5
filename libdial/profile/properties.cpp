#include "profile/properties.hpp"

#include <toml++/toml.h>

#include <array>
#include <optional>
#include <span>

#include "profile/duration.hpp"
#include "profile/toml_model.hpp"
#include "profile/words.hpp"

namespace dial::profile {
namespace {

using Value = std::optional<PropertyValue>;

Value number(std::uint32_t value) {
  return PropertyValue(std::int64_t{value});
}
Value text(std::string value) {
  return PropertyValue(std::move(value));
}
Value time(Duration value) {
  return text(duration_text(value));
}
Value flag(bool value) {
  return PropertyValue(value);
}
template <class Enum>
Value word(std::span<const std::string_view> words, Enum value) {
  return text(std::string(words[static_cast<std::size_t>(value)]));
}

Value authentication(const PppSettings& ppp) {
  std::vector<std::string> methods;
  if (ppp.allow_pap) methods.emplace_back("pap");
  if (ppp.allow_chap) methods.emplace_back("chap");
  return PropertyValue(std::move(methods));
}

struct Property {
  std::string_view key;
  Value (*value)(const Profile&);
};

constexpr std::array kProperties{
    Property{"number", [](const Profile& p) { return text(p.number); }},
    Property{"user", [](const Profile& p) { return text(p.user); }},
    Property{"secret", [](const Profile& p) { return text(p.secret); }},
    Property{"link", [](const Profile& p) { return word(kLinkWords, p.link); }},
    Property{"datapath", [](const Profile& p) { return word(kDataPathWords, p.datapath); }},
    Property{"handler_limit", [](const Profile& p) { return time(p.handler_limit); }},
    Property{"pause_limit", [](const Profile& p) { return time(p.pause_limit); }},
    Property{"connect_limit", [](const Profile& p) { return time(p.connect_limit); }},
    Property{"send_ahead",
             [](const Profile& p) { return p.send_ahead ? flag(*p.send_ahead) : std::nullopt; }},
    Property{"line.device", [](const Profile& p) { return text(p.line.device); }},
    Property{"line.speed", [](const Profile& p) { return number(p.line.speed); }},
    Property{"line.data_bits", [](const Profile& p) { return number(p.line.data_bits); }},
    Property{"line.stop_bits", [](const Profile& p) { return number(p.line.stop_bits); }},
    Property{"line.parity", [](const Profile& p) { return word(kParityWords, p.line.parity); }},
    Property{"line.flow_control",
             [](const Profile& p) { return word(kFlowControlWords, p.line.flow_control); }},
    Property{"modem.type",
             [](const Profile& p) { return word(kModemTypeWords, p.modem.present ? 0 : 1); }},
    Property{"modem.init", [](const Profile& p) { return Value(p.modem.init); }},
    Property{"modem.dial_command", [](const Profile& p) { return text(p.modem.dial_command); }},
    Property{"modem.prefix", [](const Profile& p) { return text(p.modem.prefix); }},
    Property{"modem.init_timeout", [](const Profile& p) { return time(p.modem.init_timeout); }},
    Property{"modem.dial_timeout", [](const Profile& p) { return time(p.modem.dial_timeout); }},
    Property{"modem.hang_up", [](const Profile& p) { return word(kHangUpWords, p.modem.hang_up); }},
    Property{"modem.guard_time", [](const Profile& p) { return time(p.modem.guard_time); }},
    Property{"modem.dtr_hold", [](const Profile& p) { return time(p.modem.dtr_hold); }},
    Property{"script.login", [](const Profile& p) { return text(p.login_script); }},
    Property{"script.terminal", [](const Profile& p) { return word(kTerminalWords, p.terminal); }},
    Property{"ppp.mru", [](const Profile& p) { return number(p.ppp.mru); }},
    Property{"ppp.accm", [](const Profile& p) { return number(p.ppp.accm); }},
    Property{"ppp.authentication", [](const Profile& p) { return authentication(p.ppp); }},
    Property{"ppp.compress_protocol",
             [](const Profile& p) { return flag(p.ppp.compress_protocol); }},
    Property{"ppp.compress_address", [](const Profile& p) { return flag(p.ppp.compress_address); }},
    Property{"ppp.echo_interval", [](const Profile& p) { return time(p.ppp.echo_interval); }},
    Property{"ppp.echo_failures", [](const Profile& p) { return number(p.ppp.echo_failures); }},
    Property{"ppp.restart", [](const Profile& p) { return time(first_restart(p)); }},
    Property{"ip.local", [](const Profile& p) { return text(to_string(p.ip.local)); }},
    Property{"ip.remote", [](const Profile& p) { return text(to_string(p.ip.remote)); }},
    Property{"ip.name_servers", [](const Profile& p) { return flag(p.ip.name_servers); }},
    Property{"ip.default_route", [](const Profile& p) { return flag(p.ip.default_route); }},
    Property{"ip.metric", [](const Profile& p) { return number(p.ip.metric); }},
    Property{"ip.interface", [](const Profile& p) { return text(p.ip.interface); }},
};

void collect(const toml::table& table, KeyPath& path, Properties& found) {
  for (const auto& [key, node] : table) {
    path.emplace_back(key.str());
    if (const toml::table* inner = node.as_table()) {
      collect(*inner, path, found);
    } else if (auto value = property_of(node)) {
      found.emplace(key_text(path), std::move(*value));
    }
    path.pop_back();
  }
}

}  // namespace

std::vector<std::string_view> property_keys() {
  std::vector<std::string_view> keys;
  keys.reserve(kProperties.size());
  for (const Property& property : kProperties)
    keys.push_back(property.key);
  return keys;
}

Properties effective_properties(const Profile& profile) {
  Properties all;
  for (const Property& property : kProperties) {
    if (auto value = property.value(profile)) all.emplace(property.key, std::move(*value));
  }
  return all;
}

Properties set_properties(std::string_view text) {
  Properties found;
  try {
    KeyPath path;
    collect(toml::parse(text), path, found);
  } catch (const toml::parse_error&) {
    return {};
  }
  return found;
}

}  // namespace dial::profile
