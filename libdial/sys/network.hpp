#pragma once

#include <cstdint>
#include <string>

#include "dial/error.hpp"
#include "dial/types.hpp"

namespace dial::sys {

// rtnetlink (rtnetlink(7)) for one interface. Each call is one request and its answer: tens of
// microseconds, no waiting on anything but the kernel. Errors: kIpConfiguration with errno.
inline constexpr std::uint8_t kRouteProtocol =
    0xd1;  // marks our routes (rtm_protocol), so that no foreign one is touched

Result<> set_link_up(const std::string& interface, unsigned mtu);
Result<> add_point_to_point(const std::string& interface, Ipv4Address local, Ipv4Address remote);
Result<> add_default_route(const std::string& interface, std::uint32_t metric);
Result<> remove_default_route(const std::string& interface, std::uint32_t metric);

}  // namespace dial::sys
