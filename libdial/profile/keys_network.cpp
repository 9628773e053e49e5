#include <algorithm>

#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kMaxNumber = std::numeric_limits<std::uint32_t>::max();

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
    number<&Profile::ppp, &PppSettings::mtu>("ppp.mtu", 68, 1500,
                                             "largest packet we send, in octets; the interface has "
                                             "this MTU or the peer's MRU, whichever is smaller")
        .with_default("the peer's MRU"),
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
};

}  // namespace

std::span<const Key> network_keys() {
  return kKeys;
}

}  // namespace dial::profile
