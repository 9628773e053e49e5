#pragma once

#include "base/bytes.hpp"
#include "profile/policy_settings.hpp"

namespace dial::policy {

enum class Direction : std::uint8_t { kOut, kIn };

// Whether an IP packet keeps a line from being idle. What is no whole IPv4 header counts: better a
// call too long than one cut off.
bool is_active(Octets packet, Direction direction, const profile::Limits& limits);

}  // namespace dial::policy
