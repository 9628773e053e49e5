#include <array>

#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using build::later;

// Each says how the same is had today, so that whoever leaves the key out loses nothing unseen.
constexpr std::array kKeys{
    // Whom to call, and who calls.
    later("move_on",
          "leave it out: each failure whose rule in [redial] is \"redial\" goes on to "
          "the next number"),
    later("domain", "write it into `user`, as in 'DOMAIN\\user'"),
    later("uuid", "leave it out: an entry is known by its name"),
    later("custom_dialer", "let a program of yours make a pty, and name that in [line] `device`"),
    later("links", "leave it out: one line is dialled"),
    later("location.calling_card", "write what is dialled before the number into `outside_line`"),
    later("location.carrier_code",
          "write it at the end of `long_distance_prefix` and "
          "`international_prefix`"),

    // The line.
    later("line.low_latency", "set it with `setserial DEVICE low_latency`"),
    later("modem.error_correction", "write the modem's own command for it into `init`"),
    later("modem.compression", "write the modem's own command for it into `init`"),
    later("modem.answer", "leave it out: calls are made, and none is taken"),
    later("cellular.pin", "switch the SIM's PIN off"),
    later("cellular.operator", "write AT+COPS with the operator's number into `init`"),

    // PPP.
    later("ppp.vj", "leave it out: headers are sent whole, which every peer takes"),
    later("ppp.compression", "leave it out: packets are sent whole, which every peer takes"),
    later("ppp.encryption", "encrypt above the link"),
    later("ppp.multilink", "leave it out: one line is dialled"),
    later("ppp.lcp_extensions", "leave it out: none is asked for"),
    later("ppp.eap", "use PAP or CHAP, if the peer takes one"),
    later("ppp.quality", "leave it out: `echo_interval` finds a dead link"),
    later("ppp.pppd_options", "leave it out: pppd is not used").reserved(kRuns, "plugin x.so"),

    // The network.
    later("ip.firewall", "name the interface by `interface`, and let your firewall know it"),
    later("ipv6", "leave it out: the link carries IPv4"),
};

}  // namespace

std::span<const Key> later_keys() {
  return kKeys;
}

}  // namespace dial::profile
