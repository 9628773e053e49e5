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

Result<> Link::up(const std::string& interface, const Projection& projection) {
  if (standby_) return begin_call(projection);
  projection_ = projection;
  auto result = configure(interface);
  if (result) {
    in_call_ = true;
    tell_resolver();
    run_hooks(HookStage::kUp);
  } else {
    let_go();
  }
  return result;
}

void Link::let_go() {
  keeper_.reset();  // first of all: what goes now is not to come back
  system_->end(std::exchange(link_note_, 0));
  interface_.clear();
  name_.reset();
}

void Link::hold_name(const std::string& interface) {
  interface_ = interface;
  name_ = system_->hold_name(interface, profile_.name);
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
  hold_name(interface);
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
  note_link();
  return {};
}

void Link::note_link() {
  link_note_ = system_->begin({.kind = "link",
                               .values = {{"name", {interface_}},
                                          {"index", {std::to_string(index_)}},
                                          {"alias", {owner_alias(profile_.name)}},
                                          {"namespace", {profile_.ip.name_space}}}});
}

Result<> Link::take_over(const std::string& interface, const Projection& projection,
                         std::optional<Ipv4Address> standby) {
  projection_ = projection;
  standby_ = standby;
  if (auto found = find(interface); !found) return found;
  const auto table = join_vrf();
  if (!table) return std::unexpected(table.error());
  hold_name(interface);
  note_link();
  keeper_ = std::make_unique<RouteKeeper>(
      system_->loop(), place_.network, place_.watch,
      [this](const std::string& text) { system_->log(profile_.name, text); });
  table_ = *table;
  in_call_ = true;
  keeper_->take_over(index_, wanted());
  tell_resolver();
  note_hooks();
  return {};
}

// Where its profile wants it.
Result<> Link::find(const std::string& interface) {
  auto place = wanted_place();
  if (!place) return std::unexpected(place.error());
  place_ = std::move(*place);
  const auto link = place_.network->find_link(interface);
  if (!link) return std::unexpected(link.error());
  index_ = link->index;
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
  // Where ours is what the peer has agreed to, it has no second one.
  if (standby_ && *standby_ != projection_.local)
    wanted.second = sys::LinkAddress{.local = *standby_, .remote = {}};
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
  let_go();
  place_ = {};
  standby_.reset();
}

void Link::end_call() {
  if (!std::exchange(in_call_, false)) return;
  system_->dns().remove(interface_);
  run_hooks(HookStage::kDown);
}

void Link::remove() {
  const Place place = place_;
  const bool was_up = !interface_.empty();
  down();
  // What fails here goes with the last descriptor.
  if (was_up) static_cast<void>(place.network->remove_link(index_));
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
  HookCall call = hook_call(stage, profile_, interface_, projection_, name_servers(),
                            stage == HookStage::kDown ? totals_() : Statistics());
  if (stage == HookStage::kUp) {
    note_hooks();
    return system_->hooks().run(std::move(call), [] {});
  }
  const auto ended = [system = std::weak_ptr(system_), note = std::exchange(hooks_note_, 0)] {
    if (const auto there = system.lock()) there->end(note);
  };
  system_->hooks().run(std::move(call), ended);
}

// What is to be run should this process not live to see the end.
void Link::note_hooks() {
  hooks_note_ = system_->begin(record_of(
      hook_call(HookStage::kDown, profile_, interface_, projection_, name_servers(), totals_())));
}

}  // namespace dial::net
