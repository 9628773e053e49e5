// The C interface: RasConnectionNotification, also when the daemon goes and comes back.
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "conformance/ras_lab.hpp"
#include "conformance/scripted_manager.hpp"
#include "sys/fd.hpp"

namespace dial::conformance {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::uint32_t kBoth = RASCN_Connection | RASCN_Disconnection;

sys::Fd event_descriptor() {
  return sys::Fd(eventfd(0, EFD_CLOEXEC));
}

// What is in the eventfd within that time; 0 if nothing is.
std::uint64_t take_events(const sys::Fd& descriptor, std::chrono::milliseconds most) {
  pollfd watched{descriptor.get(), POLLIN, 0};
  std::uint64_t events = 0;
  if (poll(&watched, 1, static_cast<int>(most.count())) != 1) return 0;
  return read(descriptor.get(), &events, sizeof events) == sizeof events ? events : 0;
}

// So many events come, one by one or at once, and no more.
bool takes_exactly(const sys::Fd& descriptor, std::uint64_t wanted) {
  std::uint64_t taken = 0;
  while (taken < wanted) {
    const std::uint64_t more = take_events(descriptor, kPatience);
    if (more == 0) return false;
    taken += more;
  }
  return taken == wanted && take_events(descriptor, 200ms) == 0;
}

std::uint32_t ring(const sys::Fd& descriptor, std::uint32_t flags,
                   HRASCONN connection = RASX_AllConnections) {
  return RasConnectionNotification(connection, descriptor.get(), flags);
}

void kill_daemon(Lab& lab) {
  lab.daemon().signal(SIGKILL);
  CHECK(lab.daemon().wait() == -SIGKILL);
}

// Where the daemon was; lets clients in and closes at once.
class ClosingDoor {
 public:
  explicit ClosingDoor(const std::string& path)
      : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ::unlink(path.c_str());
    if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket_.get(), 16) != 0)
      give_up("a socket");
  }
  // How many come in that time.
  unsigned count(std::chrono::milliseconds time) const {
    unsigned clients = 0;
    const auto end = Clock::now() + time;
    for (auto now = Clock::now(); now < end; now = Clock::now()) {
      pollfd watched{socket_.get(), POLLIN, 0};
      poll(&watched, 1, static_cast<int>((end - now) / 1ms) + 1);
      if (sys::Fd(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC))) ++clients;
    }
    return clients;
  }

 private:
  sys::Fd socket_;
};

ConnectionStatus connected(std::uint64_t id) {
  return {.id = {id}, .entry = "a", .state = State::kConnected};
}

HRASCONN handle(std::uint64_t id) {
  return reinterpret_cast<HRASCONN>(static_cast<std::uintptr_t>(id));
}

// A process of the scripted manager.
struct ScriptedLab {
  ScriptedLab() : manager(lab.directory() + "/scripted") {
    auto target = sized<RASXTARGET>();
    const std::string path = lab.directory() + "/scripted";
    path.copy(target.szSocket, sizeof target.szSocket - 1);
    if (RasXSetTarget(&target) != 0) give_up("RasXSetTarget");
  }
  ~ScriptedLab() {
    if (RasXSetTarget(nullptr) != 0) give_up("the end of all threads that use the C interface");
  }
  ScriptedLab(const ScriptedLab&) = delete;
  ScriptedLab& operator=(const ScriptedLab&) = delete;

  Lab lab{InProcess::kDirect};
  ScriptedManager manager;
};

}  // namespace

TEST_SUITE("conformance: RasConnectionNotification in C") {
  TEST_BOTH_WAYS("RasConnectionNotification signals, though nobody dispatches") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    const HRASCONN there = connect("line0");
    sys::Fd all = event_descriptor();
    const sys::Fd one = event_descriptor();
    REQUIRE(ring(all, kBoth) == 0);
    REQUIRE(ring(one, RASCN_Disconnection, there) == 0);
    CHECK(take_events(all, 100ms) == 0);  // what is up already is no event
    CHECK(hang_up(there));
    CHECK(takes_exactly(one, 1));
    CHECK(takes_exactly(all, 1));
    const HRASCONN next = connect("line0");
    CHECK(takes_exactly(all, 1));
    REQUIRE(ring(all, 0, nullptr) == 0);
    CHECK(hang_up(next));
    CHECK(take_events(all, 200ms) == 0);
    CHECK(take_events(one, 0ms) == 0);
    CHECK(ring(all, 0x100) == ERROR_INVALID_PARAMETER);
    CHECK(ring(all, RASCN_Disconnection, there) == ERROR_INVALID_HANDLE);
    const int closed = all.get();
    all = sys::Fd();
    CHECK(RasConnectionNotification(RASX_AllConnections, closed, RASCN_Connection) ==
          ERROR_INVALID_PARAMETER);
  }

  TEST_BOTH_WAYS("whose connection has ended already is signalled at once") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    Calls calls;
    HRASCONN connection = nullptr;
    REQUIRE(dial_with(calls, connection, "line0", "5557700") == 0);
    REQUIRE(dispatch_until([&] { return state_of(connection) == RASCS_Disconnected; }));
    const sys::Fd one = event_descriptor();
    REQUIRE(ring(one, RASCN_Disconnection, connection) == 0);
    CHECK(take_events(one, 0ms) == 1);
  }

  TEST_CASE("a daemon that dies ends every connection, and what the next one has is signalled") {
    LabOptions options;
    options.lines = 3;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(ThroughDaemon::kDirect, options);
    const RasProcess process(lab);
    const HRASCONN up = connect("line0");
    connect("line1");
    Calls calls;
    HRASCONN dialling = nullptr;
    REQUIRE(dial_with(calls, dialling, "line2", "5550003") == 0);
    const sys::Fd all = event_descriptor();
    const sys::Fd begins = event_descriptor();
    const sys::Fd one = event_descriptor();
    const sys::Fd two = event_descriptor();
    REQUIRE(ring(all, kBoth) == 0);
    REQUIRE(ring(begins, RASCN_Connection) == 0);
    REQUIRE(ring(one, RASCN_Disconnection, up) == 0);
    REQUIRE(ring(two, RASCN_Disconnection, dialling) == 0);
    kill_daemon(lab);
    CHECK(takes_exactly(all, 2));
    CHECK(takes_exactly(one, 1));
    CHECK(takes_exactly(two, 1));
    const sys::Fd late = event_descriptor();
    CHECK(ring(late, kBoth) == ERROR_RASMAN_CANNOT_INITIALIZE);

    for (int round = 0; round < 2; ++round) {
      lab.restart_daemon();
      const HRASCONN again = connect("line0");
      CHECK(takes_exactly(all, 1));
      CHECK(takes_exactly(begins, 1));
      CHECK(hang_up(again));
      CHECK(takes_exactly(all, 1));
      kill_daemon(lab);
    }
    CHECK(take_events(all, 0ms) == 0);  // there was nothing up
    CHECK(take_events(begins, 0ms) == 0);
    CHECK(take_events(one, 0ms) == 0);
    lab.restart_daemon();
  }

  TEST_CASE("a daemon that is stopped signals each end once, and the next one is found") {
    LabOptions options;
    options.lines = 2;
    Lab lab(ThroughDaemon::kDirect, options);
    const RasProcess process(lab);
    connect("line0");
    connect("line1");
    const sys::Fd all = event_descriptor();
    REQUIRE(ring(all, kBoth) == 0);
    std::this_thread::sleep_for(1500ms);  // the watch has long begun, and nothing is due
    lab.restart_daemon();
    CHECK(takes_exactly(all, 2));
    const HRASCONN again = connect("line1");
    CHECK(takes_exactly(all, 1));
    CHECK(hang_up(again));
    CHECK(takes_exactly(all, 1));
  }

  TEST_CASE("a lost daemon is looked for once a second, and only while somebody is registered") {
    Lab lab(ThroughDaemon::kDirect);
    const RasProcess process(lab);
    const sys::Fd all = event_descriptor();
    REQUIRE(ring(all, kBoth) == 0);
    kill_daemon(lab);
    {
      const ClosingDoor door(lab.dialer_options().socket);
      const unsigned attempts = door.count(4s);
      CHECK(attempts >= 2);
      CHECK(attempts <= 5);
      REQUIRE(ring(all, 0, nullptr) == 0);
      door.count(200ms);  // one may have been on its way
      CHECK(door.count(2500ms) == 0);
    }
    lab.restart_daemon();
  }

  TEST_CASE("with the last registration the watch ends") {
    Lab lab(ThroughDaemon::kDirect);
    const RasProcess process(lab);
    std::uint32_t size = 0;
    std::uint32_t count = 0;
    REQUIRE(RasEnumConnections(nullptr, &size, &count) == 0);  // this thread's own connection
    const std::size_t idle = lab.descriptors();
    const HRASCONN up = connect("line0");
    const sys::Fd all = event_descriptor();
    const sys::Fd one = event_descriptor();
    REQUIRE(ring(all, kBoth) == 0);
    REQUIRE(ring(one, RASCN_Disconnection, up) == 0);
    REQUIRE(ring(all, 0, nullptr) == 0);
    CHECK(hang_up(up));  // this ends the other one
    CHECK(takes_exactly(one, 1));
    CHECK(eventually([&] { return lab.descriptors() == idle; }));
  }

  TEST_CASE("where changes were lost, who asked for all is signalled, and each end is found") {
    ScriptedLab scripted;
    ScriptedManager& manager = scripted.manager;
    manager.set_connections({connected(1), connected(2)});
    const sys::Fd all = event_descriptor();
    const sys::Fd one = event_descriptor();
    REQUIRE(ring(one, RASCN_Disconnection, handle(1)) == 0);
    REQUIRE(ring(all, kBoth) == 0);
    REQUIRE(eventually([&] { return manager.watches() == 1; }));
    REQUIRE(eventually([&] { return manager.lists() == 3; }));  // the last one a second later
    CHECK(take_events(all, 0ms) == 0);
    const WatchEvent lost{.kind = WatchEvent::Kind::kLost, .sequence = 7};
    manager.tell(lost);  // something came and went
    CHECK(takes_exactly(all, 1));
    CHECK(take_events(one, 0ms) == 0);
    manager.set_connections({connected(2), connected(3)});
    manager.tell(lost);
    CHECK(take_events(one, kPatience) == 1);
    CHECK(take_events(all, kPatience) >= 1);
    while (take_events(all, 200ms) != 0) {  // there may be more than one
    }
    for (const std::uint64_t known : {2U, 3U}) {
      ConnectionStatus ended = connected(known);
      ended.state = State::kDisconnected;
      manager.tell({.sequence = 8, .status = ended});
      CHECK(takes_exactly(all, 1));
    }
  }

  TEST_CASE("what ends while the watch begins is signalled") {
    ScriptedLab scripted;
    scripted.manager.set_connections({connected(1)});
    scripted.manager.set_connections_later({});
    const sys::Fd all = event_descriptor();
    REQUIRE(ring(all, RASCN_Disconnection) == 0);
    CHECK(takes_exactly(all, 1));  // no event of the watch has told it
    REQUIRE(ring(all, 0, nullptr) == 0);
  }
}

}  // namespace dial::conformance
