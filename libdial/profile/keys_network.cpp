#include <algorithm>

#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kMaxNumber = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kLongestInterfaceName = 15;  // IFNAMSIZ without its NUL

// Linux dev_valid_name(): no slash, colon or white space, and not "." or "..".
std::string interface_problem(std::string_view name) {
  const bool is_good = name.size() <= kLongestInterfaceName && name != "." && name != ".." &&
                       name.find_first_of("/: %") == std::string_view::npos;
  return is_good ? "" : "must be 1 to 15 octets without space, '/', ':' or '%'";
}

constexpr std::array<std::string_view, 3> kLaterAuthentication{"eap", "mschap", "mschapv2"};

using namespace build;

constexpr Key authentication() {
  Key key{.path = "ppp.authentication",
          .type = KeyType::kWords,
          .meaning = "what we agree to when the peer asks who we are",
          .words = kAuthenticationWords};
  key.get = [](const Profile& profile) -> Value {
    std::vector<std::string> methods;
    if (profile.ppp.allow_pap) methods.emplace_back(kAuthenticationWords[0]);
    if (profile.ppp.allow_chap) methods.emplace_back(kAuthenticationWords[1]);
    return PropertyValue(std::move(methods));
  };
  key.set = [](Profile& profile, const PropertyValue& value) {
    const auto& methods = std::get<std::vector<std::string>>(value);
    const auto has = [&](std::string_view method) {
      return std::ranges::find(methods, method) != methods.end();
    };
    profile.ppp.allow_pap = has(kAuthenticationWords[0]);
    profile.ppp.allow_chap = has(kAuthenticationWords[1]);
  };
  return key.with_later(kLaterAuthentication);
}

Value restart_that_counts(const Profile& profile) {
  return value_of(first_restart(profile));
}

constexpr std::array kKeys{
    number<&Profile::ppp, &PppSettings::mru>("ppp.mru", 128, 1500,
                                             "largest packet we take, in octets"),
    number<&Profile::ppp, &PppSettings::accm>(
        "ppp.accm", 0, kMaxNumber,
        "control characters the peer must escape, bit *n* for character *n*; XON and XOFF are "
        "`0x000a0000`")
        .with_default("0; with `flow_control = \"software\"` `0x000a0000`"),
    authentication(),
    flag<&Profile::ppp, &PppSettings::compress_protocol>("ppp.compress_protocol",
                                                         "shorter protocol numbers"),
    flag<&Profile::ppp, &PppSettings::compress_address>("ppp.compress_address",
                                                        "no address and control octets"),
    time<&Profile::ppp, &PppSettings::echo_interval>("ppp.echo_interval", 0ms, 24h,
                                                     "between keep-alives; `\"0s\"` for none"),
    number<&Profile::ppp, &PppSettings::echo_failures>(
        "ppp.echo_failures", 1, 255, "unanswered in a row until the link counts as dead"),
    time<&Profile::ppp, &PppSettings::restart>("ppp.restart", 10ms, 1min,
                                               "first wait for an answer")
        .shown_by(restart_that_counts)
        .with_default("by `link`"),

    address<&Profile::ip, &Ip::local>("ip.local", "our address; `\"0.0.0.0\"`: the peer decides"),
    address<&Profile::ip, &Ip::remote>("ip.remote", "the peer's; `\"0.0.0.0\"`: the peer decides"),
    flag<&Profile::ip, &Ip::name_servers>("ip.name_servers",
                                          "ask the peer for name servers; `dialctl status` shows "
                                          "them, /etc/resolv.conf is not touched"),
    flag<&Profile::ip, &Ip::default_route>("ip.default_route", "send everything through the link"),
    number<&Profile::ip, &Ip::metric>("ip.metric", 0, kMaxNumber,
                                      "of that route; the smaller wins"),
    text<&Profile::ip, &Ip::interface>("ip.interface", "name of the network interface")
        .checked_by(interface_problem)
        .with_default("the kernel's next"),
};

}  // namespace

std::span<const Key> network_keys() {
  return kKeys;
}

}  // namespace dial::profile
