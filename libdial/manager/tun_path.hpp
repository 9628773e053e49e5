#pragma once

#include <array>
#include <memory>
#include <optional>

#include "manager/data_path.hpp"
#include "sys/tun.hpp"
#include "uv/poll.hpp"
#include "uv/wake.hpp"

namespace dial::manager {

// Packets through a TUN interface of this connection's own. The interface, and with it every
// address and route on it, is gone when its descriptor is closed.
class TunPath : public DataPath {
 public:
  TunPath(std::shared_ptr<net::System> system, const profile::Profile& profile, Receive receive,
          Lost lost, net::Link::Totals totals);

  Result<> configure(const Projection& projection) override;
  Result<> take_over(sys::Fd descriptor, const Projection& projection) override;
  int descriptor() const override { return tun_ ? tun_->descriptor.get() : -1; }
  unsigned index() const override { return link_.index(); }
  void write(Octets packet) override;
  void pause(bool paused) override;
  std::string interface() const override { return tun_ ? tun_->interface : std::string(); }
  std::string_view name() const override { return "tun"; }
  void close(std::function<void()> done) override;

 private:
  void begin();
  void read_packets();
  void lose(int os_error);

  uv_loop_t* loop_;
  std::shared_ptr<uv::WakeQueue> queue_;
  net::Link link_;
  Receive receive_;
  Lost lost_;
  std::optional<sys::Tun> tun_;
  std::optional<uv::Poll> poll_;
  bool paused_ = false;
  std::array<std::uint8_t, 65536> packet_;
};

}  // namespace dial::manager
