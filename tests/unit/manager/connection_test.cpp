#include "manager/connection.hpp"

#include <pthread.h>

#include "hdlc/codec.hpp"
#include "unit/manager/manager_bench.hpp"

using namespace dial;
using namespace dial::manager;

TEST_SUITE("manager::Connection") {
  TEST_CASE("a line stopped while a handler ran is read again when it has returned") {
    ManagerBench bench;
    FarEnd far_end;
    bench.files.write_direct("a", far_end.device());
    const auto observer = std::make_shared<Recorder>();
    const auto id = bench.dial("a", observer, true);
    REQUIRE(id);
    const auto run_to = [&](State state) {
      return bench.loop.run_until([&] {
        if (observer->has_heard(state)) return true;
        if (!observer->heard.empty())
          static_cast<void>(bench.manager().acknowledge(*id, observer->heard.back().sequence));
        return false;
      });
    };
    REQUIRE(run_to(State::kAllDevicesConnected));
    const std::string chatter(4096, 'x');
    const auto received = [&] {
      far_end.offer(chatter);
      return bench.manager().statistics(*id)->line_bytes_received;
    };
    REQUIRE(bench.loop.run_until([&] { return received() >= 16 << 10; }));
    for (int turn = 0; turn < 100; ++turn) {
      static_cast<void>(received());
      bench.loop.settle();
    }
    CHECK(received() < 32 << 10);  // flow control works
    static_cast<void>(bench.manager().acknowledge(*id, observer->heard.back().sequence));
    CHECK(bench.loop.run_until([&] { return received() > 64 << 10; }));
    bench.finish();
  }

  TEST_CASE("a far end that asks and never reads costs no memory without end") {
    ManagerBench bench;
    FarEnd far_end;
    bench.files.write_direct("a", far_end.device());
    const auto observer = std::make_shared<Recorder>();
    const auto id = bench.dial("a", observer);
    REQUIRE(bench.loop.run_until([&] { return observer->has_heard(State::kAllDevicesConnected); }));
    // RFC 1661, 5.6: a packet of unknown code is answered by a Code-Reject that quotes it.
    Buffer packet(1000, 'x');
    packet[0] = 200;
    packet[1] = 1;
    packet[2] = 1000 >> 8;
    packet[3] = 1000 & 0xff;
    Buffer wire;
    hdlc::encode({0xc021, packet}, {}, wire);
    std::size_t asked = 0;
    for (std::string_view rest; asked < 1 << 20; bench.loop.settle()) {
      if (rest.empty()) rest = text_of(wire);
      const std::size_t count = far_end.offer(rest);
      rest.remove_prefix(count);
      asked += count;
    }
    CHECK(bench.manager().statistics(*id)->line_bytes_received > 1 << 19);
    std::size_t answered = 0;
    for (int quiet = 0; quiet < 3; bench.loop.settle()) {
      const std::size_t count = far_end.receive_all();
      answered += count;
      quiet = count == 0 ? quiet + 1 : 0;
    }
    CHECK(answered > 0);
    CHECK(answered < 256 << 10);
    bench.finish();
  }

  TEST_CASE("where no thread can be had to open the port, the dial fails and the daemon lives") {
    ManagerBench bench;
    FarEnd far_end;
    bench.files.write_direct("a", far_end.device());
    pthread_attr_t usual;
    REQUIRE(pthread_getattr_default_np(&usual) == 0);
    pthread_attr_t huge;
    REQUIRE(pthread_attr_init(&huge) == 0);
    REQUIRE(pthread_attr_setstacksize(&huge, std::size_t{1} << 46) == 0);
    REQUIRE(pthread_setattr_default_np(&huge) == 0);
    const auto observer = std::make_shared<Recorder>();
    CHECK(bench.dial("a", observer));
    CHECK(bench.loop.run_until([&] { return observer->has_heard(State::kDisconnected); }));
    CHECK(observer->heard.back().error.code == ErrorCode::kPortOrDevice);
    REQUIRE(pthread_setattr_default_np(&usual) == 0);
    pthread_attr_destroy(&huge);
    bench.finish();
  }
}
