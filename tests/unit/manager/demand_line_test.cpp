// An interface that waits for packets, on the real kernel: what a call gets of it and leaves to it.
#include "manager/demand_line.hpp"

#include <doctest/doctest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <vector>

#include "support/ipv4_packets.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

const Ipv4Address kAssigned = *parse_ipv4("10.64.0.2");
const Ipv4Address kServer = *parse_ipv4("198.51.100.7");

Projection projection(Ipv4Address local = kAssigned) {
  return {.local = local, .remote = *parse_ipv4("10.64.0.1"), .mru = 1500};
}

struct Bench {
  explicit Bench(const char* local = "0.0.0.0") {
    profile.name = "isp";
    profile.on_demand = true;
    profile.ip.interface = "wait0";
    profile.ip.routes = {"198.51.100.0/24"};
    profile.ip.dns = profile::DnsWay::kNone;
    profile.ip.local = *parse_ipv4(local);
    line = std::make_shared<DemandLine>(system, profile, 0, [this] { ++wanted; });
    line->open();
    REQUIRE(index() != 0);
  }
  ~Bench() {
    path.reset();
    line->close();
    loop.run_until([] { return if_nametoindex("wait0") + if_nametoindex("wait1") == 0; });
  }
  const sys::Network& network() { return *system->own_place().value().network; }
  unsigned index() const { return if_nametoindex("wait0"); }
  std::vector<Ipv4Address> addresses() {
    std::vector<Ipv4Address> all;
    const auto found = network().addresses(index()).value();
    for (const sys::LinkAddress& one : found)
      all.push_back(one.local);
    return all;
  }
  // The address of this host's that the datagram was sent from.
  Ipv4Address send() {
    const sys::Fd sender(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    to.sin_addr.s_addr = htonl(kServer.value);
    REQUIRE(::connect(sender.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    sockaddr_in from{};
    socklen_t size = sizeof from;
    REQUIRE(::getsockname(sender.get(), reinterpret_cast<sockaddr*>(&from), &size) == 0);
    ++sent;
    REQUIRE(::send(sender.get(), &sent, 1, 0) == 1);
    return {ntohl(from.sin_addr.s_addr)};
  }
  void call(const Projection& agreed = projection()) {
    path = line->path([this](Octets packet) { got.emplace_back(packet.begin(), packet.end()); },
                      [](const Error&) {}, [] { return Statistics(); });
    REQUIRE(path->configure(agreed));
  }
  void end_call() {
    bool closed = false;
    path->close([&] { closed = true; });
    REQUIRE(loop.run_until([&] { return closed; }));
    path.reset();
  }

  uv::TestLoop loop;
  std::shared_ptr<net::System> system = std::make_shared<net::System>(loop, net::Settings{});
  profile::Profile profile;
  int wanted = 0;
  std::uint8_t sent = 0;
  std::vector<Buffer> got;
  std::shared_ptr<DemandLine> line;
  std::unique_ptr<DataPath> path;
};

// Another process, so to say, with what the first one has stored; the first one is killed.
struct Later {
  Later(Bench& first, const StandingBy& standing_by) : bench(first) {
    tun = sys::Fd(::dup(bench.path->descriptor()));
    line = std::make_shared<DemandLine>(bench.system, bench.profile, standing_by,
                                        [this] { ++wanted; });
    path = line->path([](Octets) {}, [](const Error&) {}, [] { return Statistics(); });
    bench.line->close();  // first: the addresses stay as they are
    bench.path.reset();
    bench.loop.settle();
  }
  Result<> take_over() { return path->take_over(std::move(tun), projection()); }
  void end_call() {
    bool closed = false;
    path->close([&] { closed = true; });
    REQUIRE(bench.loop.run_until([&] { return closed; }));
    path.reset();
  }
  void end() {
    line->close();
    REQUIRE(bench.loop.run_until(
        [] { return if_nametoindex("wait0") + if_nametoindex("wait1") == 0; }));
  }

  Bench& bench;
  int wanted = 0;
  sys::Fd tun;
  std::shared_ptr<DemandLine> line;
  std::unique_ptr<DataPath> path;
};

}  // namespace

TEST_SUITE("manager::DemandLine") {
  TEST_CASE("what was kept goes first, in order, from the assigned address; the link is the same") {
    Bench bench;
    const unsigned index = bench.index();
    REQUIRE(index != 0);
    CHECK(bench.send() == test::kPlaceholder);
    CHECK(bench.send() == test::kPlaceholder);
    REQUIRE(bench.loop.run_until([&] { return bench.wanted > 0; }));
    bench.call();
    CHECK(bench.got.empty());
    CHECK(bench.send() == kAssigned);
    REQUIRE(bench.loop.run_until([&] { return bench.got.size() == 3; }));
    for (std::uint8_t number = 1; number <= 3; ++number) {
      const Buffer& packet = bench.got[number - 1U];
      CHECK(packet.back() == number);
      CHECK(test::is_sound(packet));
      CHECK(packet[15] == (kAssigned.value & 0xff));
    }
    CHECK(bench.wanted == 1);
    CHECK(bench.addresses() == std::vector{kAssigned, test::kPlaceholder});
    bench.end_call();
    CHECK(bench.index() == index);
    CHECK(bench.addresses() == std::vector{test::kPlaceholder});
    CHECK(bench.network().routes(index).value().size() == 1);
    bench.send();
    CHECK(bench.loop.run_until([&] { return bench.wanted == 2; }));
  }

  TEST_CASE("a fixed address is the only one, and nothing is rewritten") {
    Bench bench("192.0.2.9");
    const Ipv4Address ours = *parse_ipv4("192.0.2.9");
    CHECK(bench.send() == ours);
    REQUIRE(bench.loop.run_until([&] { return bench.wanted == 1; }));
    bench.call(projection(ours));
    REQUIRE(bench.loop.run_until([&] { return bench.got.size() == 1; }));
    CHECK(bench.addresses() == std::vector{ours});
    bench.end_call();
    CHECK(bench.addresses() == std::vector{ours});
    CHECK(bench.network().routes(bench.index()).value().size() == 1);
  }

  TEST_CASE("another process goes on with the interface of a call, and waits with it afterwards") {
    Bench bench;
    bench.send();  // from the placeholder: an answer belongs there
    REQUIRE(bench.loop.run_until([&] { return bench.wanted == 1; }));
    bench.call();
    REQUIRE(bench.loop.run_until([&] { return bench.got.size() == 1; }));
    const auto standing_by = bench.line->standing_by();
    REQUIRE(standing_by);
    CHECK(standing_by->address == test::kPlaceholder);
    REQUIRE(standing_by->flows.size() == 1);
    CHECK(standing_by->flows.front().remote == kServer);
    Later later(bench, *standing_by);
    const unsigned index = bench.index();
    later.line->open();  // makes no other one

    SUBCASE("of the same profile: it is the same one, before and behind the end of the call") {
      REQUIRE(later.take_over());
      CHECK(later.line->interface() == "wait0");
      CHECK(later.path->index() == index);
      CHECK(bench.addresses() == std::vector{kAssigned, test::kPlaceholder});
      const auto again = later.line->standing_by();
      REQUIRE(again);
      CHECK(*again == *standing_by);
      later.end_call();
      CHECK(bench.index() == index);
      CHECK(bench.addresses() == std::vector{test::kPlaceholder});
      CHECK_FALSE(later.line->standing_by());
      bench.send();
      CHECK(bench.loop.run_until([&] { return later.wanted == 1; }));
    }
    SUBCASE("of a profile that has changed: it is made anew behind the call") {
      bench.profile.ip.interface = "wait1";
      later.line->change(bench.profile);
      REQUIRE(later.take_over());
      CHECK(bench.index() == index);
      later.end_call();
      CHECK(
          bench.loop.run_until([&] { return bench.index() == 0 && if_nametoindex("wait1") != 0; }));
    }
    SUBCASE("of a profile that is no more on demand: it goes with the call") {
      later.line->close();
      REQUIRE(later.take_over());
      CHECK(bench.index() == index);
      later.end_call();
      CHECK(bench.loop.run_until([&] { return bench.index() == 0; }));
    }
    SUBCASE("whose interface was removed meanwhile: one is made when the call has ended") {
      REQUIRE(bench.network().remove_link(index));
      const auto taken = later.take_over();
      REQUIRE_FALSE(taken);
      CHECK(taken.error().code == ErrorCode::kLinkFailure);
      CHECK(bench.index() == 0);
      later.end_call();
      CHECK(bench.loop.run_until([&] { return bench.index() != 0; }));
      bench.send();
      CHECK(bench.loop.run_until([&] { return later.wanted == 1; }));
    }
    later.end();
  }

  TEST_CASE("a line that is full gets no packet until it is not") {
    Bench bench;
    bench.send();
    bench.send();
    REQUIRE(bench.loop.run_until([&] { return bench.wanted == 1; }));
    bench.call();
    bench.path->pause(true);
    bench.send();
    bench.loop.settle();
    CHECK(bench.got.empty());
    bench.path->pause(false);
    REQUIRE(bench.loop.run_until([&] { return bench.got.size() == 3; }));
    CHECK(bench.got.back().back() == 3);
  }

  TEST_CASE("held down nothing leads to it, and a call or waiting raises it again") {
    Bench bench;
    bench.line->hold();
    CHECK_FALSE(bench.network().find_link("wait0").value().is_up);
    CHECK(bench.network().routes(bench.index()).value().empty());
    SUBCASE("a call") {
      bench.call();
      CHECK(bench.addresses() == std::vector{kAssigned, test::kPlaceholder});
      CHECK(bench.network().routes(bench.index()).value().size() == 1);
      bench.end_call();
    }
    SUBCASE("waiting") {
      bench.line->wait();
      bench.send();
      CHECK(bench.loop.run_until([&] { return bench.wanted == 1; }));
    }
    CHECK(bench.network().routes(bench.index()).value().size() == 1);
  }

  TEST_CASE("closed in a call it goes with the call") {
    Bench bench;
    bench.call();
    bench.line->close();
    CHECK(bench.index() != 0);
    bench.end_call();
    CHECK(bench.loop.run_until([&] { return bench.index() == 0; }));
  }

  TEST_CASE("another profile is another interface, at once or behind the call") {
    Bench bench;
    bench.profile.ip.interface = "wait1";
    const auto is_replaced = [&] { return bench.index() == 0 && if_nametoindex("wait1") != 0; };
    SUBCASE("at once") {
      bench.line->change(bench.profile);
    }
    SUBCASE("behind the call") {
      bench.call();
      bench.line->change(bench.profile);
      bench.loop.settle();
      CHECK(bench.index() != 0);
      bench.end_call();
    }
    CHECK(bench.loop.run_until(is_replaced));
  }

  TEST_CASE("an interface that somebody removes in a call is a lost one, told once") {
    Bench bench;
    int lost = 0;
    bench.path =
        bench.line->path([](Octets) {}, [&](const Error&) { ++lost; }, [] { return Statistics(); });
    REQUIRE(bench.path->configure(projection()));
    REQUIRE(bench.network().remove_link(bench.index()));
    CHECK(bench.loop.run_until([&] { return lost > 0; }));
    bench.loop.settle();
    CHECK(lost == 1);
    CHECK(bench.line->explain().find("was removed") != std::string::npos);
  }
}
