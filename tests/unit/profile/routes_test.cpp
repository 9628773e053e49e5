#include "profile/routes.hpp"

#include <doctest/doctest.h>

#include "profile/profile.hpp"

using namespace dial;
using namespace dial::profile;

namespace {

std::string problem(std::string_view text) {
  const auto route = parse_route(text);
  return route ? "" : route.error();
}

constexpr char kStart[] = "number = '1'\nline.device = '/d'\n";

std::string first_problem(const std::string& text, const std::string& file = "isp.toml") {
  const auto profile = parse_profile(kStart + text, file);
  return profile ? "" : profile.error().front().message;
}

}  // namespace

TEST_SUITE("profile, the network of this machine") {
  TEST_CASE("a route is a network, a host alone, and may have a metric") {
    CHECK(parse_route("10.1.0.0/16") == Route{{0x0a010000}, 16, {}});
    CHECK(parse_route("192.0.2.7") == Route{{0xc0000207}, 32, {}});
    CHECK(parse_route("128.0.0.0/1 metric 4294967295") == Route{{0x80000000}, 1, 4294967295});
  }

  TEST_CASE("what is no route is refused, and the message says what is meant") {
    const std::pair<const char*, const char*> cases[] = {
        {"", "no network"},
        {"example.org", "no network"},
        {"10.1.0.0/", "prefix length"},
        {"10.1.0.0/33", "prefix length"},
        {"10.1.0.0/1x", "prefix length"},
        {"0.0.0.0/0", "default_route"},
        {"10.1.0.1/16", "the network is 10.1.0.0/16"},
        {"10.1.0.0/16 metric", "metric NUMBER"},
        {"10.1.0.0/16 via 10.0.0.1", "metric NUMBER"},
        {"10.1.0.0/16 metric 5 6", "metric NUMBER"},
        {"10.1.0.0/16 metric 4294967296", "metric NUMBER"}};
    for (const auto& [text, part] : cases) {
      CAPTURE(text);
      CHECK(problem(text).find(part) != std::string::npos);
    }
  }

  TEST_CASE("a domain is one by its labels, with or without a tilde; the tilde alone covers all") {
    const std::string label(63, 'a');
    for (const std::string good :
         {"example.org", "example.org.", "~corp.example", "~.", "a", label.c_str()})
      CHECK_MESSAGE(domain_problem(good).empty(), good);
    for (const std::string bad : {"", ".", "~", "a..b", ".a", "a b", "a/b", "~~a", "exämple.org"})
      CHECK_MESSAGE(!domain_problem(bad).empty(), bad);
    CHECK_FALSE(domain_problem(label + "a").empty());
    CHECK_FALSE(domain_problem(label + "." + label + "." + label + "." + label).empty());
  }

  TEST_CASE("an interface's name fits the kernel, and its number has room") {
    for (const std::string good :
         {"dialN", "pppN", "name", "uplink", "abcdefghijklmno", "abcdefghijkN"})
      CHECK_MESSAGE(interface_problem(good).empty(), good);
    for (const std::string bad :
         {"", ".", "..", "a/b", "a b", "a:b", "ppp%d", "N", "abcdefghijklmnop", "abcdefghijklN"})
      CHECK_MESSAGE(!interface_problem(bad).empty(), bad);
    CHECK(interface_pattern("pppN", "isp") == "ppp%d");
    CHECK(interface_pattern("name", "1000/home") == "home");
    CHECK(interface_pattern("uplink", "isp") == "uplink");
  }

  TEST_CASE("an interface is called as the profile only if it can be") {
    CHECK(first_problem("ip.interface = 'name'\n").empty());
    for (const char* file : {"a long name of mine.toml", "sixteen-octets-x.toml", "upsilN.toml"})
      CHECK(first_problem("ip.interface = 'name'\n", file).find("cannot be this profile's name") !=
            std::string::npos);
  }

  TEST_CASE("bad values of the network's keys are refused where they stand") {
    const std::pair<const char*, const char*> cases[] = {
        {"ip.routes = ['10.0.0.1/8']", "the network is 10.0.0.0/8"},
        {"ip.dns_servers = ['::1']", "no IPv4 address"},
        {"ip.dns_servers = ['0.0.0.0']", "no IPv4 address"},
        {"ip.search = ['a b']", "no domain"},
        {"ip.namespace = '../x'", "network name space"},
        {"ip.vrf = 'redN'", "VRF device"},
        {"hooks.up = 'bin/up'", "whole path"},
        {"hooks.limit = '99ms'", "between 100ms and 1h"},
        {"ppp.mtu = 67", "between 68 and 1500"},
        {"ip.namespace = 'blue'\nip.vrf = 'red'", "write one"},
        {"ip.namespace = 'blue'\nip.dns = 'resolved'", "does not know the name space"}};
    for (const auto& [text, part] : cases) {
      CAPTURE(text);
      CHECK(first_problem(std::string(text) + "\n").find(part) != std::string::npos);
    }
    CHECK(first_problem("ip.namespace = 'blue'\nip.dns = 'file'\n").empty());
  }
}
