// Phone books of Windows (rasphone.pbk): an entry is a section whose keys are followed by MEDIA
// parts, each with its DEVICE parts. Keys that are not known are passed over: most are for what
// Windows shows.
#include <array>

#include "profile/import/draft.hpp"
#include "profile/import/ini.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kNoRedial = "is not kept: write [redial] by hand";

struct Remark {
  std::string_view key;
  std::string_view usual;  // besides an empty value: says nothing
  std::string_view why;
};

constexpr std::array kRemarks{
    Remark{"RedialAttempts", "0", kNoRedial},
    Remark{"RedialOnLinkFailure", "0", kNoRedial},
    Remark{"IdleDisconnectSeconds", "0", "is not kept: write [limits] idle by hand"},
    Remark{"CallbackMode", "0", "is not kept: call-back is not supported yet"},
    Remark{"CustomDialDll", "", "is a program of Windows"},
    Remark{"CustomRasDialDll", "", "is a program of Windows"},
    Remark{"CustomAuthKey", "0", "is not kept: EAP is not supported yet"},
    Remark{"DataEncryption", "0", "may ask for encryption, of which there is none yet"},
    Remark{"AuthRestrictions", "0",
           "is not kept: look whether [ppp] authentication should be"
           " [\"chap\"] only"},
    Remark{"PrerequisiteEntry", "", "is not kept: nothing is dialled before an entry"},
    Remark{"IpDnsAddress", "0.0.0.0", "is not kept: only the peer's name servers are asked for"},
    Remark{"IpDns2Address", "0.0.0.0", "is not kept: only the peer's name servers are asked for"},
    Remark{"IpDnsSuffix", "", "is not kept: /etc/resolv.conf is not touched"},
};

// The keys before MEDIA, those of the first MEDIA, and those of the DEVICE in it that dials.
struct Parts {
  IniSection keys;
  IniSection media;
  IniSection device;
  bool has_switch = false;  // a DEVICE=switch with a script or a terminal
  bool has_more_media = false;
};

Parts split(const IniSection& section) {
  Parts parts{.keys = {section.name, section.line, {}}, .media = {}, .device = {}};
  IniSection skipped;
  IniSection* current = &parts.keys;
  std::size_t media = 0;
  for (const IniEntry& entry : section.entries) {
    // Capitals: a part has a key `Device` too, the name of its modem.
    if (entry.key == "MEDIA") {
      current = ++media == 1 ? &parts.media : &skipped;
      parts.has_more_media = media > 1;
    } else if (entry.key == "DEVICE") {
      const bool is_switch = equal_words(entry.value, "switch");
      parts.has_switch = parts.has_switch || is_switch;
      current = is_switch || media > 1 || !parts.device.entries.empty() ? &skipped : &parts.device;
    }
    current->entries.push_back(entry);
  }
  return parts;
}

class BookEntry {
 public:
  BookEntry(const IniSection& section, Draft& draft) : parts_(split(section)), draft_(draft) {}

  void read() {
    if (!read_type()) return;
    read_line();
    read_number();
    read_ip();
    note_rest();
  }

 private:
  template <class Take>
  bool with(const IniSection& part, std::string_view key, Take take) const {
    const IniEntry* entry = part.find(key);
    if (entry == nullptr || entry->value.empty()) return false;
    take(entry->value, draft_.origin(entry->line, key));
    return true;
  }

  bool read_type();
  void read_line();
  void read_port(std::string_view port, const Origin& origin);
  void read_number();
  void read_ip();
  void note_rest();

  Parts parts_;
  Draft& draft_;
};

// RASET_Phone 1, RASET_Vpn 2, RASET_Direct 3, RASET_Internet 4, RASET_Broadband 5 (ras.h).
bool BookEntry::read_type() {
  bool is_good = true;
  with(parts_.keys, "Type", [&](auto value, const Origin& origin) {
    is_good = value == "1" || value == "3";
    draft_.profile().modem.present = value != "3";
    if (!is_good) draft_.refuse(origin, "is neither a telephone entry (1) nor a direct one (3)");
  });
  // RASFP_Ppp 1, RASFP_Slip 2, RASFP_Ras 4.
  with(parts_.keys, "BaseProtocol", [&](auto value, const Origin& origin) {
    is_good = is_good && value == "1";
    if (value != "1") draft_.refuse(origin, "is not PPP (1), and there is nothing else");
  });
  const bool is_serial = equal_words(parts_.media.value("MEDIA"), "serial");
  if (is_good && !parts_.media.entries.empty() && !is_serial)
    draft_.refuse(draft_.origin(parts_.media.entries.front().line, "MEDIA"), "is no serial line");
  return is_good;
}

void BookEntry::read_port(std::string_view port, const Origin& origin) {
  const std::string name = lower(port);
  const auto number = name.starts_with("com") ? parse_unsigned(name.substr(3)) : std::nullopt;
  if (!number || *number == 0 || *number > 256) return draft_.left_out(origin, "is no COM port");
  draft_.set_device("/dev/ttyS" + std::to_string(*number - 1), origin);
  draft_.changed(origin,
                 "became " + draft_.profile().line.device + ": see that it is the same line");
}

void BookEntry::read_line() {
  Line& line = draft_.profile().line;
  const auto take_port = [&](auto port, const Origin& origin) { read_port(port, origin); };
  if (!with(parts_.media, "Port", take_port)) with(parts_.keys, "PreferredPort", take_port);
  const auto take_speed = [&](auto speed, const Origin& origin) {
    if (speed != "0") draft_.set_speed(speed, origin);
  };
  if (!with(parts_.media, "ConnectBPS", take_speed)) with(parts_.keys, "PreferredBps", take_speed);
  bool has_flow = draft_.profile().modem.present;
  const auto take_flow = [&](auto flow, const Origin& origin) {
    draft_.set_flag(has_flow, flow, origin);
  };
  if (!with(parts_.device, "HwFlowControl", take_flow))
    with(parts_.keys, "PreferredHwFlow", take_flow);
  line.flow_control = has_flow ? FlowControl::kHardware : FlowControl::kNone;
}

void BookEntry::read_number() {
  if (!draft_.profile().modem.present) return;
  bool is_first = true;
  for (const IniEntry& entry : parts_.device.entries) {
    if (!equal_words(entry.key, "PhoneNumber") || entry.value.empty()) continue;
    const Origin origin = draft_.origin(entry.line, "PhoneNumber");
    if (is_first) draft_.set_number(entry.value, origin);
    if (!is_first)
      draft_.left_out(origin, "is an alternate number: add it to `alternates` by hand");
    is_first = false;
  }
  with(parts_.device, "UseDialingRules", [&](auto value, const Origin& origin) {
    if (value != "0")
      draft_.changed(origin,
                     "would put area and country before the number: write country_code,"
                     " area_code and [location], or the number as it is dialled");
  });
}

void BookEntry::read_ip() {
  Ip& ip = draft_.profile().ip;
  with(parts_.keys, "IpPrioritizeRemote",
       [&](auto value, const Origin& origin) { draft_.set_flag(ip.default_route, value, origin); });
  with(parts_.keys, "IpInterfaceMetric", [&](auto value, const Origin& origin) {
    draft_.set_count(ip.metric, value, 0, 0xffff'ffff, origin);
  });
  // 2: the address that is named, 1: the peer's choice.
  const bool is_own = parts_.keys.value("IpAssign") == "2";
  with(parts_.keys, "IpAddress", [&](auto value, const Origin& origin) {
    if (is_own) return draft_.set_address(ip.local, value, origin);
    if (value != "0.0.0.0") draft_.left_out(origin, "is not kept: IpAssign leaves it to the peer");
  });
}

void BookEntry::note_rest() {
  for (const Remark& remark : kRemarks) {
    with(parts_.keys, remark.key, [&](auto value, const Origin& origin) {
      if (value != remark.usual) draft_.left_out(origin, remark.why);
    });
  }
  if (parts_.has_switch)
    draft_.left_out(draft_.here(),
                    "a script or terminal before or after the dial; write the script"
                    " as [script] login");
  if (parts_.has_more_media)
    draft_.left_out(draft_.here(), "further links of the entry; multilink is not supported yet");
  draft_.left_out(draft_.here(),
                  "Windows keeps user and password elsewhere: write `user`, `secret`"
                  " and the secrets file");
}

}  // namespace

Imported import_phone_book(const ImportSource& source) {
  Imported result;
  for (const IniSection& section : read_ini(source.text, ";")) {
    if (section.name.empty() && section.entries.empty()) continue;
    Draft draft(source, std::string(section.name), section.line, result);
    BookEntry(section, draft).read();
    draft.finish("Windows phone book");
  }
  if (result.profiles.empty() && result.notes.empty())
    result.notes.push_back({NoteKind::kRefused, "", source.file, 0, "there is no entry in it"});
  return result;
}

}  // namespace dial::profile
