// The options of pppd(8) 2.4.9 and 2.5.
#include <array>

#include "profile/import/option_file.hpp"

namespace dial::profile {
namespace {

constexpr Option taken(std::string_view name, int operands, Take take) {
  return {name, operands, Fate::kTaken, take, ""};
}
constexpr Option passed(std::string_view name, int operands = 0) {
  return {name, operands, Fate::kPassedOver, nullptr, ""};
}
constexpr Option left_out(std::string_view name, int operands, std::string_view why) {
  return {name, operands, Fate::kLeftOut, nullptr, why};
}
constexpr Option refused(std::string_view name, int operands, std::string_view why) {
  return {name, operands, Fate::kRefused, nullptr, why};
}

constexpr std::string_view kNoRedial = "is not kept: write `persistent` and [redial] by hand";
constexpr std::string_view kNoLimit = "is not kept: write [limits] by hand";
constexpr std::string_view kNoAuth = "is not kept: the peer is not asked to authenticate itself";
constexpr std::string_view kNoIpv6 = "is not kept: IPv6 is not supported yet";
constexpr std::string_view kNoHooks = "is for scripts: name programs under [hooks]";
constexpr std::string_view kTimers = "is not kept: only `restart` can be set";
constexpr std::string_view kServer = "is for one that is called, and not kept";
constexpr std::string_view kNoCipher = "asks for encryption, which is not supported yet";
constexpr std::string_view kNoLine = "takes another line than a serial one";

constexpr std::array kOptions{
    taken("call", 1, &OptionFile::take_call),
    taken("file", 1, &OptionFile::take_file),
    taken("asyncmap", 1, &OptionFile::take_accm),
    taken("default-asyncmap", 0, &OptionFile::take_no_accm),
    taken("-am", 0, &OptionFile::take_no_accm),
    taken("mru", 1, &OptionFile::take_mru),
    taken("lcp-echo-interval", 1, &OptionFile::take_echo_interval),
    taken("lcp-echo-failure", 1, &OptionFile::take_echo_failure),
    taken("lcp-restart", 1, &OptionFile::take_restart),
    taken("nopcomp", 0, &OptionFile::take_plain_protocol),
    taken("-pc", 0, &OptionFile::take_plain_protocol),
    taken("noaccomp", 0, &OptionFile::take_plain_address),
    taken("-ac", 0, &OptionFile::take_plain_address),
    taken("refuse-pap", 0, &OptionFile::take_refuse_pap),
    taken("-pap", 0, &OptionFile::take_refuse_pap),
    taken("refuse-chap", 0, &OptionFile::take_refuse_chap),
    taken("-chap", 0, &OptionFile::take_refuse_chap),
    taken("crtscts", 0, &OptionFile::take_hardware_flow),
    taken("nocrtscts", 0, &OptionFile::take_no_flow),
    taken("-crtscts", 0, &OptionFile::take_no_flow),
    taken("xonxoff", 0, &OptionFile::take_software_flow),
    taken("auth", 0, &OptionFile::take_auth),
    taken("noauth", 0, &OptionFile::take_no_auth),
    taken("user", 1, &OptionFile::take_user),
    taken("password", 1, &OptionFile::take_password),
    taken("name", 1, &OptionFile::take_name),
    taken("remotename", 1, &OptionFile::take_remote_name),
    taken("defaultroute", 0, &OptionFile::take_default_route),
    taken("nodefaultroute", 0, &OptionFile::take_no_default_route),
    taken("-defaultroute", 0, &OptionFile::take_no_default_route),
    taken("replacedefaultroute", 0, &OptionFile::take_replaced_route),
    taken("defaultroute-metric", 1, &OptionFile::take_metric),
    taken("usepeerdns", 0, &OptionFile::take_name_servers),
    taken("mtu", 1, &OptionFile::take_mtu),
    taken("ipparam", 1, &OptionFile::take_parameter),
    taken("ifname", 1, &OptionFile::take_interface),
    taken("unit", 1, &OptionFile::take_unit),
    taken("demand", 0, &OptionFile::take_demand),
    taken("idle", 1, &OptionFile::take_idle),
    taken("connect", 1, &OptionFile::take_connect),
    taken("init", 1, &OptionFile::take_init),
    taken("disconnect", 1, &OptionFile::take_disconnect),

    // What is so here anyway, or is only about how pppd runs and what it logs.
    passed("lock"),
    passed("modem"),
    passed("hide-password"),
    passed("show-password"),
    passed("noipdefault"),
    passed("nodetach"),
    passed("-detach"),
    passed("updetach"),
    passed("up_sdnotify"),
    passed("debug"),
    passed("-d"),
    passed("dump"),
    passed("dryrun"),
    passed("kdebug", 1),
    passed("logfile", 1),
    passed("logfd", 1),
    passed("nolog"),
    passed("noipx"),
    passed("noccp"),
    passed("-ccp"),
    passed("novj"),
    passed("-vj"),
    passed("novjccomp"),
    passed("-vjccomp"),
    passed("vj-max-slots", 1),
    passed("nobsdcomp"),
    passed("-bsdcomp"),
    passed("nodeflate"),
    passed("-deflate"),
    passed("nopredictor1"),
    passed("-predictor1"),
    passed("nomppe"),
    passed("-mppe"),
    passed("nomppc"),
    passed("bsdcomp", 1),
    passed("deflate", 1),
    passed("predictor1"),
    passed("receive-all"),
    passed("noipv6"),
    passed("-ipv6"),
    passed("nomultilink"),
    passed("nomp"),
    passed("-mp"),
    passed("refuse-mschap"),
    passed("-mschap"),
    passed("refuse-mschap-v2"),
    passed("-mschap-v2"),
    passed("refuse-eap"),
    passed("-eap"),
    passed("noproxyarp"),
    passed("-proxyarp"),
    passed("nodefaultroute6"),
    passed("noresolvconf"),
    passed("nopersist"),
    passed("usehostname"),
    passed("noremoteip"),
    passed("nosendip"),
    passed("default-mru"),
    passed("-mru"),
    passed("noktune"),
    passed("nopass-filter"),

    left_out("local", 0, "is not kept: carrier is watched where the line has it"),
    left_out("cdtrcts", 0, "is not kept: there is RTS/CTS or nothing"),
    left_out("connect-delay", 1, "is not kept: PPP starts at once"),
    left_out("welcome", 1, kNoHooks),
    left_out("linkname", 1, "is not kept: the entry's name is the link's"),
    left_out("set", 1, kNoHooks),
    left_out("unset", 1, kNoHooks),
    left_out("ip-up-script", 1, kNoHooks),
    left_out("ip-down-script", 1, kNoHooks),
    left_out("ip-pre-up-script", 1, kNoHooks),
    left_out("persist", 0, kNoRedial),
    left_out("maxfail", 1, kNoRedial),
    left_out("holdoff", 1, kNoRedial),
    left_out("maxconnect", 1, kNoLimit),
    left_out("maxoctets", 1, kNoLimit),
    left_out("mo-direction", 1, kNoLimit),
    left_out("mo-timeout", 1, kNoLimit),
    left_out("active-filter", 1, kNoLimit),
    left_out("pass-filter", 1, "is not kept: packets are not filtered"),
    left_out("require-pap", 0, kNoAuth),
    left_out("+pap", 0, kNoAuth),
    left_out("require-chap", 0, kNoAuth),
    left_out("+chap", 0, kNoAuth),
    left_out("require-mschap", 0, kNoAuth),
    left_out("+mschap", 0, kNoAuth),
    left_out("require-mschap-v2", 0, kNoAuth),
    left_out("+mschap-v2", 0, kNoAuth),
    left_out("require-eap", 0, kNoAuth),
    left_out("login", 0, kServer),
    left_out("papcrypt", 0, kServer),
    left_out("allow-ip", 1, kServer),
    left_out("ms-dns", 1, kServer),
    left_out("ms-wins", 1, kServer),
    left_out("proxyarp", 0, kServer),
    left_out("silent", 0, kServer),
    left_out("passive", 0, kServer),
    left_out("-p", 0, kServer),
    left_out("netmask", 1, kServer),
    left_out("ipcp-accept-local", 0, "is not kept: write no [ip] local, and the peer decides"),
    left_out("ipcp-accept-remote", 0, "is not kept: write no [ip] remote, and the peer decides"),
    left_out("+ipv6", 0, kNoIpv6),
    left_out("ipv6", 1, kNoIpv6),
    left_out("ipv6cp-use-ipaddr", 0, kNoIpv6),
    left_out("defaultroute6", 0, kNoIpv6),
    left_out("escape", 1, "is not kept: what the peer asks for is escaped"),
    left_out("domain", 1, "is not kept: write the whole name as user"),
    left_out("endpoint", 1, "is not kept: multilink is not supported yet"),
    left_out("lcp-max-configure", 1, kTimers),
    left_out("lcp-max-terminate", 1, kTimers),
    left_out("lcp-max-failure", 1, kTimers),
    left_out("ipcp-restart", 1, kTimers),
    left_out("ipcp-max-configure", 1, kTimers),
    left_out("ipcp-max-terminate", 1, kTimers),
    left_out("ipcp-max-failure", 1, kTimers),
    left_out("pap-restart", 1, kTimers),
    left_out("pap-timeout", 1, kTimers),
    left_out("pap-max-authreq", 1, kTimers),
    left_out("chap-restart", 1, kTimers),
    left_out("chap-max-challenge", 1, kTimers),
    left_out("chap-interval", 1, kTimers),
    left_out("lcp-echo-adaptive", 0, kTimers),
    left_out("record", 1, "is not kept: nothing is recorded"),

    refused("require-mppe", 0, kNoCipher),
    refused("+mppe", 0, kNoCipher),
    refused("require-mppe-40", 0, kNoCipher),
    refused("+mppe-40", 0, kNoCipher),
    refused("require-mppe-128", 0, kNoCipher),
    refused("+mppe-128", 0, kNoCipher),
    refused("mppe", 1, kNoCipher),
    refused("pty", 1, kNoLine),
    refused("socket", 1, kNoLine),
    refused("notty", 0, kNoLine),
    refused("plugin", 1, "is for pppd only"),
    refused("multilink", 0, "is not supported yet"),
    refused("mp", 0, "is not supported yet"),
    refused("sync", 0, "synchronous lines are not supported"),
};

}  // namespace

const Option* find_option(std::string_view name) {
  for (const Option& option : kOptions) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace dial::profile
