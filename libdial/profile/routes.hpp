#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "dial/types.hpp"

namespace dial::profile {

// A network that is reached through the link: "10.1.0.0/16", "192.0.2.7", "10.1.0.0/16 metric 50".
struct Route {
  Ipv4Address network;
  unsigned prefix_length = 32;
  std::optional<std::uint32_t> metric;  // absent: `ip.metric`
  auto operator<=>(const Route&) const = default;
};

// The error is for a person, to stand behind the key's name.
std::expected<Route, std::string> parse_route(std::string_view text);

// What is wrong with a domain of `ip.search`, as in "example.org", "~corp.example" or "~."; "" if
// nothing is.
std::string domain_problem(std::string_view text);

// What is wrong with `ip.interface`, and with a plain name of one; "" if nothing is.
std::string interface_problem(std::string_view name);

// What to ask the kernel for: a name, or with "%d" in it the first that is free. "pppN" is
// "ppp%d", and "name" the profile's own name: its part behind the last '/'.
std::string interface_pattern(std::string_view interface, std::string_view profile_name);

}  // namespace dial::profile
