#pragma once

#include <array>
#include <string_view>

namespace dial::profile {

// What becomes of a key that a profile has no place for.
struct KeyfileRemark {
  std::string_view section;
  std::string_view key;
  std::string_view why;  // empty: nothing is lost without it
};

inline constexpr std::string_view kKeyfileOnlyManager =
    "is ModemManager's to do, and there is none here";
inline constexpr std::string_view kKeyfileNoIpv6 = "is not kept: IPv6 is not supported yet";

inline constexpr std::array kKeyfileRemarks{
    KeyfileRemark{"connection", "autoconnect-priority",
                  "is not kept: nothing connects by itself yet"},
    KeyfileRemark{"connection", "autoconnect-retries",
                  "is not kept: nothing connects by itself yet"},
    KeyfileRemark{"connection", "metered", "is not kept"},
    KeyfileRemark{"connection", "permissions",
                  "is not kept: the daemon's configuration says who may dial"},
    KeyfileRemark{"connection", "secondaries",
                  "is not kept: nothing is started along with a connection"},
    KeyfileRemark{"gsm", "pin",
                  "is not kept: take the PIN off the SIM card, or give it to it yourself"},
    KeyfileRemark{"gsm", "home-only", kKeyfileOnlyManager},
    KeyfileRemark{"gsm", "network-id", kKeyfileOnlyManager},
    KeyfileRemark{"gsm", "sim-id", kKeyfileOnlyManager},
    KeyfileRemark{"gsm", "sim-operator-id", kKeyfileOnlyManager},
    KeyfileRemark{"gsm", "device-id", kKeyfileOnlyManager},
    KeyfileRemark{"gsm", "mtu", "is not kept: write `mtu` under [ppp]"},
    KeyfileRemark{"cdma", "mtu", "is not kept: write `mtu` under [ppp]"},
    KeyfileRemark{"ppp", "mtu", "is not kept: write `mtu` under [ppp]"},
    KeyfileRemark{"serial", "send-delay", "is not kept: there is no pause between octets"},
    KeyfileRemark{"ipv4", "dns", "is not kept: write `dns_servers` under [ip]"},
    KeyfileRemark{"ipv4", "dns-search", "is not kept: write `search` under [ip]"},
    KeyfileRemark{"ipv4", "routes", "is not kept: write `routes` under [ip]"},
    KeyfileRemark{"ipv4", "route1", "is not kept: write `routes` under [ip]"},
    // So here anyway, read above, or only what the manager shows and stores.
    KeyfileRemark{"connection", "id", ""},
    KeyfileRemark{"connection", "uuid", ""},
    KeyfileRemark{"connection", "timestamp", ""},
    KeyfileRemark{"connection", "interface-name", ""},
    KeyfileRemark{"gsm", "password", ""},
    KeyfileRemark{"gsm", "auto-config", ""},
    KeyfileRemark{"gsm", "pin-flags", ""},
    KeyfileRemark{"cdma", "password", ""},
    KeyfileRemark{"ppp", "noauth", ""},
    KeyfileRemark{"ppp", "crtscts", ""},
    KeyfileRemark{"ppp", "refuse-eap", ""},
    KeyfileRemark{"ppp", "refuse-mschap", ""},
    KeyfileRemark{"ppp", "refuse-mschapv2", ""},
    KeyfileRemark{"ppp", "nobsdcomp", ""},
    KeyfileRemark{"ppp", "nodeflate", ""},
    KeyfileRemark{"ppp", "no-vj-comp", ""},
    KeyfileRemark{"ipv4", "may-fail", ""},
    KeyfileRemark{"ipv4", "dns-priority", ""},
    KeyfileRemark{"ipv6", "may-fail", ""},
    KeyfileRemark{"ipv6", "dns-priority", ""},
    KeyfileRemark{"ipv6", "addr-gen-mode", ""},
    KeyfileRemark{"ipv6", "ip6-privacy", ""},
    KeyfileRemark{"proxy", "method", ""},
};

}  // namespace dial::profile
