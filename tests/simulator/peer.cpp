#include "simulator/peer.hpp"

#include <unistd.h>

#include <array>
#include <optional>
#include <utility>
#include <variant>

#include "hdlc/codec.hpp"
#include "manager/memory_stub.hpp"
#include "sys/files.hpp"
#include "sys/network.hpp"
#include "sys/tun.hpp"
#include "uv/poll.hpp"
#include "uv/timer.hpp"

namespace dial::simulator {
namespace {

ppp::LinkOptions link_options(const PeerOptions& options) {
  ppp::LinkOptions link;
  link.passive = !options.speaks_first;
  link.timers = options.timers;
  link.lcp.mru = options.mru;
  link.authentication.require = options.require;
  link.authentication.tries = options.tries;
  link.authentication.our_name = options.name;
  link.authentication.secret_of =
      [users = options.users](std::string_view user) -> std::optional<Secret> {
    const auto found = users.find(std::string(user));
    if (found == users.end()) return std::nullopt;
    return Secret(found->second);
  };
  link.ipcp.local = options.local;
  link.ipcp.remote = options.remote;
  link.ipcp.accept_local = false;
  link.ipcp.request_name_servers = false;
  link.ipcp.offer_name_servers = options.name_servers;
  return link;
}

class Peer : public FarEnd {
 public:
  Peer(uv_loop_t* loop, const PeerOptions& options, PeerCounters& counters, FarEndOwner& owner,
       std::optional<sys::Tun> tun)
      : loop_(loop),
        counters_(counters),
        owner_(owner),
        link_(link_options(options), sys::kernel_random()),
        stub_(options.local),
        tun_(std::move(tun)),
        timer_(loop, [this] { on_time(); }) {
    if (tun_) {
      tun_poll_ = std::make_unique<uv::Poll>(loop, tun_->descriptor.get(),
                                             [this](int, int) { read_tun(); });
    }
    link_.open(now());
    link_.allow_authentication(now());
    link_.allow_network(now());
    pump();
  }

  void write(Octets octets) override {
    while (!octets.empty()) {
      octets = octets.subspan(decoder_.decode(octets));
      if (const auto frame = decoder_.frame()) handle_frame(*frame);
    }
    pump();
  }

  void pause_output(bool paused) override {
    is_paused_ = paused;
    watch_tun();
  }

 private:
  TimePoint now() const { return uv::now_on(loop_); }

  void handle_frame(const hdlc::Frame& frame) {
    if (frame.protocol != ppp::kProtocolIpv4) {
      link_.handle_frame(frame.protocol, frame.information, now());
      pump();  // frames that follow meet the link as it is now
      return;
    }
    if (!link_.is_network_open()) return;
    ++counters_.packets_received;
    if (tun_) {
      (void)!::write(tun_->descriptor.get(), frame.information.data(), frame.information.size());
      return;
    }
    if (const auto answer = stub_.handle_packet(frame.information)) {
      ++counters_.echoes_answered;
      send_packet(*answer);
    }
  }

  void send_packet(Octets packet) {
    ++counters_.packets_sent;
    send(ppp::kProtocolIpv4, packet);
  }

  void send(std::uint16_t protocol, Octets information) {
    const auto framing = link_.transmit_framing(protocol);
    Buffer out;
    hdlc::encode({.protocol = protocol, .information = information},
                 {.accm = framing.accm,
                  .compress_address = framing.compress_address,
                  .compress_protocol = framing.compress_protocol},
                 out);
    owner_.on_far_end_output(out);
  }

  void pump() {
    while (auto frame = link_.poll_frame())
      send(frame->protocol, frame->information);
    while (auto event = link_.poll_event()) {
      if (const auto* opened = std::get_if<ppp::NetworkOpened>(&*event)) {
        on_network(opened->projection);
      } else if (const auto* down = std::get_if<ppp::LinkDown>(&*event)) {
        owner_.on_far_end_gone("PPP ended, " + describe(down->error));
      }
    }
    decoder_.set_receive_accm(link_.receive_accm());
    timer_.set(link_.poll_timeout());
  }

  bool set_up(const Projection& projection) const {
    const auto network = sys::Network::open();
    const auto link = network ? network->find_link(tun_->interface) : std::unexpected(Error{});
    return link &&
           network->add_address(link->index,
                                {.local = projection.local, .remote = projection.remote}) &&
           network->bring_up(link->index, projection.mru);
  }

  void on_network(const Projection& projection) {
    if (!tun_) return;
    if (set_up(projection)) return watch_tun();
    owner_.on_far_end_gone("its interface cannot be set up");
  }

  void on_time() {
    link_.handle_timeout(now());
    pump();
  }

  void watch_tun() {
    if (tun_poll_) tun_poll_->watch(link_.is_network_open() && !is_paused_ ? UV_READABLE : 0);
  }

  void read_tun() {
    std::array<std::uint8_t, 65536> packet;
    for (int i = 0; i < 16 && !is_paused_; ++i) {
      const auto count = ::read(tun_->descriptor.get(), packet.data(), packet.size());
      if (count <= 0) return;
      if (link_.is_network_open()) {
        send_packet(Octets(packet).first(static_cast<std::size_t>(count)));
      }
    }
  }

  uv_loop_t* loop_;
  PeerCounters& counters_;
  FarEndOwner& owner_;
  ppp::Link link_;
  hdlc::Decoder decoder_;
  manager::MemoryStub stub_;
  std::optional<sys::Tun> tun_;
  std::unique_ptr<uv::Poll> tun_poll_;
  bool is_paused_ = false;
  uv::DeadlineTimer timer_;
};

}  // namespace

Result<std::unique_ptr<FarEnd>> answer_with_ppp(uv_loop_t* loop, const PeerOptions& options,
                                                PeerCounters& counters, FarEndOwner& owner) {
  std::optional<sys::Tun> tun;
  if (options.tun) {
    auto opened = sys::Tun::open(options.interface);
    if (!opened) return std::unexpected(std::move(opened).error());
    tun = std::move(*opened);
  }
  return std::make_unique<Peer>(loop, options, counters, owner, std::move(tun));
}

}  // namespace dial::simulator
