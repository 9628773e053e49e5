#include "sys/network.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "sys/tun.hpp"

namespace dial::sys {
namespace {

constexpr Ipv4Address kLocal{0x0a00020f};   // 10.0.2.15
constexpr Ipv4Address kRemote{0x0a000202};  // 10.0.2.2

struct Interface {
  Tun tun = std::move(Tun::open("").value());
  const std::string& name = tun.interface;
  void bring_up() const {
    REQUIRE(set_link_up(name, 1500).has_value());
    REQUIRE(add_point_to_point(name, kLocal, kRemote).has_value());
  }
};

struct Route {
  std::string interface;
  std::uint32_t metric;
  bool operator==(const Route&) const = default;
};

// /proc/net/route: Iface Destination Gateway Flags RefCnt Use Metric Mask …
std::vector<Route> default_routes() {
  std::ifstream table("/proc/thread-self/net/route");
  std::string line;
  std::getline(table, line);
  std::vector<Route> routes;
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string interface, destination, gateway, flags, references, use, mask;
    std::uint32_t metric = 0;
    fields >> interface >> destination >> gateway >> flags >> references >> use >> metric >> mask;
    if (destination == "00000000" && mask == "00000000") routes.push_back({interface, metric});
  }
  return routes;
}

// A default route as an administrator would make it, by the older call.
void add_foreign_route(const std::string& interface, std::uint32_t metric) {
  rtentry route{};
  route.rt_dst.sa_family = AF_INET;
  route.rt_genmask.sa_family = AF_INET;
  route.rt_flags = RTF_UP;
  route.rt_metric = static_cast<short>(metric + 1);  // route(8): the kernel takes one off
  route.rt_dev = const_cast<char*>(interface.c_str());
  const Fd any(socket(AF_INET, SOCK_DGRAM, 0));
  REQUIRE(ioctl(any.get(), SIOCADDRT, &route) == 0);
}

Ipv4Address address_of(const sockaddr* address) {
  return {ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr)};
}

struct Seen {
  unsigned flags = 0;
  std::vector<std::array<Ipv4Address, 3>> addresses;  // local, remote, mask
};

Seen look_at(const std::string& interface) {
  Seen seen;
  ifaddrs* all = nullptr;
  REQUIRE(getifaddrs(&all) == 0);
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_name != interface) continue;
    seen.flags = one->ifa_flags;
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    seen.addresses.push_back(
        {address_of(one->ifa_addr), address_of(one->ifa_dstaddr), address_of(one->ifa_netmask)});
  }
  freeifaddrs(all);
  return seen;
}

int mtu_of(const std::string& interface) {
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  const Fd any(socket(AF_INET, SOCK_DGRAM, 0));
  REQUIRE(ioctl(any.get(), SIOCGIFMTU, &request) == 0);
  return request.ifr_mtu;
}

TEST_SUITE_BEGIN("sys::network");

TEST_CASE("a link is brought up with its MTU, and again with another") {
  const Interface link;
  CHECK((look_at(link.name).flags & IFF_UP) == 0);
  REQUIRE(set_link_up(link.name, 296).has_value());
  CHECK((look_at(link.name).flags & IFF_UP) != 0);
  CHECK(mtu_of(link.name) == 296);
  REQUIRE(set_link_up(link.name, 1400).has_value());
  CHECK(mtu_of(link.name) == 1400);
}

TEST_CASE(
    "an address is ours with the peer's at the far end, and adding it again changes nothing") {
  const Interface link;
  for (int round = 0; round < 2; ++round) {
    REQUIRE(add_point_to_point(link.name, kLocal, kRemote).has_value());
    const auto addresses = look_at(link.name).addresses;
    REQUIRE(addresses.size() == 1);
    CHECK(addresses[0] == std::array{kLocal, kRemote, Ipv4Address{0xffffffff}});
  }
}

TEST_CASE("an address without a peer's is accepted") {
  const Interface link;
  REQUIRE(add_point_to_point(link.name, kLocal, {}).has_value());
  const auto addresses = look_at(link.name).addresses;
  REQUIRE(addresses.size() == 1);
  CHECK(addresses[0][0] == kLocal);
}

TEST_CASE("with the default route set a packet to anywhere comes out of the interface") {
  const Interface link;
  link.bring_up();
  REQUIRE(add_default_route(link.name, 0).has_value());
  const Fd any(socket(AF_INET, SOCK_DGRAM, 0));
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(9);
  target.sin_addr.s_addr = htonl(0xc6336401);  // 198.51.100.1
  REQUIRE(sendto(any.get(), "x", 1, 0, reinterpret_cast<sockaddr*>(&target), sizeof target) == 1);
  // The kernel sends packets of its own too: IGMP, IPv6 router solicitations.
  const std::array<std::uint8_t, 8> wanted{10, 0, 2, 15, 198, 51, 100, 1};  // source, destination
  std::array<std::uint8_t, 1500> packet{};
  do {
    REQUIRE(read(link.tun.descriptor.get(), packet.data(), packet.size()) >= 20);
  } while (!std::equal(wanted.begin(), wanted.end(), packet.begin() + 12));
  CHECK((packet[0] >> 4) == 4);
}

TEST_CASE("the default route has its metric, is added once, and is removed any number of times") {
  const Interface link;
  link.bring_up();
  for (const std::uint32_t metric : {0U, 700U}) {
    CAPTURE(metric);
    CHECK(add_default_route(link.name, metric).has_value());
    CHECK(add_default_route(link.name, metric).has_value());
    CHECK(default_routes() == std::vector{Route{link.name, metric}});
    CHECK(remove_default_route(link.name, metric).has_value());
    CHECK(default_routes().empty());
    CHECK(remove_default_route(link.name, metric).has_value());
  }
}

TEST_CASE("a foreign default route of the same metric is an error and stays") {
  const Interface link;
  const Interface foreign;
  link.bring_up();
  REQUIRE(set_link_up(foreign.name, 1500).has_value());
  add_foreign_route(foreign.name, 5);
  const auto added = add_default_route(link.name, 5);
  REQUIRE_FALSE(added.has_value());
  CHECK(added.error().code == ErrorCode::kIpConfiguration);
  CHECK(added.error().os_error == EEXIST);
  CHECK(added.error().context.find("metric 5") != std::string::npos);
  CHECK(default_routes() == std::vector{Route{foreign.name, 5}});
}

TEST_CASE("a foreign default route of another metric stands beside ours") {
  const Interface link;
  const Interface foreign;
  link.bring_up();
  REQUIRE(set_link_up(foreign.name, 1500).has_value());
  add_foreign_route(foreign.name, 5);
  CHECK(add_default_route(link.name, 6).has_value());
  CHECK(default_routes().size() == 2);
  CHECK(remove_default_route(link.name, 6).has_value());
  CHECK(default_routes() == std::vector{Route{foreign.name, 5}});
}

TEST_CASE("removing ours never removes a foreign route of the same interface") {
  const Interface link;
  link.bring_up();
  add_foreign_route(link.name, 5);
  CHECK(remove_default_route(link.name, 5).has_value());
  CHECK(default_routes() == std::vector{Route{link.name, 5}});
}

TEST_CASE("an interface that is gone has no route to remove, and takes nothing") {
  CHECK(remove_default_route("none0", 0).has_value());
  const Result<> results[] = {set_link_up("none0", 1500),
                              add_point_to_point("none0", kLocal, kRemote),
                              add_default_route("none0", 0)};
  for (const auto& result : results) {
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::kIpConfiguration);
    CHECK(result.error().layer == Layer::kNetwork);
    CHECK(result.error().os_error == ENODEV);
    CHECK(result.error().context.find("none0") != std::string::npos);
  }
}

TEST_CASE("a default route over a link that is down is the kernel's refusal") {
  const Interface link;
  const auto added = add_default_route(link.name, 0);
  REQUIRE_FALSE(added.has_value());
  CHECK(added.error().os_error == ENETDOWN);
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::sys
