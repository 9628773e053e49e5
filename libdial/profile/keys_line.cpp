#include <algorithm>

#include "base/command_line.hpp"
#include "profile/dial_rules.hpp"
#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLongestAccessPoint = 100;  // octets (TS 23.003, 9.1)
constexpr std::int64_t kLongestPath = 4'095;       // PATH_MAX without its NUL

bool is_program(std::string_view device) {
  return device.starts_with("exec:");
}

// V.250, 5.1: commands are in seven bits. A modem that drops the eighth takes "č" for D and CR.
std::string octets_problem(std::string_view command) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return std::ranges::all_of(command, is_ascii) ? "" : "has a character that is not ASCII";
}

std::string init_problem(std::string_view command) {
  if (auto problem = octets_problem(command); !problem.empty()) return problem;
  return dialled_by(command) ? "dials, before the dial itself: what is dialled is `number`" : "";
}

// Nothing but modifiers of the dial itself may follow the D: what is dialled is checked apart.
std::string dial_command_problem(std::string_view command) {
  constexpr std::string_view kNotHere = ";\"'";
  if (auto problem = octets_problem(command); !problem.empty()) return problem;
  if (command.find_first_of(kNotHere) != command.npos)
    return "has a `;` or a quote, which would end the command";
  const auto dialled = dialled_by(command);
  if (!dialled || !(command.starts_with("AT") || command.starts_with("at")))
    return "is no command that dials, as in \"ATDT\"";
  constexpr std::string_view kManners = "TPItpi ";  // tone, pulse, ISDN
  return dialled->find_first_not_of(kManners) == dialled->npos
             ? ""
             : "has digits: write them into [location] outside_line, or `prefix`";
}

// 3GPP TS 23.003, 9.1: labels of letters, digits and hyphens with dots between them.
std::string access_point_problem(std::string_view name) {
  const auto is_good = [](char c) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return std::ranges::all_of(name, is_good)
             ? ""
             : "is no name of an access point: letters, digits, `-`, `_` and `.` alone";
}

std::string program_problem(std::string_view path) {
  return path.starts_with('/') ? "" : "must be a whole path, as in \"/etc/dial/power/relay\"";
}

using namespace build;

Value power_hook_that_counts(const Profile& profile) {
  const std::string& hook = profile.modem.power_hook;
  return hook.empty() ? std::nullopt : value_of(hook);
}

constexpr Key modem_type() {
  Key key{.path = "modem.type",
          .type = KeyType::kWord,
          .meaning =
              "`\"direct\"`: a cable; nothing is dialled and the keys that are for a modem "
              "are refused",
          .words = kModemTypeWords};
  key.get = [](const Profile& profile) -> Value {
    return PropertyValue(std::string(kModemTypeWords[profile.modem.present ? 0 : 1]));
  };
  key.set = [](Profile& profile, const PropertyValue& value) {
    profile.modem.present = std::get<std::string>(value) == kModemTypeWords[0];
  };
  return key;
}

constexpr std::array kKeys{
    text<&Profile::line, &Line::device>(
        "line.device", "a whole path, best one that is stable, as in `/dev/serial/by-id/…`")
        .up_to(kLongestPath)
        .checked_by(device_problem)
        .reserved(kRuns, "exec:/usr/bin/ssh gateway", is_program)
        .with_default("required"),
    number<&Profile::line, &Line::speed>("line.speed", 50, 4'000'000,
                                         "between computer and modem, bit/s"),
    number<&Profile::line, &Line::data_bits>("line.data_bits", 8, 8, "PPP knows no other")
        .with_hint(": PPP sends whole octets (RFC 1662 4.5.2); a login in seven bits is [script] "
                   "line"),
    number<&Profile::line, &Line::stop_bits>("line.stop_bits", 1, 2, "stop bits"),
    word<&Profile::line, &Line::parity>("line.parity", "of every octet, PPP's too"),
    word<&Profile::line, &Line::flow_control>(
        "line.flow_control",
        "`\"hardware\"` is RTS/CTS, `\"software\"` XON/XOFF, which PPP then escapes")
        .with_default(
            "`\"hardware\"`; on a direct line `\"none\"`, since a three-wire cable has no "
            "CTS"),

    modem_type(),
    texts<&Profile::modem, &Modem::init>(
        "modem.init", "commands, each answered by OK before the next; `[]` for none")
        .checked_by(init_problem),
    flag<&Profile::modem, &Modem::wait_for_dial_tone>(
        "modem.wait_for_dial_tone",
        "false sends `ATX3` behind `init`: the modem dials blindly, for exchanges whose tone it "
        "does not know"),
    word<&Profile::modem, &Modem::speaker>(
        "modem.speaker", "the loudspeaker: `ATM0`, `ATM1` or `ATM2` behind `init`, or nothing"),
    number<&Profile::modem, &Modem::volume>("modem.volume", 0, 3,
                                            "its volume: `ATL0` to `ATL3` behind `init`")
        .with_default("as the modem has it"),
    text<&Profile::modem, &Modem::dial_command>("modem.dial_command", "what precedes the number")
        .checked_by(dial_command_problem)
        .with_default("`\"ATDT\"`; `\"ATDP\"` where `[location] dialling = \"pulse\"`"),
    text<&Profile::modem, &Modem::prefix>("modem.prefix",
                                          "between `dial_command` and all else that is dialled")
        .with_empty()
        .checked_by(dialling_problem)
        .with_default("nothing"),
    time<&Profile::modem, &Modem::init_timeout>("modem.init_timeout", 1ms, 10min,
                                                "for the answer to each command"),
    time<&Profile::modem, &Modem::dial_timeout>("modem.dial_timeout", 1ms, 1h,
                                                "for CONNECT or what comes instead"),
    word<&Profile::modem, &Modem::hang_up>(
        "modem.hang_up", "`\"dtr\"`: drop DTR; `\"escape\"`: `+++`, `ATH`, then DTR"),
    time<&Profile::modem, &Modem::guard_time>("modem.guard_time", 0ms, 10s, "silence around `+++`"),
    time<&Profile::modem, &Modem::dtr_hold>("modem.dtr_hold", 0ms, 1min, "how long DTR stays low"),
    text<&Profile::modem, &Modem::power_hook>(
        "modem.power_hook",
        "program below `/etc/dial/power` that switches the modem's power off and on again, as the "
        "last step of [recovery]; dial-helper runs it with `cycle` and the device")
        .shown_by(power_hook_that_counts)
        .up_to(kLongestPath)
        .checked_by(program_problem)
        .reserved(kRuns, "/etc/dial/power/relay")
        .with_default("none"),

    text<&Profile::cellular, &Cellular::access_point>(
        "cellular.access_point",
        "the operator's name for the way into the Internet (APN), as in `\"internet\"`: "
        "`AT+CGDCONT` behind `init`")
        .with_empty()
        .up_to(kLongestAccessPoint)
        .checked_by(access_point_problem)
        .with_default("as the modem has it"),
    number<&Profile::cellular, &Cellular::context>(
        "cellular.context", 1, 16, "which of the modem's contexts it is: the 1 of `*99***1#`"),
};

}  // namespace

std::string device_problem(std::string_view device) {
  if (is_program(device)) return "= \"exec:…\" is not supported yet";
  return device.starts_with('/') ? "" : "must be a whole path, as in \"/dev/ttyS0\"";
}

std::span<const Key> line_keys() {
  return kKeys;
}

}  // namespace dial::profile
