#include "net/link.hpp"

#include <algorithm>

#include "profile/routes.hpp"

namespace dial::net {
namespace {

constexpr unsigned kLeastMtu = 68;  // RFC 791, 3.2: every module must forward as much

Error problem_of(const std::string& what) {
  return {.code = ErrorCode::kIpConfiguration, .layer = Layer::kNetwork, .context = what};
}

}  // namespace

unsigned mtu_of(const profile::Profile& profile, const Projection& projection) {
  const unsigned peers = projection.mru;
  return std::max(kLeastMtu, std::min<unsigned>(profile.ppp.mtu.value_or(peers), peers));
}

Link::Link(std::shared_ptr<System> system, const profile::Profile& profile, Totals totals)
    : system_(std::move(system)), profile_(profile), totals_(std::move(totals)) {}

Link::~Link() {
  down();
}

std::string Link::pattern() const {
  return profile::interface_pattern(profile_.ip.interface, profile_.name);
}

Result<> Link::up(const std::string& interface, const Projection& projection) {
  if (standby_) return begin_call(projection);
  projection_ = projection;
  auto result = configure(interface);
  if (result) {
    in_call_ = true;
    tell_resolver();
    run_hooks(HookStage::kUp);
  } else {
    keeper_.reset();
    system_->end(std::exchange(link_note_, 0));
    interface_.clear();
  }
  return result;
}

Result<> Link::configure(const std::string& interface) {
  if (auto entered = enter(interface); !entered) return entered;
  const auto table = join_vrf();
  if (!table) return std::unexpected(table.error());
  // No IPv6 crosses: the kernel need not look for its routers there.
  system_->set_sysctl(place_, interface, "ipv6/disable_ipv6", "1");
  table_ = *table;
  return raise();
}

// Up, with addresses and routes, which are kept from then on.
Result<> Link::raise() {
  if (auto raised = place_.network->bring_up(index_, mtu_of(profile_, projection_)); !raised)
    return raised;
  keeper_ = std::make_unique<RouteKeeper>(
      system_->loop(), place_.network, place_.watch,
      [this](const std::string& text) { system_->log(profile_.name, text); });
  return keeper_->keep(index_, wanted());
}

// From here on the interface is where its profile wants it, and known to be ours.
Result<> Link::enter(const std::string& interface) {
  interface_ = interface;
  auto own = system_->own_place();
  if (!own) return std::unexpected(own.error());
  place_ = *own;
  const auto here = place_.network->find_link(interface);
  if (!here) return std::unexpected(here.error());
  index_ = here->index;
  const std::string alias = owner_alias(profile_.name);
  if (auto named = place_.network->set_alias(index_, alias); !named) return named;
  if (!profile_.ip.name_space.empty()) {
    auto other = system_->place_in(profile_.ip.name_space);
    if (!other) return std::unexpected(other.error());
    if (auto moved = place_.network->move_link(index_, other->space->get()); !moved) return moved;
    place_ = std::move(*other);
    const auto there = place_.network->find_link(interface);
    if (!there) return std::unexpected(there.error());
    index_ = there->index;
    // It lost its alias on the way where the kernel is older than 5.17.
    if (auto named = place_.network->set_alias(index_, alias); !named) return named;
  }
  link_note_ = system_->begin({.kind = "link",
                               .values = {{"name", {interface}},
                                          {"index", {std::to_string(index_)}},
                                          {"alias", {alias}},
                                          {"namespace", {profile_.ip.name_space}}}});
  return {};
}

// The table that the routes belong to.
Result<std::uint32_t> Link::join_vrf() {
  const std::string& name = profile_.ip.vrf;
  if (name.empty()) return sys::kMainTable;
  const auto device = place_.network->find_link(name);
  if (!device) {
    return std::unexpected(problem_of("there is no VRF device " + name + " (ip link add " + name +
                                      " type vrf table NUMBER)"));
  }
  if (!device->table) {
    return std::unexpected(
        problem_of(name + " is no VRF device (`ip link show type vrf` lists those there are)"));
  }
  if (auto joined = place_.network->set_master(index_, device->index); !joined)
    return std::unexpected(joined.error());
  return *device->table;
}

RouteKeeper::Wanted Link::wanted() const {
  const profile::Ip& ip = profile_.ip;
  RouteKeeper::Wanted wanted{.address = {.local = projection_.local, .remote = projection_.remote},
                             .routes = {}};
  const auto add = [&](Ipv4Address network, unsigned length, std::uint32_t metric) {
    wanted.routes.push_back({.network = network,
                             .prefix_length = length,
                             .metric = metric,
                             .table = table_,
                             .advertised_mss = ip.mss.value_or(0)});
  };
  if (ip.default_route) add({}, 0, ip.metric);
  // Of a peer that is called in time: its own address is behind the link, too.
  if (standby_ && ip.remote) add(ip.remote, 32, 0);
  for (const std::string& text : ip.routes) {
    if (const auto route = profile::parse_route(text))
      add(route->network, route->prefix_length, route->metric.value_or(ip.metric));
  }
  return wanted;
}

bool Link::has_addresses_of(const Projection& projection) const {
  return in_call_ && projection.local == projection_.local &&
         projection.remote == projection_.remote;
}

Result<> Link::change(const Projection& projection) {
  projection_ = projection;
  if (auto changed = place_.network->bring_up(index_, mtu_of(profile_, projection_)); !changed)
    return changed;
  tell_resolver();
  return {};
}

void Link::down() {
  if (interface_.empty()) return;
  keeper_.reset();  // first of all: what goes now is not to come back
  end_call();
  system_->end(std::exchange(link_note_, 0));
  place_ = {};
  interface_.clear();
  standby_.reset();
}

void Link::end_call() {
  if (!std::exchange(in_call_, false)) return;
  system_->dns().remove(interface_);
  run_hooks(HookStage::kDown);
}

std::vector<std::string> Link::name_servers() const {
  if (!profile_.ip.dns_servers.empty()) return profile_.ip.dns_servers;
  std::vector<std::string> servers;
  servers.reserve(projection_.name_servers.size());
  for (const Ipv4Address server : projection_.name_servers)
    servers.push_back(to_string(server));
  return servers;
}

void Link::tell_resolver() {
  DnsEntry entry{.interface = interface_,
                 .index = index_,
                 .entry = profile_.name,
                 .servers = {},
                 .search = profile_.ip.search,
                 .is_default = profile_.ip.default_route,
                 .is_explicit = !profile_.ip.dns_servers.empty(),
                 .is_elsewhere = !profile_.ip.name_space.empty(),
                 .way = profile_.ip.dns};
  for (const std::string& server : name_servers()) {
    if (const auto address = parse_ipv4(server)) entry.servers.push_back(*address);
  }
  system_->dns().set(entry);
}

void Link::run_hooks(HookStage stage) {
  const auto call = [&](HookStage which) {
    return hook_call(which, profile_, interface_, projection_, name_servers(),
                     which == HookStage::kDown ? totals_() : Statistics());
  };
  if (stage == HookStage::kUp) {
    hooks_note_ = system_->begin(record_of(call(HookStage::kDown)));
    return system_->hooks().run(call(stage), [] {});
  }
  const auto ended = [system = std::weak_ptr(system_), note = std::exchange(hooks_note_, 0)] {
    if (const auto there = system.lock()) there->end(note);
  };
  system_->hooks().run(call(stage), ended);
}

}  // namespace dial::net
