#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/dial_string.hpp"
#include "profile/diagnostics.hpp"
#include "profile/profile.hpp"
#include "profile/table_reader.hpp"
#include "profile/words.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kExtension = ".toml";
constexpr std::uint32_t kMaxNumber = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kLongestScript = 65'536;     // octets
constexpr std::size_t kLongestInterfaceName = 15;  // IFNAMSIZ without its NUL
constexpr std::size_t kLongestPath = 4'095;        // PATH_MAX without its NUL
constexpr TextRule kMayBeEmpty{.may_be_empty = true};

// What no modem dials is found here, not when somebody needs the line.
void refuse_undialable(TableReader& table, std::string_view key, const std::string& text) {
  if (text.empty()) return;
  if (const auto digits = dial_string(text); !digits) {
    table.refuse(key, digits.error().context + "; digits, * # + and T P W , @ ! may be dialled");
  }
}

// Reads the parts of one profile; what is wrong goes to the diagnostics.
class ProfileReader {
 public:
  ProfileReader(const toml::table& root, std::string_view text, Profile& profile,
                Diagnostics& diagnostics)
      : root_(&root, "", diagnostics), text_(text), profile_(profile), diagnostics_(diagnostics) {}

  void read() {
    read_modem();  // first: whether there is one decides other defaults
    read_line();
    read_call();
    read_limits();
    read_script();
    read_ppp();
    read_ip();
    check_credentials();
    check_foreign();
    root_.finish();
  }

 private:
  TableReader table(std::string_view name) {
    return {root_.table(name), std::string(name), diagnostics_};
  }

  void read_line();
  void read_modem();
  void refuse_modem_keys(TableReader& modem);
  void read_call();
  void read_limits();
  void read_script();
  void read_ppp();
  void read_authentication(TableReader& ppp);
  void read_ip();
  void check_credentials();
  void check_foreign();

  TableReader root_;
  std::string_view text_;
  Profile& profile_;
  Diagnostics& diagnostics_;
};

void ProfileReader::read_line() {
  Line& line = profile_.line;
  // Three wires are enough for a null modem; waiting for a CTS that never comes would hang it.
  line.flow_control = profile_.modem.present ? FlowControl::kHardware : FlowControl::kNone;

  TableReader reader = table("line");
  if (!reader.has("device")) {
    reader.refuse("device", "is missing under [line]; write device = \"/dev/ttyS0\"");
  }
  reader.text("device", line.device, {.longest = kLongestPath});
  if (line.device.starts_with("exec:")) {
    reader.refuse("device", "= \"exec:…\" is not supported yet");
  } else if (!line.device.empty() && line.device.front() != '/') {
    reader.refuse("device", "must be a whole path, as in \"/dev/ttyS0\"");
  }
  reader.number("speed", line.speed, 50, 4'000'000);
  reader.number("data_bits", line.data_bits, 5, 8);
  reader.number("stop_bits", line.stop_bits, 1, 2);
  reader.choice("parity", line.parity, kParityWords);
  reader.choice("flow_control", line.flow_control, kFlowControlWords);
  if (line.data_bits != 8) {
    reader.refuse("data_bits", "must be 8: PPP sends whole octets (RFC 1662 4.5.2)");
  }
  reader.finish();
}

void ProfileReader::read_modem() {
  Modem& modem = profile_.modem;
  TableReader reader = table("modem");
  std::size_t type = 0;
  reader.choice("type", type, kModemTypeWords);
  modem.present = type == 0;

  if (!modem.present) refuse_modem_keys(reader);
  reader.texts("init", modem.init);
  reader.text("dial_command", modem.dial_command);
  reader.text("prefix", modem.prefix, kMayBeEmpty);
  refuse_undialable(reader, "prefix", modem.prefix);
  reader.duration("init_timeout", modem.init_timeout, 1ms, 10min);
  reader.duration("dial_timeout", modem.dial_timeout, 1ms, 1h);
  reader.choice("hang_up", modem.hang_up, kHangUpWords);
  reader.duration("guard_time", modem.guard_time, 0ms, 10s);
  reader.duration("dtr_hold", modem.dtr_hold, 0ms, 1min);
  reader.finish();
}

void ProfileReader::refuse_modem_keys(TableReader& modem) {
  for (const std::string_view key :
       {"init", "dial_command", "prefix", "init_timeout", "dial_timeout", "guard_time"}) {
    if (modem.has(key))
      modem.refuse(key, "is for a modem, and type = \"direct\" says there is none");
  }
  if (modem.peek_text("hang_up") == "escape") {
    modem.refuse("hang_up", "cannot be \"escape\" on a direct line: no modem hears +++");
  }
}

void ProfileReader::read_call() {
  root_.text("number", profile_.number);
  refuse_undialable(root_, "number", profile_.number);
  root_.text("user", profile_.user);
  root_.text("secret", profile_.secret, {.longest = 256});
  if (const auto problem = entry_name_problem(profile_.secret);
      !profile_.secret.empty() && !problem.empty()) {
    root_.refuse("secret", "names nothing in the secrets file: " + problem);
  }
  if (profile_.modem.present && !root_.has("number")) {
    root_.refuse("number",
                 "is missing: write what the modem dials, or [modem] type = \"direct\" if nothing");
  }
  if (!profile_.modem.present && root_.has("number")) {
    root_.refuse("number", "has no use here: [modem] type = \"direct\" says nothing is dialled");
  }

  profile_.link = profile_.modem.present ? LinkClass::kTelephone : LinkClass::kDirect;
  root_.choice("link", profile_.link, kLinkWords);
  const auto datapath = root_.peek_text("datapath");
  if (datapath == "kernel" || datapath == "pppd") {
    root_.refuse("datapath", "= " + quoted(*datapath) + " is not supported yet; write \"auto\"");
    root_.pass_over("datapath");
  } else {
    root_.choice("datapath", profile_.datapath, kDataPathWords);
  }
}

void ProfileReader::read_limits() {
  root_.duration("handler_limit", profile_.handler_limit, 1ms, 1h);
  root_.duration("pause_limit", profile_.pause_limit, 1ms, 24h);
  root_.duration("connect_limit", profile_.connect_limit, 1ms, 1h);
  bool send_ahead = false;
  root_.flag("send_ahead", send_ahead);
  if (root_.has("send_ahead")) profile_.send_ahead = send_ahead;
}

// The line of the file in which the text of a string begins: TOML drops a line feed that follows
// the opening ''' or """ at once.
std::size_t text_line(std::string_view file, std::size_t line, std::size_t column) {
  for (std::size_t skipped = 1; skipped < line; ++skipped) {
    const std::size_t end = file.find('\n');
    if (end == std::string_view::npos) return line;
    file.remove_prefix(end + 1);
  }
  file = file.substr(0, file.find('\n'));
  if (file.ends_with('\r')) file.remove_suffix(1);
  const bool ends_with_quotes = file.ends_with("'''") || file.ends_with("\"\"\"");
  // More than the opening quotes after the column: the text is on this line (`''''''`).
  return ends_with_quotes && file.size() <= column + 2 ? line + 1 : line;
}

void ProfileReader::read_script() {
  TableReader reader = table("script");
  reader.text("login", profile_.login_script,
              {.may_be_empty = true, .may_have_controls = true, .longest = kLongestScript});
  if (!profile_.login_script.empty()) {
    const Place place = reader.place("login");
    profile_.login_script_line = text_line(text_, place.line, place.column);
  }
  reader.choice("terminal", profile_.terminal, kTerminalWords);
  if (profile_.terminal == TerminalStage::kAfterDial && !profile_.login_script.empty()) {
    reader.refuse("terminal",
                  "= \"after_dial\" and a login script both want the line behind CONNECT");
  }
  reader.finish();
}

void ProfileReader::read_ppp() {
  PppSettings& ppp = profile_.ppp;
  TableReader reader = table("ppp");
  reader.number("mru", ppp.mru, 128, 1500);
  reader.number("accm", ppp.accm, 0, kMaxNumber);
  read_authentication(reader);
  reader.flag("compress_protocol", ppp.compress_protocol);
  reader.flag("compress_address", ppp.compress_address);
  reader.duration("echo_interval", ppp.echo_interval, 0ms, 24h);
  reader.number("echo_failures", ppp.echo_failures, 1, 255);
  Duration restart{0};
  reader.duration("restart", restart, 10ms, 1min);
  if (restart != 0ms) ppp.restart = restart;
  reader.finish();
}

void ProfileReader::read_authentication(TableReader& ppp) {
  std::vector<std::string> methods{"pap", "chap"};
  ppp.texts("authentication", methods);
  const auto allows = [&](std::string_view method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
  };
  profile_.ppp.allow_pap = allows("pap");
  profile_.ppp.allow_chap = allows("chap");
  for (const std::string& method : methods) {
    if (method != "pap" && method != "chap")
      ppp.refuse("authentication", R"(is a list of "pap" and "chap"; it has )" + quoted(method));
  }
}

// Linux dev_valid_name(): no slash, colon or white space, and not "." or "..".
bool is_interface_name(std::string_view name) {
  return name.size() <= kLongestInterfaceName && name != "." && name != ".." &&
         name.find_first_of("/: %") == std::string_view::npos;
}

void ProfileReader::read_ip() {
  Ip& ip = profile_.ip;
  TableReader reader = table("ip");
  reader.address("local", ip.local);
  reader.address("remote", ip.remote);
  reader.flag("name_servers", ip.name_servers);
  reader.flag("default_route", ip.default_route);
  reader.number("metric", ip.metric, 0, kMaxNumber);
  reader.text("interface", ip.interface);
  if (!is_interface_name(ip.interface)) {
    reader.refuse("interface", "must be 1 to 15 octets without space, '/', ':' or '%'");
  }
  reader.finish();
}

void ProfileReader::check_credentials() {
  const bool has_script = !profile_.login_script.empty();
  const bool authenticates = profile_.ppp.allow_pap || profile_.ppp.allow_chap;
  if (root_.has("secret") && !root_.has("user") && !has_script) {
    root_.refuse("secret", "has nobody to belong to: write user = \"…\" too");
  }
  if (has_script || authenticates) return;
  for (const std::string_view key : {"user", "secret"}) {
    if (root_.has(key))
      root_.refuse(key, "is never used: authentication = [] and there is no login script");
  }
}

// What other programs keep here is theirs: [x.NAME] may hold anything.
void ProfileReader::check_foreign() {
  root_.keep("x");
  if (root_.has("x")) root_.check_tables("x");
}

std::string stem_of(std::string_view file) {
  file = file.substr(file.rfind('/') + 1);  // npos + 1 is 0
  if (file.ends_with(kExtension)) file.remove_suffix(kExtension.size());
  return std::string(file);
}

std::unexpected<std::vector<Diagnostic>> syntax_error(const std::string& file,
                                                      const toml::parse_error& error) {
  const Place place = place_of(error.source());
  return std::unexpected(
      std::vector{Diagnostic{file, place.line, place.column, std::string(error.description())}});
}

}  // namespace

std::expected<Profile, std::vector<Diagnostic>> parse_profile(std::string_view text,
                                                              const std::string& file) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return syntax_error(file, error);
  }
  Profile profile;
  profile.name = stem_of(file);
  profile.file = file;
  Diagnostics diagnostics(file);
  if (const auto problem = entry_name_problem(profile.name); !problem.empty()) {
    diagnostics.add({}, "no entry can be called " + quoted(profile.name) + ": " + problem);
  }
  ProfileReader(root, text, profile, diagnostics).read();
  if (auto found = diagnostics.take(); !found.empty()) return std::unexpected(std::move(found));
  return profile;
}

}  // namespace dial::profile
