// A link of an entry that is dialled on demand: there before, between and after its calls.
#include "net/link.hpp"

namespace dial::net {
namespace {

constexpr std::uint16_t kUsualMru = 1500;  // RFC 1661 6.1: until the peer says another one

}  // namespace

Result<> Link::stand_by(const std::string& interface, Ipv4Address local) {
  standby_ = local;
  projection_ = {.local = local, .mru = kUsualMru};
  auto result = configure(interface);
  if (!result) {
    let_go();
    standby_.reset();
  }
  return result;
}

Result<> Link::stand_by() {
  end_call();
  projection_.local = *standby_;
  projection_.remote = {};
  if (!keeper_) return raise();
  return keeper_->change({.local = *standby_, .remote = {}}, std::nullopt);
}

Result<> Link::begin_call(const Projection& projection) {
  if (!keeper_) {
    if (auto ready = stand_by(); !ready) return ready;
  }
  end_call();  // renegotiated: the hooks are told of one connection after the other
  projection_ = projection;
  if (auto raised = place_.network->bring_up(index_, mtu_of(profile_, projection_)); !raised)
    return raised;
  const RouteKeeper::Wanted in_call = wanted();
  auto changed = keeper_->change(in_call.address, in_call.second);
  if (!changed) return changed;
  in_call_ = true;
  tell_resolver();
  run_hooks(HookStage::kUp);
  return {};
}

void Link::hold() {
  end_call();
  keeper_.reset();
  const auto lowered = place_.network->bring_down(index_);
  if (!lowered) system_->log(profile_.name, describe(lowered.error()));
}

}  // namespace dial::net
