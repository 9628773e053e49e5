#include "manager/tun_path.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sys/slow_close.hpp"

namespace dial::manager {
namespace {
// Packets per turn of the loop: one busy interface must not starve the other lines.
constexpr int kBudget = 64;
}  // namespace

TunPath::TunPath(std::shared_ptr<net::System> system, const profile::Profile& profile,
                 Receive receive, Lost lost, net::Link::Totals totals)
    : loop_(system->loop()),
      queue_(uv::WakeQueue::get(loop_)),
      link_(std::move(system), profile, std::move(totals)),
      receive_(std::move(receive)),
      lost_(std::move(lost)) {}

Result<> TunPath::configure(const Projection& projection) {
  if (tun_ && link_.has_addresses_of(projection)) return link_.change(projection);
  // New addresses need a new interface: what the old one carried is not valid any more.
  if (tun_) {
    link_.remove();
    close([] {});
  }
  auto tun = link_.make_interface();
  if (!tun) return std::unexpected(tun.error());
  tun_ = std::move(*tun);
  if (auto up = link_.up(tun_->interface, projection); !up) {
    close([] {});
    return up;
  }
  begin();
  return {};
}

Result<> TunPath::take_over(sys::Fd descriptor, const Projection& projection) {
  auto tun = sys::Tun::take_over(std::move(descriptor));
  if (!tun) {
    Error error = tun.error();
    error.code = ErrorCode::kLinkFailure;  // it was there: as in lose()
    return std::unexpected(error);
  }
  tun_ = std::move(*tun);
  if (auto taken = link_.take_over(tun_->interface, projection); !taken) {
    close([] {});
    return taken;
  }
  begin();
  return {};
}

void TunPath::begin() {
  poll_.emplace(loop_, tun_->descriptor.get(), [this](int status, int) {
    // libuv reports EPOLLERR as UV_EBADF: the interface has been removed.
    if (status < 0) return lose(-status);
    read_packets();
  });
  pause(false);
}

void TunPath::read_packets() {
  for (int i = 0; i < kBudget && tun_ && !paused_; ++i) {
    const ssize_t length = ::read(tun_->descriptor.get(), packet_.data(), packet_.size());
    if (length < 0 && errno != EAGAIN && errno != EINTR) return lose(errno);
    if (length <= 0) return;
    const bool is_ipv4 = packet_[0] >> 4 == 4;
    if (is_ipv4) receive_(Octets(packet_.data(), static_cast<std::size_t>(length)));
  }
}

void TunPath::lose(int os_error) {
  poll_->watch(0);
  lost_({.code = ErrorCode::kLinkFailure,
         .layer = Layer::kNetwork,
         .context = "the interface " + tun_->interface + " was removed",
         .os_error = os_error});
}

void TunPath::write(Octets packet) {
  // EAGAIN and EINVAL alike: a packet the kernel does not take is a lost packet, as on any link.
  if (tun_ && ::write(tun_->descriptor.get(), packet.data(), packet.size()) < 0) return;
}

void TunPath::pause(bool paused) {
  paused_ = paused;
  if (poll_) poll_->watch(paused ? 0 : UV_READABLE);
}

void TunPath::close(std::function<void()> done) {
  poll_.reset();
  link_.down();
  if (!tun_) return queue_->post(std::move(done));
  sys::Fd descriptor = std::move(tun_->descriptor);
  tun_.reset();
  sys::close_slowly(std::move(descriptor),
                    [queue = queue_->sender(), done = std::move(done)] { queue.post(done); });
}

}  // namespace dial::manager
