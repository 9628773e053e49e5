#include "simulator/peer.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <unistd.h>

#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "hdlc/codec.hpp"
#include "manager/memory_stub.hpp"
#include "simulator/line_bench.hpp"
#include "sys/files.hpp"
#include "uv/timer.hpp"

using namespace dial;
using namespace dial::simulator;
using namespace std::chrono_literals;

namespace {

// A caller of the simplest kind: PPP over the slave of a simulated line, on the bench's loop.
class Caller {
 public:
  Caller(LineBench& bench, ppp::LinkOptions options)
      : bench_(bench), link_(std::move(options), sys::kernel_random()) {
    bench.connect();
    link_.open(now());
    link_.allow_authentication(now());
    link_.allow_network(now());
  }

  bool run_until(const std::function<bool()>& holds) {
    return bench_.run_until([&] {
      turn();
      return holds();
    });
  }
  void send(std::uint16_t protocol, Octets information) {
    const auto framing = link_.transmit_framing(protocol);
    Buffer out;
    hdlc::encode({.protocol = protocol, .information = information},
                 {.accm = framing.accm,
                  .compress_address = framing.compress_address,
                  .compress_protocol = framing.compress_protocol},
                 out);
    bench_.send(text_of(out));
  }
  void close() { link_.close(Error{.code = ErrorCode::kUserDisconnection}, now()); }

  std::optional<Projection> projection;
  std::optional<Error> down;
  Buffer packet;  // the last IPv4 packet received

 private:
  TimePoint now() const { return uv::now_on(&bench_.loop); }

  void turn() {
    const auto heard = LineBench::read_now(bench_.dte);
    for (auto octets = octets_of(heard); !octets.empty();) {
      octets = octets.subspan(decoder_.decode(octets));
      if (const auto frame = decoder_.frame()) handle(*frame);
    }
    link_.handle_timeout(now());
    while (const auto frame = link_.poll_frame())
      send(frame->protocol, frame->information);
    while (const auto event = link_.poll_event()) {
      if (const auto* opened = std::get_if<ppp::NetworkOpened>(&*event)) {
        projection = opened->projection;
      } else if (const auto* ended = std::get_if<ppp::LinkDown>(&*event)) {
        down = ended->error;
      }
    }
  }
  void handle(const hdlc::Frame& frame) {
    if (frame.protocol == ppp::kProtocolIpv4) {
      packet.assign(frame.information.begin(), frame.information.end());
    } else {
      link_.handle_frame(frame.protocol, frame.information, now());
      decoder_.set_receive_accm(link_.receive_accm());
    }
  }

  LineBench& bench_;
  ppp::Link link_;
  hdlc::Decoder decoder_;
};

ppp::LinkOptions caller_options(const std::string& password = {}) {
  ppp::LinkOptions options;
  options.authentication.user = "alice";
  options.authentication.password = Secret(password);
  return options;
}

LineOptions demanding(ppp::AuthenticationMethod method) {
  LineOptions options;
  options.peer.require = method;
  options.peer.name_servers = {Ipv4Address{0x0a090035}};
  return options;
}

}  // namespace

TEST_SUITE("simulator::Peer") {
  TEST_CASE("a caller gets the peer's addresses and an answer to each ICMP echo") {
    LineBench bench(demanding(ppp::AuthenticationMethod::kNone));
    Caller caller(bench, caller_options());
    REQUIRE(caller.run_until([&] { return caller.projection.has_value(); }));
    CHECK(to_string(caller.projection->local) == "10.64.0.2");
    CHECK(to_string(caller.projection->remote) == "10.64.0.1");
    REQUIRE(!caller.projection->name_servers.empty());
    CHECK(to_string(caller.projection->name_servers[0]) == "10.9.0.53");
    manager::MemoryStub stub(caller.projection->local);
    for (std::uint16_t sequence = 1; sequence <= 3; ++sequence) {
      caller.packet.clear();
      caller.send(ppp::kProtocolIpv4, stub.echo_request(caller.projection->remote, sequence));
      REQUIRE(caller.run_until([&] { return !caller.packet.empty(); }));
      CHECK(!stub.handle_packet(caller.packet));
      CHECK(stub.poll_reply() == sequence);
    }
    CHECK(bench.line->peer_counters().echoes_answered == 3);
    CHECK(bench.line->peer_counters().packets_received == 3);
    CHECK(bench.line->peer_counters().packets_sent == 3);
  }

  TEST_CASE("PAP and CHAP let the right password in and no other") {
    for (const auto method :
         {ppp::AuthenticationMethod::kPap, ppp::AuthenticationMethod::kChapMd5}) {
      CAPTURE(authentication_name(method));
      {
        LineBench bench(demanding(method));
        Caller caller(bench, caller_options("secret"));
        REQUIRE(caller.run_until([&] { return caller.projection.has_value(); }));
        CHECK(caller.projection->authentication == authentication_name(method));
      }
      LineBench bench(demanding(method));
      Caller caller(bench, caller_options("wrong"));
      REQUIRE(caller.run_until([&] { return caller.down.has_value(); }));
      CHECK(caller.down->code == ErrorCode::kAuthenticationFailure);
      CHECK(!caller.projection);
    }
  }

  TEST_CASE("the end of PPP is loss of carrier, and the next call starts afresh") {
    LineBench bench;
    for (int call = 0; call < 2; ++call) {
      Caller caller(bench, caller_options());
      REQUIRE(caller.run_until([&] { return caller.projection.has_value(); }));
      caller.close();
      CHECK(caller.run_until([&] { return caller.down && !bench.line->is_off_hook(); }));
      bench.dte.reset();
      bench.run_for(5ms);
    }
    CHECK(bench.line->connects() == 2);
  }

  TEST_CASE("with a TUN interface the kernel at the far end answers") {
    // A thread of its own, so that the interface lives and dies in a network of its own.
    std::thread([] {
      if (::unshare(CLONE_NEWNET) != 0 || ::access("/dev/net/tun", R_OK | W_OK) != 0) {
        MESSAGE("no right to a network of one's own or to /dev/net/tun: not tried");
        return;
      }
      LineOptions options;
      options.peer.tun = true;
      LineBench bench(std::move(options));
      Caller caller(bench, caller_options());
      REQUIRE(caller.run_until([&] { return caller.projection.has_value(); }));
      manager::MemoryStub stub(caller.projection->local);
      std::optional<std::uint16_t> reply;
      CHECK(caller.run_until([&] {
        caller.send(ppp::kProtocolIpv4, stub.echo_request(caller.projection->remote, 9));
        (void)stub.handle_packet(std::exchange(caller.packet, {}));
        reply = stub.poll_reply();
        return reply.has_value();
      }));
      CHECK(reply == 9);
      CHECK(bench.line->peer_counters().echoes_answered == 0);
      CHECK(bench.line->peer_counters().packets_sent > 0);
    }).join();
  }

  TEST_CASE("slirp behind a line negotiates and answers a ping as 10.0.2.2") {
    LineOptions options;
    options.far_end = FarEndKind::kExec;
    options.exec = "exec slirp-fullbolt ppp 2>/dev/null";
    LineBench bench(std::move(options));
    auto asked = caller_options();
    asked.ipcp.remote = *parse_ipv4("10.0.2.2");
    Caller caller(bench, std::move(asked));
    REQUIRE(caller.run_until([&] { return caller.projection.has_value(); }));
    CHECK(to_string(caller.projection->local) == "10.0.2.15");
    manager::MemoryStub stub(caller.projection->local);
    REQUIRE(caller.run_until([&] {
      caller.send(ppp::kProtocolIpv4, stub.echo_request(*parse_ipv4("10.0.2.2"), 7));
      return !caller.packet.empty();
    }));
    CHECK(!stub.handle_packet(caller.packet));
    CHECK(stub.poll_reply() == 7);
  }
}
