#include "profile/dial_rules.hpp"
#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLongestPath = 4'095;  // PATH_MAX without its NUL

bool is_program(std::string_view device) {
  return device.starts_with("exec:");
}

std::string device_problem(std::string_view device) {
  if (is_program(device)) return "= \"exec:…\" is not supported yet";
  return device.starts_with('/') ? "" : "must be a whole path, as in \"/dev/ttyS0\"";
}

using namespace build;

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
        "modem.init",
        "commands, each answered by OK before the next; `[]` for none. `\"ATM0\"` silences the "
        "speaker"),
    flag<&Profile::modem, &Modem::wait_for_dial_tone>(
        "modem.wait_for_dial_tone",
        "false sends `ATX3` behind `init`: the modem dials blindly, for exchanges whose tone it "
        "does not know"),
    text<&Profile::modem, &Modem::dial_command>("modem.dial_command", "what precedes the number")
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
};

}  // namespace

std::span<const Key> line_keys() {
  return kKeys;
}

}  // namespace dial::profile
