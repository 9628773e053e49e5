#include "profile/number_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/dial_string.hpp"
#include "profile/diagnostics.hpp"

namespace dial::profile {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kModifiers = "TPW,@";  // V.250, 6.3.1: no digits themselves
constexpr std::string_view kBreaks = ",W@*#+";    // another number may begin behind them
constexpr char kFlash = '!';                      // V.250, 6.3.1.8: hook flash
constexpr char kLastNumber = 'L';                 // V.250, 6.3.1.7
constexpr std::string_view kServiceMarks = "*#";
constexpr std::array<std::size_t, 2> kServiceCodes{3, 4};  // "*67", "*228"
constexpr unsigned kMostCountryCode = 999;

std::string digits_of(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, [](char c) { return kModifiers.find(c) != kModifiers.npos; });
  return digits;
}

// V.250, 6.3.1: a modem passes over what it cannot dial, as `*`, `#`, `+` and A to D in pulses.
std::string bare(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  return digits;
}

// In the form of E.164 if the prefix says so much, else as it is.
std::string canonical(const NumberRules& rules, const std::string& digits) {
  const auto begins_with = [&](const std::string& prefix) {
    return !prefix.empty() && digits.starts_with(prefix);
  };
  if (rules.country_code == 0 || digits.starts_with('+')) return digits;
  if (begins_with(rules.international_prefix))
    return "+" + digits.substr(rules.international_prefix.size());
  if (begins_with(rules.long_distance_prefix)) {
    return "+" + std::to_string(rules.country_code) +
           digits.substr(rules.long_distance_prefix.size());
  }
  return digits;
}

// One way to read what is dialled.
struct Reading {
  std::string digits;
  std::string number;  // canonical
};

struct Rule {
  std::string written;
  std::size_t size = 0;  // of the number, in E.164 where it has that form; 0: there is no such rule
};

class Judge {
 public:
  explicit Judge(const NumberRules& rules) : rules_(rules) {}

  // One call: there is no flash in it.
  std::string refuse_call(std::string_view dialled) const {
    const bool is_open = rules_.allow.empty();
    if (!is_open &&
        longest(rules_.allow, reading_of(without_outside(digits_of(dialled)))).size == 0)
      return quoted(dialled) + " is covered by no rule of `allow`";
    return refuse_readings(dialled);
  }

  // By `deny` and `countries`, in every way that the text can be read.
  std::string refuse_readings(std::string_view dialled) const {
    for (const Reading& reading : readings(dialled)) {
      if (auto why = refuse_reading(reading); !why.empty()) return quoted(dialled) + " " + why;
    }
    return {};
  }

 private:
  Reading reading_of(std::string digits) const {
    std::string number = canonical(rules_, digits);
    return {std::move(digits), std::move(number)};
  }

  // As the public network sees it: what does not leave the house is an extension there.
  std::string without_outside(std::string digits) const {
    const std::string outside = digits_of(rules_.outside_line);
    if (digits.starts_with(outside)) digits.erase(0, outside.size());
    return digits;
  }

  std::vector<Reading> readings(std::string_view dialled) const {
    std::vector<Reading> all;
    add_readings(all, without_outside(digits_of(dialled)));
    for (auto at = dialled.find_first_of(kBreaks); at != dialled.npos;
         at = dialled.find_first_of(kBreaks, at + 1)) {
      const std::string digits = digits_of(dialled.substr(dialled[at] == '+' ? at : at + 1));
      add_readings(all, digits);
      if (const auto inside = without_outside(digits); inside != digits) add_readings(all, inside);
    }
    return all;
  }

  void add_readings(std::vector<Reading>& all, const std::string& digits) const {
    Texts texts{digits, bare(digits)};
    // A service code before a number, and no mark behind it.
    for (const std::size_t code : kServiceCodes) {
      if (digits.size() > code && kServiceMarks.find(digits.front()) != kServiceMarks.npos)
        texts.push_back(without_outside(digits.substr(code)));
    }
    for (std::string& text : texts)
      all.push_back(reading_of(std::move(text)));
    // "+49 (0) 900": some exchanges pass over what is not dialled from abroad.
    const std::string own = "+" + std::to_string(rules_.country_code);
    const std::string trunk = own + rules_.long_distance_prefix;
    for (std::size_t i = all.size() - texts.size(), end = all.size(); i < end; ++i) {
      if (trunk != own && all[i].number.starts_with(trunk))
        all.push_back(reading_of(own + all[i].number.substr(trunk.size())));
    }
  }

  // The longest of the rules that covers the reading.
  Rule longest(const Texts& rules, const Reading& reading) const {
    Rule best;
    for (const std::string& text : rules) {
      const std::string digits = digits_of(without_marks(text));
      const std::string number = canonical(rules_, digits);
      const bool covers = reading.digits.starts_with(digits) || reading.number.starts_with(number);
      if (covers && number.size() > best.size) best = {text, number.size()};
    }
    return best;
  }

  std::string refuse_reading(const Reading& reading) const {
    const Rule denied = longest(rules_.deny, reading);
    if (denied.size > 0 && denied.size >= longest(rules_.allow, reading).size)
      return "is covered by the rule " + quoted(denied.written) + " of `deny`";
    const bool has_country = reading.number.starts_with('+') && !rules_.countries.empty();
    const auto is_of = [&](unsigned country) {
      return reading.number.substr(1).starts_with(std::to_string(country));
    };
    if (has_country && std::ranges::none_of(rules_.countries, is_of))
      return "is in no country of `countries`";
    return {};
  }

  const NumberRules& rules_;
};

// A rule must say more than that a number is far away: `countries` does that.
std::string rule_problem(const NumberRules& rules, const std::string& rule) {
  const auto digits = dial_string(rule);
  if (!digits) return digits.error().context;
  const bool has_modifier = digits->find_first_of("TPW,@!L") != digits->npos;
  if (has_modifier) return "a rule is digits, * # and +";
  if (canonical(rules, *digits) == "+")
    return "it is every number with a country; write countries = [CODE]";
  return {};
}

std::string list_problem(const NumberRules& rules, std::string_view name, const Texts& list) {
  for (const std::string& rule : list) {
    if (auto problem = rule_problem(rules, rule); !problem.empty())
      return std::string(name) + ": " + quoted(rule) + ": " + problem;
  }
  return {};
}

std::string place_problem(const NumberRules& rules) {
  const auto is_code = [](unsigned code) { return code >= 1 && code <= kMostCountryCode; };
  if (rules.country_code > kMostCountryCode)
    return "country-code: " + std::to_string(rules.country_code) + " is no country code";
  if (!std::ranges::all_of(rules.countries, is_code))
    return "countries: a country code is 1 to 999, as in 49";
  for (const auto& [name, prefix] :
       {std::pair("outside-line", &rules.outside_line),
        std::pair("long-distance-prefix", &rules.long_distance_prefix),
        std::pair("international-prefix", &rules.international_prefix)}) {
    if (prefix->empty()) continue;
    if (const auto digits = dial_string(*prefix); !digits)
      return std::string(name) + ": " + digits.error().context;
  }
  const bool is_placed = rules.country_code != 0 && !rules.international_prefix.empty();
  if (!rules.countries.empty() && !is_placed) {
    return "countries: needs country-code and international-prefix, to know how another country "
           "is dialled";
  }
  const bool has_prefix =
      !rules.long_distance_prefix.empty() || !rules.international_prefix.empty();
  if (has_prefix && rules.country_code == 0)
    return "country-code: is missing; the prefixes mean nothing without it";
  return {};
}

}  // namespace

bool has_rules(const NumberRules& rules) {
  return !rules.allow.empty() || !rules.deny.empty() || !rules.countries.empty();
}

std::string rules_problem(const NumberRules& rules) {
  for (const auto& problem : {place_problem(rules), list_problem(rules, "allow", rules.allow),
                              list_problem(rules, "deny", rules.deny)}) {
    if (!problem.empty()) return problem;
  }
  return {};
}

std::string refusal(const NumberRules& rules, std::string_view dialled) {
  if (!has_rules(rules)) return {};
  if (dialled.find(kLastNumber) != dialled.npos)
    return "`L` dials the modem's last number, which nobody here knows";
  // A modem that knows no flash passes over it.
  if (dialled.find(kFlash) != dialled.npos) {
    std::string joined(dialled);
    std::erase(joined, kFlash);
    if (auto why = Judge(rules).refuse_readings(joined); !why.empty()) return why;
  }
  for (;;) {
    const auto end = dialled.find(kFlash);
    const std::string_view call = dialled.substr(0, end);
    const bool is_last = end == dialled.npos;
    // A flash at either end begins no other call.
    if (!call.empty()) {
      if (auto why = Judge(rules).refuse_call(call); !why.empty()) return why;
    }
    if (is_last) return {};
    dialled.remove_prefix(end + 1);
  }
}

}  // namespace dial::profile
