// What a demand line does while a call has it.
#include "manager/demand_path.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "sys/slow_close.hpp"

namespace dial::manager {
namespace {
// Packets per turn of the loop: one busy interface must not starve the other lines.
constexpr int kBudget = 64;
}  // namespace

std::unique_ptr<DataPath> DemandLine::path(DataPath::Receive receive, DataPath::Lost lost,
                                           net::Link::Totals totals) {
  call_ = {.receive = std::move(receive), .lost = std::move(lost), .totals = std::move(totals)};
  return std::make_unique<DemandPath>(shared_from_this());
}

// The session is in the middle of asking for this: what is kept goes on its way in a later turn.
Result<> DemandLine::carry(const Projection& projection) {
  if (!tun_) {
    retry_.set(std::nullopt);
    if (const auto made = make(); !made) {
      fail(made.error());
      return made;
    }
    told_.clear();
  }
  const bool is_the_same = link_->has_addresses_of(projection);
  auto ready = is_the_same ? link_->change(projection) : link_->up(tun_->interface, projection);
  if (!ready) return ready;
  begin_call(projection);
  return {};
}

// What came meanwhile waits in the interface.
Result<> DemandLine::take_over(sys::Fd descriptor, const Projection& projection) {
  auto tun = sys::Tun::take_over(std::move(descriptor));
  if (!tun) {
    Error error = tun.error();
    error.code = ErrorCode::kLinkFailure;  // it was there: as in lose()
    return std::unexpected(error);
  }
  link_.emplace(system_, profile_, [this] { return call_ ? call_->totals() : Statistics(); });
  if (auto taken = link_->take_over(tun->interface, projection, standing_by_.address); !taken) {
    sys::close_slowly(std::move(tun->descriptor), [] {});
    return taken;
  }
  is_promised_ = false;
  begin(std::move(*tun));
  begin_call(projection);
  return {};
}

void DemandLine::begin_call(const Projection& projection) {
  is_held_ = false;
  is_carrying_ = true;
  is_paused_ = false;
  exchange_.begin(standing_by_.address, projection.local, std::exchange(standing_by_.flows, {}));
  watch();
  queue_->post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->serve();
  });
}

void DemandLine::write(Octets packet) {
  if (!tun_) return;
  if (exchange_.is_active()) {
    incoming_.assign(packet.begin(), packet.end());
    exchange_.handle_incoming(incoming_);
    packet = incoming_;
  }
  // EAGAIN and EINVAL alike: a packet the kernel does not take is a lost packet, as on any link.
  if (::write(tun_->descriptor.get(), packet.data(), packet.size()) < 0) return;
}

void DemandLine::pause(bool paused) {
  is_paused_ = paused;
  watch();
  if (!paused && demand_.packets() > 0) serve();
}

void DemandLine::watch() {
  if (poll_) poll_->watch(is_carrying_ && is_paused_ ? 0 : UV_READABLE);
}

// What was kept is older than what is still in the interface.
void DemandLine::serve() {
  if (is_carrying_) send_kept();
  read_packets();
  watch();
}

void DemandLine::send_kept() {
  while (is_carrying_ && !is_paused_ && demand_.front() != nullptr) {
    Buffer packet = *demand_.front();
    demand_.pop();
    send(packet);
  }
}

void DemandLine::read_packets() {
  for (int i = 0; i < kBudget && tun_ && !(is_carrying_ && is_paused_); ++i) {
    const ssize_t length = ::read(tun_->descriptor.get(), packet_.data(), packet_.size());
    if (length < 0 && errno != EAGAIN && errno != EINTR) return lose(errno);
    if (length <= 0) return;
    const bool is_ipv4 = packet_[0] >> 4 == 4;
    if (is_ipv4) take({packet_.data(), static_cast<std::size_t>(length)});
  }
}

void DemandLine::take(std::span<std::uint8_t> packet) {
  if (is_carrying_) return send(packet);
  if (demand_.handle_packet(packet)) wanted_();
}

void DemandLine::send(std::span<std::uint8_t> packet) {
  exchange_.handle_outgoing(packet);
  if (call_) call_->receive(packet);
}

void DemandLine::end_call(std::function<void()> done) {
  is_carrying_ = false;
  exchange_.end();
  if (is_closed_) {
    take_down(std::move(done));  // asks for the call's totals
    return call_.reset();
  }
  queue_->post(std::move(done));
  const bool was_promised = std::exchange(is_promised_, false);
  if (!tun_ || is_stale()) {
    if (was_promised || is_stale()) reopen();
    return call_.reset();
  }
  const auto ready = link_->stand_by();
  call_.reset();
  if (!ready) {
    take_down([] {});
    return fail(ready.error());
  }
  demand_.wait();
  watch();
}

DemandPath::~DemandPath() {
  if (!is_closed_) line_->end_call([] {});
}

Result<> DemandPath::configure(const Projection& projection) {
  return line_->carry(projection);
}

Result<> DemandPath::take_over(sys::Fd descriptor, const Projection& projection) {
  return line_->take_over(std::move(descriptor), projection);
}

int DemandPath::descriptor() const {
  return line_->tun_ ? line_->tun_->descriptor.get() : -1;
}

unsigned DemandPath::index() const {
  return line_->link_ ? line_->link_->index() : 0;
}

void DemandPath::write(Octets packet) {
  line_->write(packet);
}

void DemandPath::pause(bool paused) {
  line_->pause(paused);
}

void DemandPath::close(std::function<void()> done) {
  is_closed_ = true;
  line_->end_call(std::move(done));
}

}  // namespace dial::manager
