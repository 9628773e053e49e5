// What diald tells whoever started it, as a supervisor hears it: sd_notify(3).
#include "supervisor.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include "support/temporary_folder.hpp"
#include "sys/fd.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::daemon;

namespace {

class Listener {
 public:
  Listener() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = folder_ / "notify";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
  }
  // What was said and not yet heard; empty: nothing.
  std::string hear() const {
    std::array<char, 4096> text{};
    const auto count = ::recv(socket_.get(), text.data(), text.size(), MSG_DONTWAIT);
    return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

 private:
  test::TemporaryFolder folder_;
  sys::Fd socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

}  // namespace

TEST_SUITE("daemon::Supervisor") {
  TEST_CASE("a service says when it is ready, what it does, reloads and stops") {
    const Listener listener;
    uv::TestLoop loop;
    Supervisor supervisor(loop);
    supervisor.ready("2 profiles");
    CHECK(listener.hear() == "READY=1\nSTATUS=2 profiles");
    supervisor.status("3 profiles");
    CHECK(listener.hear() == "STATUS=3 profiles");
    supervisor.stopping();
    CHECK(listener.hear() == "STOPPING=1");
    CHECK(listener.hear().empty());
  }

  TEST_CASE("a reload is told with the time on CLOCK_MONOTONIC, in microseconds") {
    const Listener listener;
    uv::TestLoop loop;
    Supervisor supervisor(loop);
    const auto micros = [] {
      timespec time{};
      clock_gettime(CLOCK_MONOTONIC, &time);
      return static_cast<long long>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1'000;
    };
    const long long before = micros();
    supervisor.reloading();
    const long long after = micros();
    const std::string said = listener.hear();
    const std::string head = "RELOADING=1\nMONOTONIC_USEC=";
    REQUIRE(said.starts_with(head));
    const long long told = std::stoll(said.substr(head.size()));
    CHECK(told >= before);
    CHECK(told <= after);
  }

  TEST_CASE("a watchdog is fed from the loop, at once and at half its limit, and not without one") {
    const Listener listener;
    uv::TestLoop loop;
    {
      const Supervisor unwatched(loop);
      CHECK(listener.hear().empty());
    }
    ::setenv("WATCHDOG_USEC", "100000", 1);
    const auto start = std::chrono::steady_clock::now();
    const Supervisor watched(loop);
    CHECK(listener.hear() == "WATCHDOG=1");
    CHECK(listener.hear().empty());
    std::string said;
    REQUIRE(loop.run_until([&] { return !(said += listener.hear()).empty(); }));
    CHECK(said == "WATCHDOG=1");
    CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(50));
  }

  TEST_CASE("without a supervisor nothing is said, and nothing fails") {
    ::unsetenv("NOTIFY_SOCKET");
    uv::TestLoop loop;
    Supervisor supervisor(loop);
    supervisor.ready("x");
    supervisor.reloading();
    supervisor.stopping();
    loop.settle();
  }
}
