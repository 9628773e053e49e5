#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "profile/profile.hpp"

// What stands before a number, by where the modem is and whose number it is (RAS: the dialling
// rules of TAPI, RASEO_UseCountryAndAreaCodes).
namespace dial::profile {

// Why a number cannot be dialled by the rules: the key that is missing, and what it is needed for.
struct RuleProblem {
  std::string key;  // "location.international_prefix"
  std::string message;
};

// The digits behind `dial_command`, not yet checked as such: [modem] prefix, outside line, call
// waiting, then the number with what its distance asks for. `instead`: a whole number in place of
// the profile's, empty for none; of the rules for country and area only those for "+" count then.
std::expected<std::string, RuleProblem> digits_to_dial(const Profile& profile,
                                                       std::string_view instead = {});

// "" if a modem dials every character of it, or it is empty; else what is wrong, for a person.
std::string dialling_problem(std::string_view text);

}  // namespace dial::profile
