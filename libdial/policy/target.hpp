#pragma once

#include <string>
#include <vector>

#include "profile/profile.hpp"

namespace dial::policy {

// One way to the far end. An empty member is the profile's own.
struct Target {
  std::string device;
  std::string number;
  std::string profile;  // another profile's line and number: `device` and `number` are empty

  bool operator==(const Target&) const = default;
};

// All of them in the order in which they are tried: each number on the first device, then on the
// next, then the other profiles. With `number`, which somebody asked for, that one alone on each
// device.
std::vector<Target> targets_of(const profile::Profile& profile, const std::string& number = {});

// "number 0301234 on /dev/ttyS1", "profile other", "the profile's own line"
std::string describe(const Target& target, const profile::Profile& profile);

// How long the modem says that a number rests: "DELAYED 0:30:00", "BLACKLISTED (00:10:00)". Zero if
// it says nothing of the kind.
Duration delay_in(std::string_view words);

}  // namespace dial::policy
