#include "manager/demand_line.hpp"

#include <tuple>

#include "sys/slow_close.hpp"

namespace dial::manager {
namespace {

using namespace std::chrono_literals;

constexpr Duration kRetry = 10s;

// pppd(8) has these where `demand` knows no address of ours; firewalls know them.
constexpr Ipv4Address kPlaceholder{0x0a404040};  // 10.64.64.64

Ipv4Address placeholder_of(const profile::Profile& profile, unsigned number) {
  if (profile.ip.local) return {};
  return {kPlaceholder.value + number};
}

// Whether the interface of one is good for the other. The number of the MTU is: begin of a call.
bool has_same_link(const profile::Profile& left, const profile::Profile& right) {
  const auto link_of = [](const profile::Profile& one) {
    const profile::Ip& ip = one.ip;
    const profile::Hooks& hooks = one.hooks;
    return std::tie(ip.local, ip.remote, ip.default_route, ip.metric, ip.routes, ip.mss,
                    ip.interface, ip.name_space, ip.vrf, ip.dns, ip.dns_servers, ip.search,
                    one.ppp.mtu, hooks.up, hooks.down, hooks.system, hooks.parameter, hooks.limit,
                    one.limits.idle_ignores_icmp, one.limits.idle_ignores_multicast,
                    one.limits.idle_ignores_empty_tcp);
  };
  return link_of(left) == link_of(right);
}

}  // namespace

DemandLine::DemandLine(std::shared_ptr<net::System> system, const profile::Profile& profile,
                       unsigned number, Wanted wanted)
    : loop_(system->loop()),
      system_(std::move(system)),
      queue_(uv::WakeQueue::get(loop_)),
      profile_(profile),
      number_(number),
      wanted_(std::move(wanted)),
      demand_(profile.limits, placeholder_of(profile, number)),
      retry_(loop_, [this] { open(); }) {}

void DemandLine::open() {
  is_closed_ = false;
  if (tun_) return;
  system_->prepare(profile_.ip.name_space, [weak = weak_from_this()](const Result<>& prepared) {
    if (const auto self = weak.lock()) self->open_prepared(prepared);
  });
}

void DemandLine::open_prepared(const Result<>& prepared) {
  if (tun_ || is_closed_) return;
  if (const auto made = prepared ? make() : prepared; !made) return fail(made.error());
  told_.clear();
  if (is_held_) {
    link_->hold();
  } else {
    demand_.wait();
  }
  watch();
}

Result<> DemandLine::make() {
  link_.emplace(system_, profile_, [this] { return call_ ? call_->totals() : Statistics(); });
  auto tun = sys::Tun::open(link_->pattern());
  if (!tun) return std::unexpected(tun.error());
  const Ipv4Address placeholder = placeholder_of(profile_, number_);
  if (auto ready = link_->stand_by(tun->interface, placeholder ? placeholder : profile_.ip.local);
      !ready) {
    sys::close_slowly(std::move(tun->descriptor), [] {});
    return ready;
  }
  tun_ = std::move(*tun);
  interface_ = tun_->interface;
  poll_.emplace(loop_, tun_->descriptor.get(), [this](int status, int) {
    const auto alive = shared_from_this();
    // libuv reports EPOLLERR as UV_EBADF: the interface has been removed.
    if (status < 0) return lose(-status);
    serve();
  });
  return {};
}

void DemandLine::fail(const Error& error) {
  const std::string text = "cannot wait for packets: " + describe(error);
  if (text != told_) system_->log(profile_.name, text);
  told_ = text;
  demand_.close();
  retry_.set(uv::now_on(loop_) + kRetry);
}

void DemandLine::lose(int os_error) {
  const Error error{.code = ErrorCode::kLinkFailure,
                    .layer = Layer::kNetwork,
                    .context = "the interface " + interface_ + " was removed",
                    .os_error = os_error};
  const auto call = is_carrying_ ? call_ : std::nullopt;
  take_down([] {});
  fail(error);
  if (call) call->lost(error);
}

void DemandLine::take_down(std::function<void()> done) {
  poll_.reset();
  exchange_.end();
  is_carrying_ = false;
  if (link_) link_->down();
  interface_.clear();
  if (!tun_) return queue_->post(std::move(done));
  sys::Fd descriptor = std::move(tun_->descriptor);
  tun_.reset();
  sys::close_slowly(std::move(descriptor),
                    [queue = queue_->sender(), done = std::move(done)] { queue.post(done); });
}

void DemandLine::change(const profile::Profile& profile) {
  const bool is_same = has_same_link(profile_, profile);
  profile_ = profile;
  is_closed_ = false;
  if (is_same) {
    is_stale_ = is_stale_ && is_carrying_;
    if (!tun_) open();
    return;
  }
  is_stale_ = is_carrying_;
  if (!is_carrying_) reopen();
}

// The name is free when the descriptor is closed.
void DemandLine::reopen() {
  is_stale_ = false;
  demand_.close();
  demand_ = policy::Demand(profile_.limits, placeholder_of(profile_, number_));
  retry_.set(std::nullopt);
  take_down([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && !self->is_closed_) self->open();
  });
}

void DemandLine::hold() {
  is_held_ = true;
  demand_.close();
  if (link_ && tun_ && !is_carrying_) link_->hold();
}

void DemandLine::wait() {
  const bool was_held = std::exchange(is_held_, false);
  if (!tun_ || is_carrying_) return;
  if (was_held) {
    if (const auto ready = link_->stand_by(); !ready) {
      take_down([] {});
      return fail(ready.error());
    }
  }
  demand_.wait();
}

void DemandLine::close() {
  is_closed_ = true;
  retry_.set(std::nullopt);
  demand_.close();
  if (!is_carrying_) take_down([] {});
}

std::string DemandLine::explain() const {
  if (!told_.empty()) return "Has no interface just now; " + told_ + ".";
  if (interface_.empty() || is_held_ || is_carrying_) return {};
  std::string text = "Its interface is " + interface_;
  if (const Ipv4Address placeholder = placeholder_of(profile_, number_))
    text += ", with " + to_string(placeholder) + " until the peer assigns an address";
  text += ".";
  const auto& counters = demand_.counters();
  if (demand_.packets() > 0) {
    text += " Keeps " + std::to_string(demand_.packets()) + " packets, " +
            std::to_string(demand_.octets()) + " octets, for the line.";
  }
  if (counters.dropped > 0)
    text += " Has dropped " + std::to_string(counters.dropped) + " packets that no line carried.";
  return text;
}

}  // namespace dial::manager
