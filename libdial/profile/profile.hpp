#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "dial/types.hpp"
#include "profile/policy_settings.hpp"

namespace dial::profile {

// One thing wrong in a file; line and column count from 1.
struct Diagnostic {
  std::string file;
  std::size_t line = 1;
  std::size_t column = 1;
  std::string message;   // what is wrong and what is meant
  std::string key = {};  // "line.speed", where it is about one

  bool operator==(const Diagnostic&) const = default;
};
std::string to_string(const Diagnostic& diagnostic);  // "isp.toml:3:8: …"

enum class FlowControl : std::uint8_t { kNone, kHardware, kSoftware };
enum class Parity : std::uint8_t { kNone, kEven, kOdd };
enum class HangUpMethod : std::uint8_t { kDtr, kEscape };  // drop DTR; or +++ATH, then drop it
enum class DataPath : std::uint8_t { kAuto, kTun, kMemory };
// When a person gets the line (RAS: RASEO_TerminalBeforeDial, RASEO_TerminalAfterDial).
enum class TerminalStage : std::uint8_t { kNone, kBeforeDial, kAfterDial };
enum class Dialling : std::uint8_t { kTone, kPulse };
enum class Speaker : std::uint8_t { kAsIs, kOff, kUntilConnect, kOn };  // from kOff: V.250's M0..M2
enum class Callback : std::uint8_t { kNone };
// How the characters of the login look in the ten bits of a line in 8N1: all eight bits, or seven
// and a parity bit that is even, odd, always 0 (space) or always 1 (mark).
enum class Characters : std::uint8_t { k8N1, k7E1, k7O1, k7S1, k7M1 };
enum class LinkClass : std::uint8_t { kDirect, kTelephone, kCellular, kSatellite };  // DESIGN 5

struct Line {
  std::string device;
  std::vector<std::string> alternates;  // other devices for the same, in order
  std::uint32_t speed = 115200;         // bit/s
  std::uint8_t data_bits = 8;           // PPP runs on no other number; drivers take 5..8
  std::uint8_t stop_bits = 1;
  Parity parity = Parity::kNone;
  FlowControl flow_control = FlowControl::kHardware;
};

struct Modem {
  bool present = true;                           // false: a direct line, nothing is dialled
  std::vector<std::string> init{"ATZ", "ATE0"};  // without CR; empty list: none
  std::string dial_command = "ATDT";
  std::string prefix;
  Duration init_timeout{5'000};  // per command
  Duration dial_timeout{60'000};
  HangUpMethod hang_up = HangUpMethod::kDtr;
  Duration guard_time{1'000};      // around +++
  Duration dtr_hold{500};          // DTR low at hang-up, on lines that have it
  bool wait_for_dial_tone = true;  // false: ATX3 behind the init commands
  Speaker speaker = Speaker::kAsIs;
  std::optional<std::uint8_t> volume;  // V.250's L0..L3; absent: as the modem has it
  std::string power_hook;              // program that switches its power off and on; empty: none
};

// A modem in a cellular network (3GPP TS 27.007).
struct Cellular {
  std::string access_point;  // empty: the modem's own
  std::uint8_t context = 1;  // the "1" of *99***1#
};

struct PppSettings {
  std::uint16_t mru = 1500;
  std::uint32_t accm = 0;  // by default flow_control_characters()
  bool allow_pap = true;
  bool allow_chap = true;
  bool compress_protocol = true;
  bool compress_address = true;
  std::optional<std::uint16_t> mtu;  // largest packet we send; absent: the peer's MRU alone counts
  Duration echo_interval{30'000};
  unsigned echo_failures = 4;
  std::optional<Duration> restart;  // default: by link class
};

// Who is told of a link's name servers.
enum class DnsWay : std::uint8_t { kAuto, kNone, kResolved, kResolvconf, kFile };

struct Ip {
  Ipv4Address local;   // 0: the peer assigns
  Ipv4Address remote;  // 0: the peer's choice
  bool name_servers = true;
  bool default_route = false;
  std::uint32_t metric = 0;          // of the default route, and of routes that say none
  std::vector<std::string> routes;   // parse_route() takes each
  std::optional<std::uint16_t> mss;  // of our TCP connections; absent: the kernel's, by the MTU
  std::string interface = "dialN";   // interface_pattern() says what it means
  std::string name_space;            // "blue", under /run/netns; empty: diald's own
  std::string vrf;                   // the VRF device that the interface belongs to; empty: none
  DnsWay dns = DnsWay::kAuto;
  std::vector<std::string> dns_servers;  // instead of the peer's; IPv4 addresses
  std::vector<std::string> search;       // domains; behind a "~": only to be asked here
};

// Programs that run when the network of a connection is there, and when it has gone.
struct Hooks {
  std::string up;  // a path; empty: none
  std::string down;
  bool system = true;     // those of the machine, too: /etc/ppp/ip-up.d, ip-down.d
  std::string parameter;  // their sixth argument and PPP_IPPARAM
  Duration limit{30'000};
};

using NamedTexts = std::map<std::string, std::string, std::less<>>;

enum class ScriptLanguage : std::uint8_t { kChat, kScp, kLua };

// How the login script runs; its text is Profile::login_script, or the file at `path`.
struct ScriptSettings {
  std::string path;  // empty: the text stands in the profile, or there is none
  std::optional<ScriptLanguage> language;  // default: by the end of `path`, else chat
  bool chat_habits = false;                // 10 ms before each octet sent, seven bits of those read
  Duration limit{300'000};                 // of everything, but for the time a person takes
  std::optional<Duration> wait_limit;      // of a wait that says none; default: the language's
  NamedTexts variables;                    // what the script may use by name
};

// Where the modem is: what stands before a number depends on it (dial_rules.hpp).
struct Location {
  unsigned country_code = 0;  // E.164; 0: unknown, and numbers are dialled as they are
  std::string area_code;      // without the long distance prefix
  std::string long_distance_prefix;
  std::string international_prefix;
  bool dials_area_code = false;  // within the own area too
  std::string outside_line;
  std::string outside_line_long_distance;  // empty: as outside_line
  std::string call_waiting_off;
  Dialling dialling = Dialling::kTone;
};

// A connection profile: one file NAME.toml, and the profiles it is based on.
struct Profile {
  std::string name;  // the file's stem
  std::string file;
  std::string base;                // the profile that says what this one does not; empty: none
  std::vector<std::string> bases;  // the whole chain, nearest first
  Line line;
  Modem modem;
  Cellular cellular;
  std::string number;
  std::vector<std::string> alternates;  // numbers for the same, in order
  std::vector<std::string> fail_over;   // profiles to try then
  std::string requires_profile;         // the one that must be up first; empty: none
  std::string area_code;                // of `number`
  Location location;
  std::string user;
  std::string secret;                   // name in the secrets file; empty: none
  std::string login_script;             // the text run between CONNECT and PPP; empty: none here
  std::string login_script_file;        // where it stands: this file, or a base's
  std::size_t login_script_line = 0;    // where the text starts in it, for error places
  std::size_t login_script_column = 1;  // and where in that line
  ScriptSettings script;
  PppSettings ppp;
  Ip ip;
  Hooks hooks;
  Redial redial;
  Recovery recovery;
  Limits limits;
  Duration handler_limit{10'000};
  Duration pause_limit{120'000};    // how long a paused state waits
  Duration connect_limit{120'000};  // from CONNECT to Connected
  unsigned country_code = 0;        // of `number`; 0: `number` is whole
  bool promote_alternates = false;  // what worked is tried first from then on
  bool persistent = false;          // up whenever it may be
  bool on_demand = false;           // the first packet dials
  bool is_abstract = false;         // a base only: may be incomplete, and is not dialled
  Callback callback = Callback::kNone;
  Characters characters = Characters::k8N1;  // until PPP begins
  TerminalStage terminal = TerminalStage::kNone;
  LinkClass link = LinkClass::kTelephone;
  DataPath datapath = DataPath::kAuto;
  std::optional<bool> send_ahead;
};

// The text of a profile that is named as a base, and its file; or why there is none, for a person.
struct BaseText {
  std::string file;
  std::string text;
};
using BaseReader = std::function<std::expected<BaseText, std::string>(const std::string& name)>;

// Parses and checks a profile: unknown keys and bad values are refused with their place, all
// of them at once; a TOML syntax error alone (toml++ stops there). Pure: opens nothing, and asks
// `read_base` for the profiles named by `base`; without it there are none.
std::expected<Profile, std::vector<Diagnostic>> parse_profile(std::string_view text,
                                                              const std::string& file,
                                                              const BaseReader& read_base = {});

// The control characters that the line itself uses, as an ACCM: XON and XOFF, or none of them.
std::uint32_t flow_control_characters(const Profile& profile);

bool has_login_script(const Profile& profile);

// What follows a refused password: the profile's own rule, else by whether diald dials it by
// itself (persistent, on demand), and nobody is there to correct it.
Rule authentication_rule_of(const Profile& profile);

// After how many failures in a row AT+CFUN=1,1 is said: the profile's own number, else 4 for a
// modem in a cellular network; 0: never.
unsigned restart_after_of(const Profile& profile);

// The first restart interval of PPP: the profile's own, else by its link class (DESIGN 5).
Duration first_restart(const Profile& profile);

// The secrets file: [NAME] tables with `password`. Diagnostics never quote a value.
using Secrets = std::map<std::string, Secret, std::less<>>;
std::expected<Secrets, std::vector<Diagnostic>> parse_secrets(std::string_view text,
                                                              const std::string& file);

// "" if the name may name an entry, else what is wrong with it: 1..256 octets, no '/', no leading
// '.', no control octet.
std::string entry_name_problem(std::string_view name);

}  // namespace dial::profile
