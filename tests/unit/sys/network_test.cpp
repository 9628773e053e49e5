#include "sys/network.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "sys/name_space.hpp"
#include "sys/network_watch.hpp"
#include "sys/tun.hpp"

namespace dial::sys {
namespace {

constexpr Ipv4Address kLocal{0x0a00020f};   // 10.0.2.15
constexpr Ipv4Address kRemote{0x0a000202};  // 10.0.2.2

const Network& network() {
  static const Network opened = std::move(Network::open().value());
  return opened;
}

struct Interface {
  Tun tun = std::move(Tun::open("").value());
  const std::string& name = tun.interface;
  unsigned index = network().find_link(name).value().index;
  void bring_up() const {
    REQUIRE(network().bring_up(index, 1500).has_value());
    REQUIRE(network().add_address(index, {.local = kLocal, .remote = kRemote}).has_value());
  }
};

LinkRoute everywhere(std::uint32_t metric) {
  return {.network = {}, .prefix_length = 0, .metric = metric};
}

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
  REQUIRE(network().bring_up(link.index, 296).has_value());
  CHECK((look_at(link.name).flags & IFF_UP) != 0);
  CHECK(mtu_of(link.name) == 296);
  REQUIRE(network().bring_up(link.index, 1400).has_value());
  CHECK(mtu_of(link.name) == 1400);
}

TEST_CASE("a link is found by name and by number, with what it is") {
  const Interface link;
  REQUIRE(network().set_alias(link.index, "diald: isp").has_value());
  REQUIRE(network().bring_up(link.index, 700).has_value());
  for (const auto& found : {network().find_link(link.name), network().find_link(link.index)}) {
    REQUIRE(found.has_value());
    CHECK(found->index == if_nametoindex(link.name.c_str()));
    CHECK(found->name == link.name);
    CHECK(found->alias == "diald: isp");
    CHECK(found->kind == "tun");
    CHECK(found->mtu == 700);
    CHECK(found->is_up);
    CHECK_FALSE(found->table);
  }
}

TEST_CASE("an address is ours with the peer's at the far end, and again it changes nothing") {
  const Interface link;
  for (int round = 0; round < 2; ++round) {
    REQUIRE(network().add_address(link.index, {.local = kLocal, .remote = kRemote}).has_value());
    const auto addresses = look_at(link.name).addresses;
    REQUIRE(addresses.size() == 1);
    CHECK(addresses[0] == std::array{kLocal, kRemote, Ipv4Address{0xffffffff}});
    const std::vector<LinkAddress> known{{.local = kLocal, .remote = kRemote}};
    CHECK(network().addresses(link.index).value() == known);
  }
}

TEST_CASE("an address without a peer's is accepted") {
  const Interface link;
  REQUIRE(network().add_address(link.index, {.local = kLocal, .remote = {}}).has_value());
  const auto addresses = look_at(link.name).addresses;
  REQUIRE(addresses.size() == 1);
  CHECK(addresses[0][0] == kLocal);
}

TEST_CASE("with the default route set a packet to anywhere comes out of the interface") {
  const Interface link;
  link.bring_up();
  REQUIRE(network().add_route(link.index, everywhere(0)).has_value());
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

TEST_CASE("the default route has its metric, is there once, and is removed any number of times") {
  const Interface link;
  link.bring_up();
  for (const std::uint32_t metric : {0U, 700U}) {
    CAPTURE(metric);
    CHECK(network().add_route(link.index, everywhere(metric)).has_value());
    const auto again = network().add_route(link.index, everywhere(metric));
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().os_error == EEXIST);
    CHECK(default_routes() == std::vector{Route{link.name, metric}});
    CHECK(network().remove_route(link.index, everywhere(metric)).has_value());
    CHECK(default_routes().empty());
    CHECK(network().remove_route(link.index, everywhere(metric)).has_value());
  }
}

TEST_CASE("routes come back as they were added, and those of others are none of ours") {
  const Interface link;
  const Interface other;
  link.bring_up();
  REQUIRE(network().bring_up(other.index, 1500).has_value());
  const std::vector<LinkRoute> wanted{
      {.network = {}, .prefix_length = 0, .metric = 700},
      {.network = {0x0a010000}, .prefix_length = 16, .metric = 50, .advertised_mss = 1300},
      {.network = {0xc0000207}, .prefix_length = 32, .metric = 0, .table = 1000}};
  for (const LinkRoute& route : wanted)
    REQUIRE(network().add_route(link.index, route).has_value());
  REQUIRE(network().add_route(other.index, {.network = {0x0a020000}, .prefix_length = 16}));
  add_foreign_route(link.name, 5);
  auto found = network().routes(link.index).value();
  std::ranges::sort(found);
  auto sorted = wanted;
  std::ranges::sort(sorted);
  CHECK(found == sorted);
}

TEST_CASE("a foreign default route of the same metric is an error and stays") {
  const Interface link;
  const Interface foreign;
  link.bring_up();
  REQUIRE(network().bring_up(foreign.index, 1500).has_value());
  add_foreign_route(foreign.name, 5);
  const auto added = network().add_route(link.index, everywhere(5));
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
  REQUIRE(network().bring_up(foreign.index, 1500).has_value());
  add_foreign_route(foreign.name, 5);
  CHECK(network().add_route(link.index, everywhere(6)).has_value());
  CHECK(default_routes().size() == 2);
  CHECK(network().remove_route(link.index, everywhere(6)).has_value());
  CHECK(default_routes() == std::vector{Route{foreign.name, 5}});
}

TEST_CASE("removing ours never removes a foreign route of the same interface") {
  const Interface link;
  link.bring_up();
  add_foreign_route(link.name, 5);
  CHECK(network().remove_route(link.index, everywhere(5)).has_value());
  CHECK(default_routes() == std::vector{Route{link.name, 5}});
}

TEST_CASE("an interface that is gone has no route to remove, and takes nothing") {
  constexpr unsigned kNone = 7'000'000;
  CHECK(network().remove_route(kNone, everywhere(0)).has_value());
  const Result<> results[] = {network().bring_up(kNone, 1500),
                              network().add_address(kNone, {.local = kLocal, .remote = kRemote}),
                              network().add_route(kNone, everywhere(0))};
  for (const auto& result : results) {
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::kIpConfiguration);
    CHECK(result.error().layer == Layer::kNetwork);
    CHECK(result.error().os_error == ENODEV);
  }
  const auto found = network().find_link("none0");
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().os_error == ENODEV);
  CHECK(found.error().context.find("none0") != std::string::npos);
}

TEST_CASE("a default route over a link that is down is the kernel's refusal") {
  const Interface link;
  const auto added = network().add_route(link.index, everywhere(0));
  REQUIRE_FALSE(added.has_value());
  CHECK(added.error().os_error == ENETDOWN);
}

TEST_CASE("a watch says on which link something has happened, whoever did it") {
  auto watch = NetworkWatch::open();
  REQUIRE(watch.has_value());
  const Interface link;
  const Interface quiet;
  watch->read();
  CHECK(watch->read().links.empty());
  link.bring_up();
  const auto links = [&] { return watch->read().links; };
  CHECK(links() == std::vector{link.index});
  add_foreign_route(link.name, 5);
  CHECK(links() == std::vector{link.index});
  REQUIRE(network().add_route(link.index, everywhere(6)).has_value());
  CHECK(links() == std::vector{link.index});
  REQUIRE(network().remove_route(link.index, everywhere(6)).has_value());
  CHECK(links() == std::vector{link.index});
}

TEST_CASE("a watch says that any link may have lost a route, or may have one again") {
  auto watch = NetworkWatch::open();
  REQUIRE(watch.has_value());
  const Interface ours;
  const Interface foreign;
  ours.bring_up();
  foreign.bring_up();
  const auto is_all = [&] { return watch->read().is_all; };
  is_all();
  REQUIRE(network().add_route(ours.index, everywhere(6)).has_value());
  CHECK_FALSE(is_all());
  const std::string route = " default metric 6 dev " + foreign.name;
  if (std::system(("ip route replace" + route).c_str()) != 0) return;  // no ip(8) here
  CHECK(is_all());
  REQUIRE(std::system(("ip route del" + route).c_str()) == 0);
  CHECK(is_all());
  REQUIRE(network().add_route(ours.index, everywhere(6)).has_value());
  REQUIRE(network().remove_route(ours.index, everywhere(6)).has_value());
  CHECK_FALSE(is_all());
}

TEST_CASE(
    "a link that is moved to another name space is there alone, and that needs no other right") {
  Result<Fd> other = std::unexpected(Error{});
  std::thread([&] {
    if (unshare(CLONE_NEWNET) == 0) other = own_name_space();
  }).join();
  REQUIRE(other.has_value());
  const Interface link;
  REQUIRE(network().move_link(link.index, other->get()).has_value());
  CHECK_FALSE(network().find_link(link.name).has_value());
  const auto there = Network::open_in(other->get());
  REQUIRE(there.has_value());
  const auto found = there->find_link(link.name);
  REQUIRE(found.has_value());
  CHECK(found->kind == "tun");
  auto watch = NetworkWatch::open_in(other->get());
  REQUIRE(watch.has_value());
  REQUIRE(there->bring_up(found->index, 1400).has_value());
  CHECK(watch->read().links == std::vector{found->index});
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::sys
