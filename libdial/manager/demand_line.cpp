#include "manager/demand_line.hpp"

#include <utility>

#include "base/packed.hpp"
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

std::string counted(std::size_t number, const std::string& thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

void pack(Packer& packer, const std::vector<std::string>& texts) {
  packer.number(texts.size());
  for (const std::string& text : texts)
    packer.text(text);
}

// The same of two profiles: the interface of one is good for the other.
std::string link_of(const profile::Profile& profile) {
  const profile::Ip& ip = profile.ip;
  const profile::Hooks& hooks = profile.hooks;
  const profile::Limits& limits = profile.limits;
  Packer packer;
  packer.number(ip.local.value)
      .number(ip.remote.value)
      .number(ip.default_route)
      .number(ip.metric)
      .number(ip.mss.value_or(0))
      .number(static_cast<unsigned>(ip.dns))
      .number(profile.ppp.mtu.value_or(0))
      .number(hooks.system)
      .number(hooks.limit.count())
      .number(limits.idle_ignores_icmp)
      .number(limits.idle_ignores_multicast)
      .number(limits.idle_ignores_empty_tcp);
  pack(packer, {ip.interface, ip.name_space, ip.vrf, hooks.up, hooks.down, hooks.parameter});
  for (const auto* texts : {&ip.routes, &ip.dns_servers, &ip.search})
    pack(packer, *texts);
  return std::string(text_of(packer.take()));
}

}  // namespace

DemandLine::DemandLine(std::shared_ptr<net::System> system, const profile::Profile& profile,
                       unsigned number, Wanted wanted)
    : DemandLine(std::move(system), profile,
                 {.number = number, .address = {}, .made_for = {}, .flows = {}},
                 std::move(wanted)) {
  is_promised_ = false;
}

DemandLine::DemandLine(std::shared_ptr<net::System> system, const profile::Profile& profile,
                       StandingBy standing_by, Wanted wanted)
    : loop_(system->loop()),
      system_(std::move(system)),
      queue_(uv::WakeQueue::get(loop_)),
      profile_(profile),
      standing_by_(std::move(standing_by)),
      wanted_(std::move(wanted)),
      demand_(profile.limits, placeholder_of(profile, number())),
      retry_(loop_, [this] { open(); }),
      is_promised_(true) {}

void DemandLine::open() {
  is_closed_ = false;
  if (tun_ || is_promised_) return;
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
  const Ipv4Address placeholder = placeholder_of(profile_, number());
  standing_by_.address = placeholder ? placeholder : profile_.ip.local;
  standing_by_.made_for = link_of(profile_);
  link_.emplace(system_, profile_, [this] { return call_ ? call_->totals() : Statistics(); });
  auto tun = link_->make_interface();
  if (!tun) return std::unexpected(tun.error());
  if (auto ready = link_->stand_by(tun->interface, standing_by_.address); !ready) {
    sys::close_slowly(std::move(tun->descriptor), [] {});
    return ready;
  }
  begin(std::move(*tun));
  return {};
}

void DemandLine::begin(sys::Tun tun) {
  tun_ = std::move(tun);
  interface_ = tun_->interface;
  poll_.emplace(loop_, tun_->descriptor.get(), [this](int status, int) {
    const auto alive = shared_from_this();
    // libuv reports EPOLLERR as UV_EBADF: the interface has been removed.
    if (status < 0) return lose(-status);
    serve();
  });
}

bool DemandLine::is_stale() const {
  return standing_by_.made_for != link_of(profile_);
}

std::optional<StandingBy> DemandLine::standing_by() const {
  if (!is_carrying_) return std::nullopt;
  StandingBy standing_by = standing_by_;
  standing_by.flows = exchange_.latest_flows(StandingBy::kMostFlows);
  return standing_by;
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
  const bool is_same = link_of(profile_) == link_of(profile);
  profile_ = profile;
  is_closed_ = false;
  if (is_carrying_ || is_promised_) return;
  is_same ? open() : reopen();
}

// The name is free when the descriptor is closed.
void DemandLine::reopen() {
  demand_.close();
  demand_ = policy::Demand(profile_.limits, placeholder_of(profile_, number()));
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
  if (const Ipv4Address placeholder = placeholder_of(profile_, number()))
    text += ", with " + to_string(placeholder) + " until the peer assigns an address";
  text += ".";
  const auto& counters = demand_.counters();
  if (demand_.packets() > 0) {
    text += " Keeps " + counted(demand_.packets(), "packet") + ", " +
            counted(demand_.octets(), "octet") + ", for the line.";
  }
  if (counters.dropped > 0)
    text += " Has dropped " + counted(counters.dropped, "packet") + " that no line carried.";
  return text;
}

}  // namespace dial::manager
