#include "base/bytes.hpp"
#include "profile/duration.hpp"
#include "profile/export/chat_export.hpp"
#include "profile/import/text.hpp"
#include "profile/quoting.hpp"
#include "profile/routes.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kChat = "/usr/sbin/chat";
constexpr std::string_view kNoLimit = "is not kept: pppd has no such limit";
constexpr std::size_t kLongestWord = 1'023;    // octets; pppd cuts a longer one
constexpr std::size_t kLongestRemark = 1'000;  // octets of a comment line

std::string_view flow_option(FlowControl flow_control) {
  switch (flow_control) {
    case FlowControl::kHardware:
      return "crtscts";
    case FlowControl::kSoftware:
      return "xonxoff";
    case FlowControl::kNone:
      break;
  }
  return "nocrtscts";
}

// chat(8) clears the eighth bit of what it reads, and sends it clear.
bool sends_parity(Characters characters) {
  return characters != Characters::k8N1 && characters != Characters::k7S1;
}

class PeerExport {
 public:
  PeerExport(const Profile& profile, const std::string& etc)
      : profile_(profile),
        name_(base_name(profile.name)),
        peer_(etc + "/ppp/peers/" + name_),
        script_(etc + "/chatscripts/" + name_) {}

  Exported write() {
    if (profile_.is_abstract)
      return refused({NoteKind::kRefused, "abstract",
                      "says that it is a base only: export one"
                      " that is based on it"});
    auto chat = chat_text(profile_, script_);
    if (!chat) return refused(std::move(chat.error()));
    result_.notes = std::move(chat->notes);
    write_line();
    write_commands(!chat->text.empty());
    write_authentication();
    write_ppp();
    write_ip();
    write_policy();
    note_rest();
    add_needs(chat->hidden);
    if (!problem_.empty()) return refused({NoteKind::kRefused, "", problem_});
    add_file(peer_, options_, "for pppd");
    if (!chat->text.empty()) add_file(script_, chat->text, "for chat");
    return std::move(result_);
  }

 private:
  static Exported refused(ExportNote note) {
    Exported exported;
    exported.notes.push_back(std::move(note));
    return exported;
  }

  std::string word(std::string_view text) {
    if (text.size() > kLongestWord) problem_ = "a word of it is too long for pppd";
    return option_word(text);
  }
  void option(std::string_view name, std::string_view operand = "") {
    options_ += std::string(name) + (operand.empty() ? "" : " " + word(operand)) + "\n";
  }
  void note(NoteKind kind, std::string_view key, std::string_view why) {
    result_.notes.push_back({kind, std::string(key), std::string(why)});
  }
  void leave_out(bool is_set, std::string_view key, std::string_view why) {
    if (is_set) note(NoteKind::kLeftOut, key, why);
  }

  void write_line();
  void write_commands(bool has_script);
  void write_authentication();
  void write_ppp();
  void write_ip();
  void write_policy();
  void note_commands();
  void note_system();
  void note_rest();
  void add_needs(const std::vector<ChatText::Hidden>& hidden);
  void add_file(const std::string& path, const std::string& text, std::string_view what);

  const Profile& profile_;
  std::string name_;
  std::string peer_;
  std::string script_;
  std::string options_;
  std::string problem_;
  Exported result_;
};

void PeerExport::write_line() {
  const Line& line = profile_.line;
  option(word(line.device));
  option(std::to_string(line.speed));
  option(flow_option(line.flow_control));
  option("lock");
  option(profile_.modem.present ? "modem" : "local");
  const Line usual;
  leave_out(line.parity != usual.parity, "line.parity", "is not kept: pppd has no parity");
  leave_out(line.stop_bits != usual.stop_bits, "line.stop_bits", "is not kept: pppd has one");
}

void PeerExport::write_commands(bool has_script) {
  const std::string chat(kChat);
  if (has_script) option("connect", chat + " -f " + shell_word(script_));
  const Modem& modem = profile_.modem;
  if (!modem.present) return;
  const bool escapes = modem.hang_up == HangUpMethod::kEscape;
  if (escapes) {
    const auto seconds =
        std::stoul(whole_seconds(modem.guard_time, "modem.guard_time", result_.notes));
    std::string guard;
    for (unsigned long second = 0; second < seconds; ++second)
      guard += "\\d";
    option("disconnect", chat + " -t 5 '' '" + guard + "+++" + guard + "\\c' OK ATH OK");
  }
  leave_out(modem.dtr_hold != Modem{}.dtr_hold, "modem.dtr_hold",
            "is not kept: pppd drops DTR for as long as it likes");
}

void PeerExport::write_authentication() {
  const PppSettings& ppp = profile_.ppp;
  option("noauth");
  option("hide-password");
  if (!profile_.user.empty()) option("user", profile_.user);
  if (!ppp.allow_pap) option("refuse-pap");
  if (!ppp.allow_chap) option("refuse-chap");
  option("refuse-mschap");
  option("refuse-mschap-v2");
  option("refuse-eap");
}

void PeerExport::write_ppp() {
  static constexpr char kHex[] = "0123456789abcdef";
  const PppSettings& ppp = profile_.ppp;
  std::string accm;
  for (int shift = 28; shift >= 0; shift -= 4)
    accm += kHex[(ppp.accm >> shift) & 15];
  option("asyncmap", accm);
  option("mru", std::to_string(ppp.mru));
  if (ppp.mtu) option("mtu", std::to_string(*ppp.mtu));
  if (!ppp.compress_protocol) option("nopcomp");
  if (!ppp.compress_address) option("noaccomp");
  const bool has_echoes = ppp.echo_interval != 0s;
  option("lcp-echo-interval",
         has_echoes ? whole_seconds(ppp.echo_interval, "ppp.echo_interval", result_.notes) : "0");
  option("lcp-echo-failure", std::to_string(ppp.echo_failures));
  if (ppp.restart) option("lcp-restart", whole_seconds(*ppp.restart, "ppp.restart", result_.notes));
}

void PeerExport::write_ip() {
  static constexpr std::string_view kUnit = "ppp";
  const Ip& ip = profile_.ip;
  const Ipv4Address any;
  option("noipdefault");
  if (ip.local != any || ip.remote != any) {
    option((ip.local == any ? "" : to_string(ip.local)) + ":" +
           (ip.remote == any ? "" : to_string(ip.remote)));
  }
  if (ip.name_servers) option("usepeerdns");
  option(ip.default_route ? "defaultroute" : "nodefaultroute");
  if (ip.metric != 0) option("defaultroute-metric", std::to_string(ip.metric));
  if (!profile_.hooks.parameter.empty()) option("ipparam", profile_.hooks.parameter);
  if (!ip.vrf.empty()) option("vrf", ip.vrf);
  const std::string interface = interface_pattern(ip.interface, profile_.name);
  if (interface.ends_with("%d")) return;  // pppd finds a free number, too
  const auto unit = interface.starts_with(kUnit)
                        ? parse_unsigned(std::string_view(interface).substr(kUnit.size()))
                        : std::nullopt;
  if (unit && std::string(kUnit) + std::to_string(*unit) == interface) {
    option("unit", std::to_string(*unit));
  } else {
    option("ifname", interface);
  }
}

void PeerExport::write_policy() {
  const Limits& limits = profile_.limits;
  if (profile_.on_demand) option("demand");
  if (limits.idle) option("idle", whole_seconds(*limits.idle, "limits.idle", result_.notes));
}

// What is a command among others on the way back.
void PeerExport::note_commands() {
  const Modem& modem = profile_.modem;
  const auto became = [&](bool is_set, std::string_view key, std::string_view what) {
    if (is_set) note(NoteKind::kChanged, key, what);
  };
  constexpr std::string_view kCommand = "became a command to the modem, as it is for it";
  became(!modem.wait_for_dial_tone, "modem.wait_for_dial_tone", kCommand);
  became(modem.speaker != Speaker::kAsIs, "modem.speaker", kCommand);
  became(modem.volume.has_value(), "modem.volume", kCommand);
  became(!profile_.cellular.access_point.empty(), "cellular.access_point", kCommand);
  became(profile_.script.chat_habits, "script.chat_habits", "are those that chat always has");
  became(profile_.script.wait_limit.has_value(), "script.wait_limit", "became a TIMEOUT");
}

// What pppd leaves to scripts.
void PeerExport::note_system() {
  constexpr std::string_view kScript = "is not kept: an ip-up script can do it";
  constexpr std::string_view kAll = "is not kept: /etc/ppp/ip-up runs with every connection";
  const Ip& ip = profile_.ip;
  const Hooks& hooks = profile_.hooks;
  leave_out(!ip.routes.empty(), "ip.routes", kScript);
  leave_out(ip.mss.has_value(), "ip.mss", kScript);
  leave_out(!ip.name_space.empty(), "ip.namespace", "is not kept: start pppd in it");
  leave_out(ip.dns != DnsWay::kAuto, "ip.dns", kScript);
  leave_out(!ip.dns_servers.empty(), "ip.dns_servers", kScript);
  leave_out(!ip.search.empty(), "ip.search", kScript);
  leave_out(!hooks.up.empty(), "hooks.up", kAll);
  leave_out(!hooks.down.empty(), "hooks.down", kAll);
  leave_out(!hooks.system, "hooks.system", kAll);
  leave_out(hooks.limit != Hooks().limit, "hooks.limit", "is not kept: pppd waits for its scripts");
}

void PeerExport::note_rest() {
  const Profile usual;
  const LinkClass usual_link = profile_.modem.present ? LinkClass::kTelephone : LinkClass::kDirect;
  leave_out(profile_.link != usual_link, "link",
            "is not kept: pppd waits as long on every line; lcp-restart can be added");
  leave_out(profile_.terminal != TerminalStage::kNone, "script.terminal",
            "is not kept: pppd gives the line to nobody");
  note_commands();
  leave_out(profile_.script.limit != usual.script.limit, "script.limit",
            "is not kept: chat has no limit for all of a script");
  leave_out(sends_parity(profile_.characters), "script.line",
            "is not kept: chat sends seven bits and no parity");
  leave_out(profile_.datapath != usual.datapath, "datapath",
            "is not kept: with pppd the kernel carries the packets");
  note_system();
  leave_out(profile_.handler_limit != usual.handler_limit, "handler_limit", kNoLimit);
  leave_out(profile_.pause_limit != usual.pause_limit, "pause_limit", kNoLimit);
  leave_out(profile_.connect_limit != usual.connect_limit, "connect_limit", kNoLimit);
  leave_out(profile_.send_ahead.has_value(), "send_ahead", "is not kept: nobody is asked");
}

void PeerExport::add_needs(const std::vector<ChatText::Hidden>& hidden) {
  for (const auto& [path, content] : hidden) {
    result_.needs.push_back(path + ", mode 0600, with the line " + content +
                            " (PASSWORD is the password, \\ and ^ in it written as \\\\ and \\^)");
  }
  const PppSettings& ppp = profile_.ppp;
  if (profile_.user.empty() || (!ppp.allow_pap && !ppp.allow_chap)) return;
  const std::string files = !ppp.allow_chap  ? "/etc/ppp/pap-secrets"
                            : !ppp.allow_pap ? "/etc/ppp/chap-secrets"
                                             : "/etc/ppp/pap-secrets and /etc/ppp/chap-secrets";
  result_.needs.push_back("where the peer asks for one, in " + files + " the line " +
                          option_word(profile_.user) + " * PASSWORD");
}

// What is to be known of a file stands at its head.
void PeerExport::add_file(const std::string& path, const std::string& text, std::string_view what) {
  std::string whole;
  const auto comment = [&](const std::string& line) {
    whole += "# " + printable(octets_of(line), kLongestRemark) + "\n";
  };
  comment("Made of the profile " + profile_.name + ", " + std::string(what) + ".");
  for (const std::string& need : result_.needs)
    comment("needed: " + need);
  if (path == peer_) {
    for (const ExportNote& one : result_.notes)
      comment(to_string(one));
  }
  result_.files.push_back({path, whole + text, !result_.needs.empty()});
}

}  // namespace

std::string to_string(const ExportNote& note) {
  const std::string key = note.key.empty() ? "" : "`" + note.key + "` ";
  return std::string(to_string(note.kind)) + ": " + key + note.message;
}

Exported export_peer(const Profile& profile, const std::string& etc) {
  return PeerExport(profile, etc).write();
}

}  // namespace dial::profile
