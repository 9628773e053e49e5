#include "net/route_keeper.hpp"

#include <algorithm>
#include <cerrno>

namespace dial::net {
namespace {

// Somebody who takes a route away each time it is there is not fought in a loop.
constexpr Duration kFirstPause{1'000};
constexpr Duration kLongestPause{60'000};
constexpr Duration kForgotten{300'000};  // quiet for so long: the next time is a first one

}  // namespace

RouteKeeper::RouteKeeper(uv_loop_t* loop, std::shared_ptr<const sys::Network> network,
                         std::shared_ptr<LinkWatch> watch, Log log, Duration retry)
    : loop_(loop),
      network_(std::move(network)),
      watch_(std::move(watch)),
      log_(std::move(log)),
      retry_(retry),
      timer_(loop, [this] { restore(); }) {}

RouteKeeper::~RouteKeeper() {
  if (link_ != 0) watch_->forget(link_);
}

Result<> RouteKeeper::keep(unsigned link, Wanted wanted) {
  if (auto added = network_->add_address(link, wanted.address); !added) return added;
  if (wanted.second) {
    if (auto added = network_->add_address(link, *wanted.second); !added) return added;
  }
  for (const sys::LinkRoute& route : wanted.routes) {
    auto added = network_->add_route(link, route);
    if (added) continue;
    if (added.error().os_error == EEXIST)
      added.error().context += " (another one has that metric: write another one in the profile)";
    return added;
  }
  begin(link, std::move(wanted));
  return {};
}

void RouteKeeper::take_over(unsigned link, Wanted wanted) {
  begin(link, std::move(wanted));
  handle_happened();
}

void RouteKeeper::begin(unsigned link, Wanted wanted) {
  link_ = link;
  wanted_ = std::move(wanted);
  watch_->watch(link, [this] { handle_happened(); });
}

std::vector<sys::LinkAddress> RouteKeeper::wanted_addresses() const {
  std::vector<sys::LinkAddress> addresses{wanted_.address};
  if (wanted_.second) addresses.push_back(*wanted_.second);
  return addresses;
}

// The kernel sends from the address that came first: the second one is taken away and given again.
// The link is never without one: with its last address its routes would go.
Result<> RouteKeeper::change(sys::LinkAddress address, std::optional<sys::LinkAddress> second) {
  const auto before = wanted_addresses();
  wanted_.address = address;
  wanted_.second = second;
  if (std::ranges::find(before, address) == before.end()) {
    if (auto added = network_->add_address(link_, address); !added) return added;
  }
  for (const sys::LinkAddress& old : before) {
    if (old == address) continue;
    if (auto removed = network_->remove_address(link_, old); !removed) return removed;
  }
  return second ? network_->add_address(link_, *second) : Result<>();
}

void RouteKeeper::handle_happened() {
  if (uv::now_on(loop_) >= next_) return restore();
  timer_.set(next_);
}

void RouteKeeper::restore() {
  const std::string restored = restore_missing();
  const TimePoint now = uv::now_on(loop_);
  if (!refusal_.empty()) timer_.set(now + retry_);
  if (restored.empty()) return;
  const bool is_first = pause_ == Duration(0) || now - next_ > kForgotten;
  pause_ = is_first ? kFirstPause : std::min(pause_ * 2, kLongestPause);
  next_ = now + pause_;
  log_("somebody took away " + restored + ": it is back");
}

// A link that is down or gone has neither; that it is up again is told.
std::string RouteKeeper::restore_missing() {
  std::string restored;
  const auto link = network_->find_link(link_);
  if (!link || !link->is_up) return restored;
  restore_addresses(restored);
  restore_routes(restored);
  return restored;
}

void RouteKeeper::restore_addresses(std::string& restored) {
  const auto addresses = network_->addresses(link_);
  if (!addresses) return;
  for (const sys::LinkAddress& wanted : wanted_addresses()) {
    const bool is_there = std::ranges::any_of(
        *addresses, [&](const sys::LinkAddress& one) { return one.local == wanted.local; });
    if (is_there || !network_->add_address(link_, wanted)) continue;
    restored += (restored.empty() ? "the address " : ", the address ") + to_string(wanted.local);
  }
}

void RouteKeeper::restore_routes(std::string& restored) {
  const auto routes = network_->routes(link_);
  if (!routes) return;
  std::string refused;
  for (const sys::LinkRoute& route : wanted_.routes) {
    if (std::ranges::find(*routes, route) != routes->end()) continue;
    const auto added = network_->add_route(link_, route);
    if (!added && refused.empty()) refused = added.error().context;
    if (added) restored += (restored.empty() ? "the route " : ", the route ") + to_string(route);
  }
  if (!refused.empty() && refused != refusal_) log_("a route of ours is gone: " + refused);
  refusal_ = refused;
}

}  // namespace dial::net
