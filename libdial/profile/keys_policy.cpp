#include <algorithm>

#include "profile/dial_rules.hpp"
#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;
using namespace build;

constexpr std::int64_t kLongestName = 256;  // RAS_MaxEntryName
constexpr std::int64_t kLongestHours = 80;
constexpr std::uint32_t kMostFailures = 1000;
constexpr std::uint32_t kMostMegabytes = 1'000'000'000;

std::string name_problem(std::string_view name) {
  const std::string problem = entry_name_problem(name);
  return problem.empty() ? "" : "names nothing: " + problem;
}

template <auto kMember>
constexpr Key rule(std::string_view path, std::string_view meaning) {
  return word<&Profile::redial, kMember>(path, meaning);
}

Value authentication_rule(const Profile& profile) {
  return value_of(authentication_rule_of(profile));
}

Value restart_after(const Profile& profile) {
  return value_of(restart_after_of(profile));
}

bool is_reset(std::string_view word) {
  return word != kUsbResetWords[0];
}

Value required_that_counts(const Profile& profile) {
  return profile.requires_profile.empty() ? std::nullopt : value_of(profile.requires_profile);
}

struct Ignored {
  std::string_view word;
  bool Limits::* member;
};
constexpr std::array kIgnored{Ignored{"icmp", &Limits::idle_ignores_icmp},
                              Ignored{"multicast", &Limits::idle_ignores_multicast},
                              Ignored{"empty_tcp", &Limits::idle_ignores_empty_tcp},
                              Ignored{"inbound", &Limits::idle_ignores_inbound}};
constexpr std::array<std::string_view, kIgnored.size()> kIgnoredWords{
    kIgnored[0].word, kIgnored[1].word, kIgnored[2].word, kIgnored[3].word};

constexpr Key idle_ignores() {
  Key key{.path = "limits.idle_ignores",
          .type = KeyType::kWords,
          .meaning =
              "packets that do not count for `idle`: pings and other ICMP; multicasts and "
              "broadcasts; TCP without data, thus acknowledgements and keep-alives; all that "
              "the peer sends",
          .words = kIgnoredWords};
  key.get = [](const Profile& profile) -> Value {
    std::vector<std::string> words;
    for (const Ignored& each : kIgnored) {
      if (profile.limits.*each.member) words.emplace_back(each.word);
    }
    return PropertyValue(std::move(words));
  };
  key.set = [](Profile& profile, const PropertyValue& value) {
    const auto& words = std::get<std::vector<std::string>>(value);
    for (const Ignored& each : kIgnored)
      profile.limits.*each.member = std::ranges::find(words, each.word) != words.end();
  };
  return key;
}

constexpr std::array kKeys{
    texts<&Profile::alternates>("alternates",
                                "numbers that are dialled in this order when `number` fails")
        .checked_by(dialling_problem),
    flag<&Profile::promote_alternates>("promote_alternates",
                                       "the way that worked is the first to be tried from then on"),
    texts<&Profile::fail_over>("fail_over",
                               "profiles whose line and number are tried when all of this one's "
                               "have failed")
        .up_to(kLongestName)
        .checked_by(name_problem),
    text<&Profile::requires_profile>("requires",
                                     "the profile that must be up before this one is dialled; it "
                                     "is dialled first")
        .up_to(kLongestName)
        .checked_by(name_problem)
        .shown_by(required_that_counts)
        .with_default("none"),
    flag<&Profile::persistent>("persistent",
                               "diald dials it when it starts, and again whenever it is down, "
                               "until somebody hangs it up"),
    flag<&Profile::on_demand>("on_demand",
                              "diald holds its interface and routes while it is down, and the "
                              "first packet that counts for `idle` dials it"),
    texts<&Profile::line, &Line::alternates>("line.alternates",
                                             "devices that are tried in this order when `device` "
                                             "cannot be used")
        .checked_by(device_problem),

    number<&Profile::redial, &Redial::attempts>("redial.attempts", 0, 1000,
                                                "dials after the first one, in a row without a "
                                                "stable call; a persistent profile has no such "
                                                "limit. All numbers together are one dial"),
    time<&Profile::redial, &Redial::pause>("redial.pause", 1s, 24h, "before the first redial"),
    time<&Profile::redial, &Redial::max_pause>("redial.max_pause", 1s, 24h,
                                               "where the pauses stop growing"),
    number<&Profile::redial, &Redial::factor>("redial.factor", 1, 10,
                                              "each pause is so many times the one before"),
    number<&Profile::redial, &Redial::jitter>("redial.jitter", 0, 100,
                                              "percent of a pause that chance may add to it"),
    time<&Profile::redial, &Redial::stable_after>("redial.stable_after", 1s, 24h,
                                                  "a call that is shorter counts as a failure: "
                                                  "pauses go on growing"),
    time<&Profile::redial, &Redial::blocked_pause>(
        "redial.blocked_pause", 1s, 24h,
        "how long a number rests when the modem answers DELAYED or BLACKLISTED, "
        "unless the modem says a longer time"),
    flag<&Profile::redial, &Redial::when_lost>("redial.when_lost",
                                               "a connection that is lost is dialled again, too; "
                                               "needs `attempts`"),
    rule<&Redial::busy>("redial.busy", "what follows BUSY"),
    rule<&Redial::no_answer>("redial.no_answer", "what follows NO ANSWER, or silence"),
    rule<&Redial::no_carrier>("redial.no_carrier", "what follows NO CARRIER"),
    rule<&Redial::no_dial_tone>("redial.no_dial_tone",
                                "what follows NO DIALTONE; the next device is tried first"),
    rule<&Redial::refused>("redial.refused", "what follows VOICE and calls that were rejected"),
    rule<&Redial::blocked>("redial.blocked", "what follows DELAYED and BLACKLISTED"),
    rule<&Redial::login>("redial.login", "what follows a login script that failed"),
    rule<&Redial::authentication>("redial.authentication",
                                  "what follows a refused name or password")
        .shown_by(authentication_rule)
        .with_default("`\"stop\"`; `\"slow\"` in a profile that is persistent or on demand"),
    rule<&Redial::network>("redial.network", "what follows a failure of PPP or of the network"),
    rule<&Redial::line>("redial.line",
                        "what follows a device that is missing, in use or silent; the next device "
                        "is tried first"),

    number<&Profile::recovery, &Recovery::reset_after>(
        "recovery.reset_after", 0, kMostFailures,
        "after so many failures in a row the modem is told `ATH` and `ATZ` before the next dial; "
        "0: "
        "never"),
    number<&Profile::recovery, &Recovery::restart_after>(
        "recovery.restart_after", 0, kMostFailures,
        "after so many, `AT+CFUN=1,1`, which restarts a modem of a cellular network; 0: never")
        .shown_by(restart_after)
        .with_default("4 in a cellular network (`link`, or `access_point`), else 0"),
    word<&Profile::recovery, &Recovery::usb>(
        "recovery.usb",
        "what is done to the modem's USB device, by dial-helper: `\"reset\"` resets its port, "
        "`\"authorized\"` takes it away from its drivers and gives it back")
        .reserved("resets a USB device", kUsbResetWords[1], is_reset),
    number<&Profile::recovery, &Recovery::usb_after>("recovery.usb_after", 1, kMostFailures,
                                                     "after so many failures in a row"),
    number<&Profile::recovery, &Recovery::power_after>(
        "recovery.power_after", 1, kMostFailures,
        "after so many, `[modem] power_hook` is run by dial-helper"),
    time<&Profile::recovery, &Recovery::wait>(
        "recovery.wait", 1s, 1h,
        "how long a modem may take to come back after a step, "
        "and a device that is not there to appear"),
    time<&Profile::recovery, &Recovery::again_after>(
        "recovery.again_after", 1min, 1000h,
        "so long after the last step they begin anew, if nothing has helped"),

    time<&Profile::limits, &Limits::idle>("limits.idle", 1s, 1000h,
                                          "hang up after so long without traffic")
        .with_default("none"),
    number<&Profile::limits, &Limits::idle_octets>("limits.idle_octets", 0, kMostMegabytes,
                                                   "up to so many octets in that time are no "
                                                   "traffic"),
    idle_ignores(),
    time<&Profile::limits, &Limits::call>("limits.call", 1s, 1000h, "the longest call")
        .with_default("none"),
    time<&Profile::limits, &Limits::time_per_day>("limits.time_per_day", 1s, 24h,
                                                  "of connection, from midnight to midnight; past "
                                                  "it diald hangs up and refuses to dial")
        .with_default("none"),
    number<&Profile::limits, &Limits::megabytes_per_day>(
        "limits.megabytes_per_day", 1, kMostMegabytes,
        "the same for traffic, both ways together; 1000000 octets are one")
        .with_default("none"),
    number<&Profile::limits, &Limits::dials_per_day>("limits.dials_per_day", 1, kMostMegabytes,
                                                     "the same for dials, failed ones too")
        .with_default("none"),
    texts<&Profile::limits, &Limits::hours>("limits.hours",
                                            "the only hours in which it is dialled and stays up, "
                                            "in local time: `[\"Mon-Fri 08:00-18:00\", "
                                            "\"Sat,Sun 22:00-06:00\"]`, `\"daily …\"`")
        .up_to(kLongestHours)
        .checked_by(hours_problem)
        .with_default("any time"),
};

}  // namespace

std::span<const Key> policy_keys() {
  return kKeys;
}

}  // namespace dial::profile
