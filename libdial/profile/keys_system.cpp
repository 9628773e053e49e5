// What a connection means to this machine: its interface, routes, name servers and hooks.
#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"
#include "profile/routes.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kMaxNumber = std::numeric_limits<std::uint32_t>::max();

std::string route_problem(std::string_view text) {
  const auto route = parse_route(text);
  return route ? "" : route.error();
}

std::string server_problem(std::string_view text) {
  const auto address = parse_ipv4(text);
  return address && *address ? "" : "is no IPv4 address; write four numbers as in \"10.0.2.3\"";
}

// A file name under /run/netns, which is where ip-netns(8) puts them.
std::string space_problem(std::string_view name) {
  const bool is_good = name != "." && name != ".." && name.find('/') == name.npos;
  return is_good ? "" : "must be the name of a network name space, as `ip netns list` shows it";
}

std::string device_problem(std::string_view name) {
  const bool is_plain = !name.ends_with('N') && interface_problem(name).empty();
  return is_plain ? "" : "must be the name of a VRF device, as `ip link show type vrf` shows it";
}

std::string path_problem(std::string_view path) {
  return path.starts_with('/') ? "" : "must be the whole path of a program, from the first '/'";
}

using namespace build;

// Absent where nobody has chosen.
template <auto... kMembers>
Value unless_empty(const Profile& profile) {
  const std::string& text = (profile.*....*kMembers);
  return text.empty() ? std::nullopt : value_of(text);
}

constexpr std::array kKeys{
    address<&Profile::ip, &Ip::local>("ip.local", "our address; `\"0.0.0.0\"`: the peer decides"),
    address<&Profile::ip, &Ip::remote>("ip.remote", "the peer's; `\"0.0.0.0\"`: the peer decides"),
    text<&Profile::ip, &Ip::interface>(
        "ip.interface",
        "name of the network interface; behind it an `N`, as in `\"pppN\"`, is the first number "
        "that is free, and `\"name\"` is this profile's name")
        .checked_by(interface_problem),
    flag<&Profile::ip, &Ip::default_route>("ip.default_route", "send everything through the link"),
    number<&Profile::ip, &Ip::metric>("ip.metric", 0, kMaxNumber,
                                      "of that route, and of `routes` that say none; the smaller "
                                      "wins"),
    texts<&Profile::ip, &Ip::routes>(
        "ip.routes", "networks behind the link, as in `[\"10.1.0.0/16\", \"192.0.2.7 metric 50\"]`")
        .checked_by(route_problem),
    number<&Profile::ip, &Ip::mss>("ip.mss", 88, 1460,
                                   "largest segment that TCP connections of this host ask for")
        .with_default("the kernel's, 40 less than the MTU"),
    text<&Profile::ip, &Ip::vrf>("ip.vrf", "VRF device that the interface and its routes belong to")
        .shown_by(unless_empty<&Profile::ip, &Ip::vrf>)
        .checked_by(device_problem)
        .reserved(kJoins, "red")
        .with_default("none"),
    text<&Profile::ip, &Ip::name_space>(
        "ip.namespace",
        "network name space that the interface is moved to, by its name under `/run/netns`")
        .shown_by(unless_empty<&Profile::ip, &Ip::name_space>)
        .checked_by(space_problem)
        .reserved(kReaches, "other")
        .with_default("diald's own"),
    flag<&Profile::ip, &Ip::name_servers>("ip.name_servers", "ask the peer for name servers"),
    word<&Profile::ip, &Ip::dns>(
        "ip.dns",
        "who is told of the name servers: `\"auto\"` is systemd-resolved if it runs, else "
        "resolvconf(8) if it is there, else a file"),
    texts<&Profile::ip, &Ip::dns_servers>("ip.dns_servers",
                                          "name servers instead of those the peer gives")
        .checked_by(server_problem),
    texts<&Profile::ip, &Ip::search>(
        "ip.search",
        "domains whose names are asked for at these servers; those behind a `~` are not tried for "
        "short names, and `\"~.\"` is all of them")
        .checked_by(domain_problem),

    text<&Profile::hooks, &Hooks::up>("hooks.up", "program that runs when the network is there")
        .shown_by(unless_empty<&Profile::hooks, &Hooks::up>)
        .checked_by(path_problem)
        .reserved(kRuns, "/usr/local/bin/up")
        .with_default("none"),
    text<&Profile::hooks, &Hooks::down>("hooks.down", "program that runs when it has gone")
        .shown_by(unless_empty<&Profile::hooks, &Hooks::down>)
        .checked_by(path_problem)
        .reserved(kRuns, "/usr/local/bin/down")
        .with_default("none"),
    flag<&Profile::hooks, &Hooks::system>(
        "hooks.system", "run those of this machine too, in `ip-up.d` and `ip-down.d`"),
    text<&Profile::hooks, &Hooks::parameter>("hooks.parameter",
                                             "sixth argument of every hook, and its `PPP_IPPARAM`")
        .with_empty(),
    time<&Profile::hooks, &Hooks::limit>("hooks.limit", 100ms, 1h,
                                         "past it a hook is killed, with all it has started"),
};

}  // namespace

std::span<const Key> system_keys() {
  return kKeys;
}

}  // namespace dial::profile
