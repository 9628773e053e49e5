#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dial::profile {

// Which numbers a daemon's lines may dial. A rule is a number: it covers each that begins with it.
// Numbers are compared as they are dialled, and, where the country is known, in the form of E.164
// as well: "0900", "+49900" and "0049900" are one rule.
struct NumberRules {
  std::vector<std::string> allow;   // empty: all; else nothing that no rule here covers
  std::vector<std::string> deny;    // a longer rule of `allow` stands above one of these
  std::vector<unsigned> countries;  // E.164 codes that may be called; empty: all
  // What leaves the house, as in "9"; it stands before no rule. What begins otherwise is an
  // extension. Empty: the lines are outside.
  std::string outside_line;
  unsigned country_code = 0;         // where the lines are; 0: unknown
  std::string long_distance_prefix;  // as in "0"
  std::string international_prefix;  // as in "00"

  bool operator==(const NumberRules&) const = default;
};

// Is there any rule? Where a line is says nothing alone.
bool has_rules(const NumberRules& rules);

// What is wrong with the rules themselves, beginning with the key's name; "" if nothing is.
std::string rules_problem(const NumberRules& rules);

// Why a number must not be dialled; "" if it may be. `dialled`: all that is behind the dial
// command, as dial_string() makes it. What stands behind a pause, a service code, `*` or `#` could
// be a number that an exchange takes, and is held to `deny` and `countries` as well; so is what
// remains where the modem passes over marks it cannot dial, and own-country numbers with a trunk
// prefix. Behind `!` (a flash) comes another call. `L`, the modem's last number, cannot be judged
// and is refused.
std::string refusal(const NumberRules& rules, std::string_view dialled);

}  // namespace dial::profile
