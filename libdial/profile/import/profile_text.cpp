#include "profile/import/profile_text.hpp"

#include <array>
#include <concepts>

#include "profile/duration.hpp"
#include "profile/import/imported.hpp"
#include "profile/import/text.hpp"

namespace dial::profile {
namespace {

constexpr std::array<std::string_view, 2> kFlowControlWords{"none", "hardware"};
constexpr std::array<std::string_view, 3> kParityWords{"none", "even", "odd"};
constexpr std::array<std::string_view, 4> kLinkWords{"direct", "telephone", "cellular",
                                                     "satellite"};

template <std::size_t Count, class Enum>
std::string word_of(const std::array<std::string_view, Count>& words, Enum value) {
  return toml_text(words.at(static_cast<std::size_t>(value)));
}

std::string flag_text(bool value) {
  return value ? "true" : "false";
}

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

std::string list_text(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts)
    list += (list.size() == 1 ? "" : ", ") + toml_text(text);
  return list + "]";
}

// Puts the keys of one table together; a table without keys is not written.
class Table {
 public:
  Table(std::string& out, std::string_view name) : out_(out), name_(name) {}

  void put(std::string_view key, const std::string& value) {
    if (is_empty_ && !name_.empty()) out_ += "\n[" + std::string(name_) + "]\n";
    is_empty_ = false;
    out_ += std::string(key) + " = " + value + "\n";
  }
  void text(std::string_view key, const std::string& value) {
    if (!value.empty()) put(key, toml_text(value));
  }
  void time(std::string_view key, Duration value, Duration usual) {
    if (value != usual) put(key, toml_text(duration_text(value)));
  }
  template <std::integral T>
  void number(std::string_view key, T value, T usual) {
    if (value != usual) put(key, std::to_string(value));
  }
  void flag(std::string_view key, bool value, bool usual) {
    if (value != usual) put(key, flag_text(value));
  }

 private:
  std::string& out_;
  std::string_view name_;
  bool is_empty_ = true;
};

void write_call(std::string& out, const Profile& profile) {
  Table call(out, "");
  call.text("number", profile.number);
  const LinkClass usual = profile.modem.present ? LinkClass::kTelephone : LinkClass::kDirect;
  if (profile.link != usual) call.put("link", word_of(kLinkWords, profile.link));
  call.text("user", profile.user);
  call.text("secret", profile.secret);
}

void write_line(std::string& out, const Line& line) {
  const Line usual;
  Table table(out, "line");
  table.text("device", line.device);
  table.put("speed", std::to_string(line.speed));
  table.number("stop_bits", line.stop_bits, usual.stop_bits);
  if (line.parity != usual.parity) table.put("parity", word_of(kParityWords, line.parity));
  table.put("flow_control", word_of(kFlowControlWords, line.flow_control));
}

void write_modem(std::string& out, const Modem& modem) {
  const Modem usual;
  Table table(out, "modem");
  if (!modem.present) return table.put("type", toml_text("direct"));
  table.put("init", list_text(modem.init));
  table.text("dial_command", modem.dial_command);
  table.text("prefix", modem.prefix);
  table.time("init_timeout", modem.init_timeout, usual.init_timeout);
  table.time("dial_timeout", modem.dial_timeout, usual.dial_timeout);
  if (modem.hang_up == HangUpMethod::kEscape) table.put("hang_up", toml_text("escape"));
}

void write_ppp(std::string& out, const PppSettings& ppp) {
  const PppSettings usual;
  Table table(out, "ppp");
  table.number("mru", ppp.mru, usual.mru);
  table.number("accm", ppp.accm, usual.accm);
  std::vector<std::string> methods;
  if (ppp.allow_pap) methods.emplace_back("pap");
  if (ppp.allow_chap) methods.emplace_back("chap");
  if (methods.size() < 2) table.put("authentication", list_text(methods));
  table.flag("compress_protocol", ppp.compress_protocol, usual.compress_protocol);
  table.flag("compress_address", ppp.compress_address, usual.compress_address);
  table.time("echo_interval", ppp.echo_interval, usual.echo_interval);
  table.number("echo_failures", ppp.echo_failures, usual.echo_failures);
  if (ppp.restart) table.put("restart", toml_text(duration_text(*ppp.restart)));
}

void write_ip(std::string& out, const Ip& ip) {
  const Ip usual;
  Table table(out, "ip");
  if (ip.local != usual.local) table.text("local", to_string(ip.local));
  if (ip.remote != usual.remote) table.text("remote", to_string(ip.remote));
  table.flag("name_servers", ip.name_servers, usual.name_servers);
  table.flag("default_route", ip.default_route, usual.default_route);
  table.number("metric", ip.metric, usual.metric);
  table.text("interface", ip.interface);
}

}  // namespace

std::string toml_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text)
    append_escaped(quoted, c);
  return quoted + "\"";
}

std::string profile_text(const Profile& profile, const std::vector<std::string>& remarks) {
  std::string out;
  for (const std::string& remark : remarks)
    out += "# " + remark + "\n";
  std::string call;
  write_call(call, profile);
  if (!remarks.empty() && !call.empty()) out += "\n";
  out += call;
  write_line(out, profile.line);
  write_modem(out, profile.modem);
  if (!profile.login_script.empty()) {
    // A literal text: chat(8) and TOML would both want the backslashes.
    out += "\n[script]\nlogin = '''\n" + profile.login_script + "'''\n";
  }
  write_ppp(out, profile.ppp);
  write_ip(out, profile.ip);
  return out;
}

Secret secrets_text(const Secrets& secrets) {
  std::size_t size = 0;
  for (const auto& [name, secret] : secrets)
    size += 6 * (name.size() + secret.reveal().size()) + 32;  // \u00NN for each octet at most
  std::string text;
  text.reserve(size);  // a text that moves while it grows leaves its passwords behind
  for (const auto& [name, secret] : secrets) {
    text += "[" + toml_text(name) + "]\npassword = \"";
    for (const char c : secret.reveal())
      append_escaped(text, c);
    text += "\"\n";
  }
  Secret result(text);
  wipe_text(text);
  return result;
}

}  // namespace dial::profile
