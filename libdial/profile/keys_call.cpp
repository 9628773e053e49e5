#include <algorithm>
#include <limits>

#include "profile/dial_rules.hpp"
#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kMostCountryCode = 999;  // E.164: three digits
constexpr std::int64_t kLongestAreaCode = 10;    // RAS_MaxAreaCode
constexpr std::int64_t kLongestPrefix = 32;
constexpr std::int64_t kLongestName = 256;  // RAS_MaxEntryName

std::string name_problem(std::string_view name) {
  const std::string problem = entry_name_problem(name);
  return problem.empty() ? "" : "names nothing: " + problem;
}

std::string digits_problem(std::string_view text) {
  const bool has_digits_only =
      std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return has_digits_only ? "" : "is digits alone, without the prefix that is dialled before it";
}

bool is_pppd(std::string_view datapath) {
  return datapath == "pppd";
}

constexpr std::array<std::string_view, 2> kLaterDataPaths{"kernel", "pppd"};
constexpr std::array<std::string_view, 2> kLaterCallbacks{"number", "ask"};

using namespace build;

Value base_that_counts(const Profile& profile) {
  return profile.base.empty() ? std::nullopt : value_of(profile.base);
}

template <auto kMember>
constexpr Key prefix(std::string_view path, std::string_view meaning) {
  return text<&Profile::location, kMember>(path, meaning)
      .with_empty()
      .up_to(kLongestPrefix)
      .with_default("nothing")
      .checked_by(dialling_problem);
}

constexpr std::array kKeys{
    text<&Profile::base>("base",
                         "the profile in the same directory that says what this one does "
                         "not; see Profiles based on others")
        .up_to(kLongestName)
        .checked_by(name_problem)
        .shown_by(base_that_counts)
        .with_default("none"),
    flag<&Profile::is_abstract>("abstract",
                                "this profile is a base for others: it may be incomplete, and is "
                                "not dialled; it is not inherited"),
    text<&Profile::number>(
        "number",
        "what the modem dials; required unless `[modem] type = \"direct\"`, "
        "where it is refused. `+` and a country code are dialled as `[location]` "
        "says, if it says where we are")
        .checked_by(dialling_problem)
        .with_default("required"),
    number<&Profile::country_code>("country_code", 0, kMostCountryCode,
                                   "country of `number`, as in 49; with it `number` is dialled by "
                                   "the rules of `[location]`; 0: `number` is whole"),
    text<&Profile::area_code>("area_code",
                              "area of `number`, without long distance prefix; needs "
                              "`country_code`")
        .with_empty()
        .up_to(kLongestAreaCode)
        .checked_by(digits_problem)
        .with_default("none"),
    text<&Profile::user>("user", "name for PAP, CHAP and `$USER`").with_default("none"),
    text<&Profile::secret>("secret",
                           "name of the password in the secrets file; needs `user` or a login "
                           "script")
        .up_to(kLongestName)
        .checked_by(name_problem)
        .with_default("the one called as the entry, if there is one"),
    word<&Profile::callback>("callback", "whether the far end is to call back")
        .with_later(kLaterCallbacks),
    word<&Profile::link>("link",
                         "how long PPP first waits for an answer: 250 ms, 750 ms, 1.5 s, 3 s")
        .with_default("`\"telephone\"`; on a direct line `\"direct\"`"),
    word<&Profile::datapath>("datapath",
                             "how packets cross; `\"memory\"` answers pings itself, for trying "
                             "things out")
        .with_later(kLaterDataPaths)
        .reserved(kRuns, "pppd", is_pppd),
    time<&Profile::handler_limit>("handler_limit", 1ms, 1h,
                                  "how long a program may think about one notification"),
    time<&Profile::pause_limit>("pause_limit", 1ms, 24h,
                                "how long a paused state waits for an answer"),
    time<&Profile::connect_limit>("connect_limit", 1ms, 1h, "from CONNECT to Connected"),
    flag<&Profile::send_ahead>("send_ahead",
                               "first network frames may leave before AuthNotify is known")
        .with_default("the caller's choice"),

    number<&Profile::location, &Location::country_code>(
        "location.country_code", 0, kMostCountryCode,
        "the country the modem is in, as in 49; 0: unknown"),
    text<&Profile::location, &Location::area_code>(
        "location.area_code", "the area it is in, without long distance prefix")
        .with_empty()
        .up_to(kLongestAreaCode)
        .checked_by(digits_problem)
        .with_default("none"),
    prefix<&Location::long_distance_prefix>("location.long_distance_prefix",
                                            "before the area code of another area of this country, "
                                            "as in `\"0\"` or `\"1\"`"),
    prefix<&Location::international_prefix>("location.international_prefix",
                                            "before the code of another country, as in `\"00\"` or "
                                            "`\"011\"`"),
    flag<&Profile::location, &Location::dials_area_code>(
        "location.dial_area_code",
        "numbers of the own area are dialled with their area code, without long distance prefix"),
    prefix<&Location::outside_line>("location.outside_line",
                                    "before every number, to leave a private exchange, as in "
                                    "`\"0,\"`; a comma waits"),
    prefix<&Location::outside_line_long_distance>(
        "location.outside_line_long_distance",
        "instead of `outside_line` before a number of another area or country")
        .with_default("as `outside_line`"),
    prefix<&Location::call_waiting_off>("location.call_waiting_off",
                                        "before the number and behind `outside_line`, as in "
                                        "`\"*70,\"`: no other call may break into this one"),
    word<&Profile::location, &Location::dialling>(
        "location.dialling",
        "how digits are dialled; `\"pulse\"` makes `[modem] dial_command` `\"ATDP\"` by default"),
};

}  // namespace

std::span<const Key> call_keys() {
  return kKeys;
}

}  // namespace dial::profile
