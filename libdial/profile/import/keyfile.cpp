// NetworkManager's keyfiles: nm-settings-keyfile(5), nm-settings(5).
#include <set>

#include "profile/import/draft.hpp"
#include "profile/import/ini.hpp"
#include "profile/import/keyfile_remarks.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

// The escapes of GLib's key files: \s \n \t \r \\; another backslash is itself.
WipedText unescaped(std::string_view value) {
  static constexpr std::string_view kNames = "sntr\\";
  static constexpr std::string_view kOctets = " \n\t\r\\";
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::size_t named =
        value[i] == '\\' && i + 1 < value.size() ? kNames.find(value[i + 1]) : kNames.npos;
    text += named == kNames.npos ? value[i] : kOctets[named];
    if (named != kNames.npos) ++i;
  }
  return WipedText(std::move(text));
}

// What the name of an access point is made of (3GPP TS 23.003, 9.1), and `_`.
constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

class Keyfile {
 public:
  Keyfile(const std::vector<IniSection>& sections, Draft& draft)
      : sections_(sections), draft_(draft) {}

  void read() {
    const std::string_view type = value("connection", "type");
    if (type == "gsm") {
      read_modem("gsm", "*99#");
      read_access_point();
    } else if (type == "cdma") {
      read_modem("cdma", "#777");
    } else if (type == "serial" || type == "ppp") {
      draft_.profile().modem.present = false;
    } else {
      return draft_.refuse(place("connection", "type"), "is none of gsm, cdma and serial");
    }
    read_device();
    read_line();
    read_ppp();
    read_ip();
    note_rest();
  }

 private:
  const IniEntry* find(std::string_view section, std::string_view key) const {
    const IniEntry* found = nullptr;
    known_.insert(path_of(section, key));
    for (const IniSection& candidate : sections_) {
      const IniEntry* entry = candidate.name == section ? candidate.find(key) : nullptr;
      if (entry != nullptr) found = entry;
    }
    return found;
  }
  std::string_view value(std::string_view section, std::string_view key) const {
    const IniEntry* entry = find(section, key);
    return entry == nullptr ? std::string_view() : entry->value;
  }
  Origin place(std::string_view section, std::string_view key) const {
    const IniEntry* entry = find(section, key);
    return draft_.origin(entry == nullptr ? 0 : entry->line, key);
  }
  // Hands the value of a key and its place to `take`; false: there is none.
  template <class Take>
  bool with(std::string_view section, std::string_view key, Take take) const {
    const IniEntry* entry = find(section, key);
    if (entry == nullptr || entry->value.empty()) return false;
    const WipedText text = unescaped(entry->value);
    take(text.view(), draft_.origin(entry->line, key));
    return true;
  }
  bool is_on(std::string_view section, std::string_view key) const {
    bool is_on = false;
    with(section, key,
         [&](auto text, const Origin& origin) { draft_.set_flag(is_on, text, origin); });
    return is_on;
  }

  void read_modem(std::string_view section, std::string_view usual_number);
  void read_access_point();
  void read_password(std::string_view section);
  void read_device();
  void read_line();
  void read_parity();
  void read_ppp();
  void read_ip();
  void note_rest();

  static std::string path_of(std::string_view section, std::string_view key) {
    return lower(section) + "." + lower(key);
  }

  const std::vector<IniSection>& sections_;
  Draft& draft_;
  mutable std::set<std::string> known_;
};

void Keyfile::read_modem(std::string_view section, std::string_view usual_number) {
  draft_.profile().modem.dial_command = "ATD";  // packet data is not dialled with tones
  const auto take = [&](auto text, const Origin& origin) { draft_.set_number(text, origin); };
  if (!with(section, "number", take)) draft_.set_number(usual_number, draft_.here());
  with(section, "username",
       [&](auto text, const Origin& origin) { draft_.set_user(text, origin); });
  read_password(section);
}

// password-flags: 0 in the file, 1 with an agent of the user, 2 asked for each time, 4 not needed.
void Keyfile::read_password(std::string_view section) {
  const auto flags = parse_unsigned(value(section, "password-flags")).value_or(0);
  const Origin origin = place(section, "password-flags");
  if ((flags & 1) != 0) draft_.left_out(origin, "the password is in a keyring: copy it by hand");
  if ((flags & 2) != 0)
    draft_.left_out(origin, "the password is asked for, which is not supported yet");
  if ((flags & 3) != 0) return;
  with(section, "password",
       [&](auto text, const Origin& where) { draft_.set_password(text, where); });
}

void Keyfile::read_access_point() {
  const bool is_named = with("gsm", "apn", [&](auto name, const Origin& origin) {
    if (name.find_first_not_of(kLetters) != name.npos)
      return draft_.refuse(origin, "is no name of an access point: letters, digits, dots, dashes");
    draft_.set_text(draft_.profile().cellular.access_point, name, origin);
  });
  if (!is_named)
    draft_.changed(draft_.here(),
                   "no access point is named: write [cellular] access_point, or the modem's own is"
                   " used");
}

void Keyfile::read_device() {
  with("connection", "interface-name", [&](auto name, const Origin& origin) {
    if (name.starts_with("tty")) return draft_.set_device(name, origin);
    draft_.left_out(origin, "is no serial line");
  });
}

void Keyfile::read_parity() {
  Line& line = draft_.profile().line;
  with("serial", "parity", [&](auto text, const Origin& origin) {
    // The letter, or its code in ASCII, as it was written for long.
    const auto code = parse_unsigned(text).value_or(
        text.size() == 1 ? static_cast<unsigned char>(text.front()) : 0U);
    if (code == 'E' || code == 'e') {
      line.parity = Parity::kEven;
    } else if (code == 'O' || code == 'o') {
      line.parity = Parity::kOdd;
    } else if (code != 'N' && code != 'n') {
      draft_.left_out(origin, "is none of e, o and n");
    }
  });
}

void Keyfile::read_line() {
  Line& line = draft_.profile().line;
  const auto take_speed = [&](auto text, const Origin& origin) {
    if (text != "0") draft_.set_speed(text, origin);
  };
  with("serial", "baud", take_speed);
  with("ppp", "baud", take_speed);
  with("serial", "stopbits", [&](auto text, const Origin& origin) {
    draft_.set_count(line.stop_bits, text, 1, 2, origin);
  });
  with("serial", "bits", [&](auto text, const Origin& origin) {
    if (text != "8") draft_.refuse(origin, "must be 8: PPP sends whole octets (RFC 1662, 4.5.2)");
  });
  read_parity();
  const bool is_modem = draft_.profile().modem.present;
  line.flow_control =
      is_modem || is_on("ppp", "crtscts") ? FlowControl::kHardware : FlowControl::kNone;
}

void Keyfile::read_ppp() {
  PppSettings& ppp = draft_.profile().ppp;
  ppp.allow_pap = !is_on("ppp", "refuse-pap");
  ppp.allow_chap = !is_on("ppp", "refuse-chap");
  for (const std::string_view key : {"require-mppe", "require-mppe-128", "mppe-stateful"}) {
    if (is_on("ppp", key))
      draft_.refuse(place("ppp", key), "asks for encryption, which is not supported yet");
  }
  with("ppp", "noauth", [&](auto text, const Origin& origin) {
    if (parse_switch(text) == false)
      draft_.left_out(origin, "is not kept: the peer is not asked to authenticate itself");
  });
  with("ppp", "mru", [&](auto text, const Origin& origin) {
    if (text != "0") draft_.set_count(ppp.mru, text, 128, 1500, origin);
  });
  with("ppp", "lcp-echo-interval", [&](auto text, const Origin& origin) {
    draft_.set_seconds(ppp.echo_interval, text, 0s, 24h, origin);
  });
  with("ppp", "lcp-echo-failure", [&](auto text, const Origin& origin) {
    if (text != "0") draft_.set_count(ppp.echo_failures, text, 1, 255, origin);
  });
}

void Keyfile::read_ip() {
  Ip& ip = draft_.profile().ip;
  ip.default_route = !is_on("ipv4", "never-default");
  ip.name_servers = !is_on("ipv4", "ignore-auto-dns");
  with("ipv4", "route-metric", [&](auto text, const Origin& origin) {
    if (text != "-1") draft_.set_count(ip.metric, text, 0, 0xffff'ffff, origin);
  });
  const auto take_address = [&](auto text, const Origin& origin) {
    draft_.set_address(ip.local, text.substr(0, text.find_first_of("/,;")), origin);
  };
  if (!with("ipv4", "address1", take_address)) with("ipv4", "addresses", take_address);
  with("ipv4", "method", [&](auto text, const Origin& origin) {
    if (text != "auto" && text != "manual")
      draft_.left_out(origin, "has no like: IPv4 is always on");
  });
  with("ipv6", "method", [&](auto text, const Origin& origin) {
    if (text != "auto" && text != "ignore" && text != "disabled")
      draft_.left_out(origin, kKeyfileNoIpv6);
  });
}

void Keyfile::note_rest() {
  bool connects = true;  // where nothing else is said
  with("connection", "autoconnect",
       [&](auto text, const Origin& origin) { draft_.set_flag(connects, text, origin); });
  if (connects)
    draft_.left_out(place("connection", "autoconnect"),
                    "is not kept: nothing connects by itself yet");
  for (const KeyfileRemark& remark : kKeyfileRemarks) {
    with(remark.section, remark.key, [&](auto, const Origin& origin) {
      if (!remark.why.empty()) draft_.left_out(origin, remark.why);
    });
  }
  for (const IniSection& section : sections_) {
    for (const IniEntry& entry : section.entries) {
      // Not by its name: it may be a password that lost its key.
      if (!entry.value.empty() && !known_.contains(path_of(section.name, entry.key)))
        draft_.left_out(draft_.origin(entry.line, ""), "a key that has no like here");
    }
  }
}

}  // namespace

Imported import_keyfile(const ImportSource& source) {
  Imported result;
  const std::vector<IniSection> sections = read_ini(source.text, "#");
  std::string name;
  for (const IniSection& section : sections) {
    if (section.name == "connection") name = unescaped(section.value("id")).view();
  }
  if (name.empty()) name = stem(source.file);
  Draft draft(source, name, 0, result);
  Keyfile(sections, draft).read();
  draft.finish("NetworkManager keyfile");
  return result;
}

}  // namespace dial::profile
