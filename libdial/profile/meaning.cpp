#include "profile/meaning.hpp"

#include "profile/dial_rules.hpp"
#include "profile/routes.hpp"

namespace dial::profile {
namespace {

void check_device(Document& document, const Profile& profile) {
  if (document.has("line.device") || profile.is_abstract) return;
  document.refuse("line.device", "is missing under [line]; write device = \"/dev/ttyS0\"");
}

void check_direct(Document& document) {
  for (const std::string_view key :
       {"modem.init", "modem.dial_command", "modem.prefix", "modem.init_timeout",
        "modem.dial_timeout", "modem.guard_time", "modem.wait_for_dial_tone", "modem.speaker",
        "modem.volume", "cellular.access_point", "cellular.context", "recovery.reset_after",
        "recovery.restart_after"}) {
    if (document.has(key))
      document.refuse(key, "is for a modem, and type = \"direct\" says there is none");
  }
  for (const std::string_view key : {"number", "country_code", "area_code", "alternates"}) {
    if (document.has(key))
      document.refuse(key, "has no use here: [modem] type = \"direct\" says nothing is dialled");
  }
}

void check_hang_up(Document& document, const Profile& profile) {
  if (profile.modem.present || profile.modem.hang_up != HangUpMethod::kEscape) return;
  document.refuse("modem.hang_up", "cannot be \"escape\" on a direct line: no modem hears +++");
}

// ATDT and ATDP say it as well.
void check_dial_command(Document& document, const Profile& profile) {
  const std::string& command = profile.modem.dial_command;
  const char said = command.empty() ? '\0' : command.back();
  const bool is_pulse = profile.location.dialling == Dialling::kPulse;
  const bool contradicts = is_pulse ? said == 'T' || said == 't' : said == 'P' || said == 'p';
  if (!contradicts || !document.has("location.dialling")) return;
  document.refuse("modem.dial_command", std::string("says ") + (is_pulse ? "tone" : "pulse") +
                                            ", and [location] dialling the other: write one");
}

void check_outside_line(Document& document, const Profile& profile) {
  const bool has_both = !profile.modem.prefix.empty() && !profile.location.outside_line.empty();
  if (!has_both) return;
  document.refuse("modem.prefix",
                  "and [location] outside_line are both dialled before every number: write one");
}

// What stands in a number without area cannot be far away.
void check_area(Document& document, const Profile& profile) {
  if (!profile.area_code.empty() && profile.country_code == 0) {
    document.refuse("area_code", "needs country_code: write the country that area is in");
  }
  if (profile.country_code != 0 && profile.number.starts_with('+')) {
    document.refuse("country_code",
                    "stands in `number` already, behind the +: leave it out, or write the number "
                    "without both");
  }
}

// What no dial could put together is found here, not when somebody needs the line.
void check_number(Document& document, const Profile& profile) {
  if (!document.has("number")) {
    if (profile.is_abstract) return;
    return document.refuse(
        "number",
        "is missing: write what the modem dials, or [modem] type = \"direct\" if nothing");
  }
  check_area(document, profile);
  if (profile.number.empty()) return;
  if (const auto digits = digits_to_dial(profile); !digits && !profile.is_abstract) {
    document.refuse(digits.error().key, digits.error().message);
  } else if (digits) {
    const std::string problem = dialling_problem(*digits);
    if (!problem.empty() && dialling_problem(profile.number).empty())
      document.refuse("number", "cannot be dialled with what stands before it: " + problem);
  }
}

// Alternates as they would be dialled, as check_number() does with `number`.
void check_alternates(Document& document, const Profile& profile) {
  if (profile.is_abstract) return;
  for (const std::string& number : profile.alternates) {
    const auto digits = digits_to_dial(profile, number);
    if (digits && dialling_problem(*digits).empty()) continue;
    const std::string why =
        digits ? dialling_problem(*digits) : digits.error().key + " " + digits.error().message;
    document.refuse("alternates", "has " + quoted(number) + ", which cannot be dialled: " + why);
  }
}

// What waits for a packet needs an interface that holds it, and a way that leads packets there.
void check_on_demand(Document& document, const Profile& profile) {
  if (!profile.on_demand) return;
  if (profile.persistent)
    document.refuse("on_demand", "and `persistent` contradict each other: write one");
  if (profile.datapath == DataPath::kMemory)
    document.refuse("on_demand", "needs an interface, and datapath = \"memory\" has none");
  if (profile.terminal != TerminalStage::kNone)
    document.refuse("on_demand",
                    "and [script] terminal contradict each other: nobody is there to type");
  const Ip& ip = profile.ip;
  const bool has_way = ip.default_route || !ip.routes.empty() || ip.remote;
  if (!has_way && !profile.is_abstract)
    document.refuse("on_demand",
                    "has no use: nothing leads packets to the interface; write [ip] default_route, "
                    "routes or remote");
}

void check_redial(Document& document, const Profile& profile) {
  const Redial& redial = profile.redial;
  if (document.has("redial.pause") && document.has("redial.max_pause") &&
      redial.pause > redial.max_pause)
    document.refuse("redial.max_pause", "is shorter than `pause`");
  if (redial.when_lost && redial.attempts == 0 && !profile.persistent && !profile.is_abstract)
    document.refuse("redial.when_lost", "needs `attempts`: write how often it is dialled again");
  if (profile.persistent && profile.limits.idle)
    document.refuse("limits.idle", "and `persistent` contradict each other: write one");
  check_on_demand(document, profile);
  if (!profile.requires_profile.empty() && profile.requires_profile == profile.name)
    document.refuse("requires", "names the profile itself");
}

void check_terminal(Document& document, const Profile& profile) {
  if (profile.terminal != TerminalStage::kAfterDial || !has_login_script(profile)) return;
  document.refuse("script.terminal",
                  "= \"after_dial\" and a login script both want the line behind CONNECT");
}

void check_script(Document& document, const Profile& profile) {
  if (!profile.login_script.empty() && !profile.script.path.empty())
    document.refuse("script.file", "and `login` both are the login script: write one");
  const auto language = profile.script.language.value_or(ScriptLanguage::kChat);
  if (profile.script.chat_habits && language != ScriptLanguage::kChat)
    document.refuse("script.chat_habits",
                    "is for scripts of chat, and this is of another language");
  if (language == ScriptLanguage::kScp && !profile.script.variables.empty())
    document.refuse("script.variables", "has no use: a .scp script has no name for them");
  if (has_login_script(profile) || profile.is_abstract) return;
  const auto refuse_useless = [&](std::string_view key, bool is_said) {
    if (is_said) document.refuse(key, "has no use: there is no login script (`login` or `file`)");
  };
  refuse_useless("script.language", document.has("script.language"));
  refuse_useless("script.wait_limit", document.has("script.wait_limit"));
  refuse_useless("script.chat_habits", profile.script.chat_habits);
  refuse_useless("script.variables", !profile.script.variables.empty());
}

void check_characters(Document& document, const Profile& profile) {
  if (profile.characters == Characters::k8N1) return;
  if (profile.line.parity != Parity::kNone) {
    document.refuse("script.line", "makes the parity bit itself: write [line] parity = \"none\"");
  }
  if (!has_login_script(profile) && profile.terminal == TerminalStage::kNone &&
      !profile.is_abstract) {
    document.refuse("script.line", "has no use: there is neither login script nor terminal");
  }
}

void check_flow_control(Document& document, const Profile& profile) {
  const std::uint32_t needed = flow_control_characters(profile);
  if ((profile.ppp.accm & needed) == needed) return;
  document.refuse(
      "ppp.accm",
      "leaves out XON or XOFF (0x000a0000), which flow_control = \"software\" takes out "
      "of the line: add them, or leave accm out");
}

void check_credentials(Document& document, const Profile& profile) {
  const bool has_script = has_login_script(profile);
  const bool authenticates = profile.ppp.allow_pap || profile.ppp.allow_chap;
  if (document.has("secret") && !document.has("user") && !has_script && !profile.is_abstract) {
    document.refuse("secret", "has nobody to belong to: write user = \"…\" too");
  }
  if (has_script || authenticates) return;
  for (const std::string_view key : {"user", "secret"}) {
    if (document.has(key))
      document.refuse(key, "is never used: authentication = [] and there is no login script");
  }
}

// The name of a profile may be longer, and have other characters, than that of an interface.
void check_interface(Document& document, const Profile& profile) {
  if (profile.ip.interface != "name" || profile.is_abstract) return;
  const std::string name = interface_pattern(profile.ip.interface, profile.name);
  if (name.ends_with('N') || !interface_problem(name).empty())
    document.refuse("ip.interface", "cannot be this profile's name, \"" + name +
                                        "\": an interface has 1 to 15 octets without space, '/', "
                                        "':' or '%', and no N at its end");
}

// A resolver knows the links of its own name space only.
void check_name_space(Document& document, const Profile& profile) {
  if (profile.ip.name_space.empty()) return;
  if (!profile.ip.vrf.empty())
    document.refuse("ip.vrf", "and `namespace` both say where the interface belongs: write one");
  const bool is_other =
      profile.ip.dns == DnsWay::kResolved || profile.ip.dns == DnsWay::kResolvconf;
  if (is_other)
    document.refuse("ip.dns",
                    "can be \"file\" or \"none\" with `namespace`: that service does not "
                    "know the name space");
}

}  // namespace

void check_meaning(Document& document, const Profile& profile) {
  check_device(document, profile);
  if (profile.modem.present) {
    check_number(document, profile);
    check_alternates(document, profile);
    check_dial_command(document, profile);
    check_outside_line(document, profile);
  } else {
    check_direct(document);
  }
  check_hang_up(document, profile);
  check_redial(document, profile);
  check_terminal(document, profile);
  check_script(document, profile);
  check_characters(document, profile);
  check_flow_control(document, profile);
  check_credentials(document, profile);
  check_interface(document, profile);
  check_name_space(document, profile);
}

}  // namespace dial::profile
