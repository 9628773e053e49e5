// What somebody's own dial means for an entry that waits for packets, on the real kernel.
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/callback_number.hpp"
#include "unit/manager/redial_bench.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr std::uint32_t kServer = 0xc6336407;  // 198.51.100.7

const std::string kLongPause = "[redial]\nattempts = 5\npause = '1h'\nmax_pause = '1h'\n";

class Bench : public RedialBench {
 public:
  explicit Bench(const std::string& number = "5557700", const std::string& head = "",
                 const std::string& redial = kLongPause) {
    write_required("5551234");
    write_number(number, head, redial);
    manager().keep_persistent();
    REQUIRE(loop.run_until([&] { return if_nametoindex("wait0") != 0; }));
  }
  void write_number(const std::string& number, const std::string& head = "",
                    const std::string& redial = kLongPause) {
    files.write("a.toml", "number = '" + number + "'\non_demand = true\n" + head +
                              "[line]\ndevice = '" + line.device() +
                              "'\nflow_control = 'none'\n[modem]\n[ip]\ninterface = 'wait0'\n"
                              "routes = ['198.51.100.0/24']\ndns = 'none'\n" +
                              redial);
  }
  // The profile "b", on a line of its own.
  void write_required(const std::string& number) {
    files.write_entry("b", other.device(), "number = '" + number + "'\n", "init = []\n");
  }
  // False: nothing leads there.
  bool send() {
    const sys::Fd sender(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    to.sin_addr.s_addr = htonl(kServer);
    const auto* address = reinterpret_cast<const sockaddr*>(&to);
    return ::sendto(sender.get(), "x", 1, 0, address, sizeof to) == 1;
  }
  bool keeps(const std::string& packets) {
    return explained("a").find("Keeps " + packets + ",") != std::string::npos;
  }
  std::vector<WaitingEntry> waiting() { return manager().waiting(0); }
  bool waits_for_packet() {
    const auto entries = waiting();
    return entries.size() == 1 && entries[0].entry == "a" &&
           entries[0].sentences.at(0).starts_with("Waits for a packet");
  }
  Result<ConnectionId> dial_wrongly() {
    DialRequest request;
    request.parameters.entry = "a";
    request.parameters.callback_number = kAskForCallbackNumber;
    request.uid = 1000;
    return manager().dial(request);
  }

  simulator::SimulatedLine other{loop, {}};
};

}  // namespace

TEST_SUITE("manager: a dial of what waits for packets") {
  TEST_CASE("a caller's mistake is his own: the entry goes on waiting") {
    Bench bench;
    REQUIRE_FALSE(bench.dial_wrongly());
    CHECK(bench.waits_for_packet());
    REQUIRE(bench.send());
    REQUIRE(bench.run_until_calls(1));
    CHECK(bench.keeps("1 packet"));
    bench.finish();
  }

  TEST_CASE("what was kept for the manager's dial is kept for the one that takes its place") {
    Bench bench;
    REQUIRE(bench.send());
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.loop.run_until(
        [&] { return bench.explained("a").find(" in ") != std::string::npos; }));
    SUBCASE("refused") {
      REQUIRE_FALSE(bench.dial_wrongly());
      CHECK(bench.manager().is_in_use("a"));
    }
    SUBCASE("dialled") {
      REQUIRE(bench.dial("a", nullptr));
      REQUIRE(bench.run_until_calls(2));
    }
    SUBCASE("connected") {
      bench.write_number("5551234");
      REQUIRE(bench.manager().book().load());
      REQUIRE(bench.dial("a", nullptr));
      CHECK(bench.loop.run_until([&] { return bench.line.peer_counters().packets_received > 0; }));
      return bench.finish();
    }
    CHECK(bench.keeps("1 packet"));
    REQUIRE(bench.send());  // nor has the way there gone
    bench.loop.settle();
    CHECK(bench.keeps("2 packets"));
    bench.finish();
  }
}

TEST_SUITE("manager: what waits for packets and requires another profile") {
  TEST_CASE("a packet dials what is required first, then the entry, and is not lost") {
    Bench bench("5551234", "requires = 'b'\n");
    CHECK(bench.other.calls() == 0);
    REQUIRE(bench.send());
    REQUIRE(bench.loop.run_until([&] { return bench.other.calls() == 1; }));
    CHECK(bench.line.calls() == 0);
    CHECK(bench.keeps("1 packet"));
    REQUIRE(bench.loop.run_until([&] { return bench.line.peer_counters().packets_received > 0; }));
    CHECK(bench.manager().entry_status("b", 0)->references == 1);
    bench.manager().disconnect("a", 0, false, [](const auto&) {});
    CHECK(bench.loop.run_until([&] { return !bench.manager().is_in_use("b"); }));
    bench.finish();
  }

  TEST_CASE("if what is required does not come up the entry waits, and a later packet dials both") {
    Bench bench("5551234", "requires = 'b'\n", kRedial);
    bench.write_required("5557701");
    REQUIRE(bench.manager().book().load());
    REQUIRE(bench.send());
    REQUIRE(bench.loop.run_until([&] { return bench.other.calls() == 1; }));
    REQUIRE(bench.loop.run_until([&] { return !bench.waiting().empty(); }));
    CHECK(bench.line.calls() == 0);
    CHECK(bench.manager().status(bench.manager().entry_status("a", 0)->id)->error.code ==
          ErrorCode::kNoCarrier);
    bench.write_required("5551234");
    REQUIRE(bench.manager().book().load());
    REQUIRE(bench.send());
    CHECK(bench.loop.run_until([&] { return bench.line.peer_counters().packets_received > 0; }));
    CHECK(bench.is_up("b"));
    bench.finish();
  }
}
