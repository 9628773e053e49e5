#include "sys/slow_close.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <thread>
#include <vector>

namespace dial::sys {
namespace {

// A descriptor whose close blocks: a TCP socket that lingers on octets its peer does not take
// (socket(7), SO_LINGER). It ends when the peer closes.
struct StuckPair {
  StuckPair() {
    const Fd listener(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(listener.get(), any, size) == 0);
    REQUIRE(listen(listener.get(), 1) == 0);
    REQUIRE(getsockname(listener.get(), any, &size) == 0);
    stuck = Fd(socket(AF_INET, SOCK_STREAM, 0));
    REQUIRE(connect(stuck.get(), any, size) == 0);
    peer = Fd(accept(listener.get(), nullptr, nullptr));
    const linger lingering{1, 60};
    REQUIRE(setsockopt(stuck.get(), SOL_SOCKET, SO_LINGER, &lingering, sizeof lingering) == 0);
    const std::vector<char> block(1 << 16);
    while (send(stuck.get(), block.data(), block.size(), MSG_DONTWAIT) > 0) {
    }
  }
  Fd stuck;
  Fd peer;
};

TEST_SUITE_BEGIN("sys::close_slowly");

TEST_CASE("a close that blocks is counted, holds up nobody, and is reported when it is over") {
  StuckPair pair;
  std::promise<std::thread::id> done;
  auto where = done.get_future();
  close_slowly(std::move(pair.stuck), [&] { done.set_value(std::this_thread::get_id()); });
  CHECK(slow_closes() == 1);
  CHECK(where.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  pair.peer.reset();
  REQUIRE(where.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  CHECK(where.get() != std::this_thread::get_id());
  CHECK(slow_closes() == 0);
}

TEST_CASE("stuck closes do not hold up one another") {
  StuckPair pairs[8];
  std::promise<void> last;
  for (auto& pair : pairs)
    close_slowly(std::move(pair.stuck), nullptr);
  CHECK(slow_closes() == 8);
  close_slowly(Fd(open("/dev/null", O_RDONLY)), [&] { last.set_value(); });
  CHECK(last.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  CHECK(slow_closes() == 8);
  for (auto& pair : pairs)
    pair.peer.reset();
  while (slow_closes() != 0)
    std::this_thread::yield();
}

TEST_CASE("the descriptor is closed when done is called") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::promise<void> done;
  close_slowly(Fd(ends[1]), [&] { done.set_value(); });
  REQUIRE(done.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  char octet = 0;
  CHECK(read(ends[0], &octet, 1) == 0);  // no writer left
  close(ends[0]);
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::sys
