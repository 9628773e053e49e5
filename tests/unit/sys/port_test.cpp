#include "sys/port.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <future>
#include <optional>
#include <string>

#include "support/child.hpp"
#include "support/temporary_folder.hpp"
#include "sys/lock_file.hpp"
#include "sys/slow_close.hpp"

namespace dial::sys {
namespace {

struct Line {
  Line() {
    REQUIRE(grantpt(master.get()) == 0);
    REQUIRE(unlockpt(master.get()) == 0);
    device = ptsname(master.get());
    other = Fd(::open(device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(static_cast<bool>(other));
  }
  bool is_exclusive() const {
    int exclusive = 0;
    REQUIRE(ioctl(other.get(), TIOCGEXCL, &exclusive) == 0);
    return exclusive != 0;
  }
  Fd master{posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
  std::string device;
  Fd other;  // open before and after: what the port does to the terminal shows here
  test::TemporaryFolder locks;
};

Error error_of(const std::string& device, const test::TemporaryFolder& locks) {
  const auto port = Port::open(device, locks.path());
  REQUIRE_FALSE(port.has_value());
  CHECK(port.error().layer == Layer::kPort);
  CHECK(port.error().context.starts_with("opening " + device + ": "));
  CHECK(locks.entries() == 0);
  return port.error();
}

TEST_SUITE_BEGIN("sys::Port");

TEST_CASE("an open port has a lock file, is flocked, and does not block") {
  Line line;
  const auto port = Port::open(line.device, line.locks.path());
  REQUIRE(port.has_value());
  CHECK(port->device() == line.device);
  CHECK(line.locks.entries() == 1);
  CHECK_FALSE(line.locks.text(lock_name(line.device)).empty());
  CHECK((fcntl(port->descriptor(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((fcntl(port->descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(flock(line.other.get(), LOCK_EX | LOCK_NB) != 0);
}

TEST_CASE("destroying a port frees it for everybody") {
  Line line;
  {
    const auto port = Port::open(line.device, line.locks.path());
  }
  CHECK(line.locks.entries() == 0);
  CHECK(flock(line.other.get(), LOCK_EX | LOCK_NB) == 0);
}

TEST_CASE("a child that has a copy of the descriptor does not keep a port that was given up") {
  Line line;
  SUBCASE("destroyed") {
    auto port = std::optional(Port::open(line.device, line.locks.path()));
    REQUIRE(port->has_value());
    const Child child([] { return true; });
    port.reset();
    CHECK(line.locks.entries() == 0);
    CHECK(flock(line.other.get(), LOCK_EX | LOCK_NB) == 0);
  }
  SUBCASE("closed") {
    auto port = Port::open(line.device, line.locks.path());
    REQUIRE(port.has_value());
    const Child child([] { return true; });
    std::promise<void> done;
    Port::close(std::move(*port), [&] { done.set_value(); });
    REQUIRE(done.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    CHECK(line.locks.entries() == 0);
    CHECK(flock(line.other.get(), LOCK_EX | LOCK_NB) == 0);
  }
}

TEST_CASE("a device known by a symbolic link is locked under both names") {
  Line line;
  const auto link = line.locks / "modem";
  REQUIRE(symlink(line.device.c_str(), link.c_str()) == 0);
  test::TemporaryFolder locks;
  auto port = Port::open(link, locks.path());
  REQUIRE(port.has_value());
  CHECK_FALSE(locks.text("LCK..modem").empty());
  CHECK_FALSE(locks.text(lock_name(line.device)).empty());
  CHECK(locks.entries() == 2);
  CHECK_FALSE(Port::open(line.device, locks.path()).has_value());
}

TEST_CASE("a port open in another process is refused with its holder, by the lock file") {
  Line line;
  Child child([&] {
    static auto port = Port::open(line.device, line.locks.path());
    return port.has_value();
  });
  REQUIRE(child.is_done());
  const auto refused = Port::open(line.device, line.locks.path());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::kPortNotAvailable);
  CHECK(refused.error().context ==
        "opening " + line.device + ": held by sys_test (pid " + std::to_string(child.pid()) + ")");
}

TEST_CASE("the holder is found without lock files too, and no lock file is left behind") {
  Line line;
  test::TemporaryFolder elsewhere;
  Child child([&] {
    line.master.reset();
    line.other.reset();
    static auto port = Port::open(line.device, elsewhere.path());
    return port.has_value();
  });
  REQUIRE(child.is_done());
  const auto refused = error_of(line.device, line.locks);
  CHECK(refused.code == ErrorCode::kPortNotAvailable);
  CHECK(refused.context.ends_with("held by sys_test (pid " + std::to_string(child.pid()) + ")"));
}

TEST_CASE("a program that only asked for exclusive use is respected") {
  Line line;
  REQUIRE(ioctl(line.other.get(), TIOCEXCL) == 0);
  REQUIRE(chmod(line.device.c_str(), 0666) == 0);
  Child child([&] {
    if (geteuid() == 0 && setuid(65534) != 0) return false;  // root is let in (tty_ioctl(4))
    const auto port = Port::open(line.device, line.locks.path());
    return !port && port.error().code == ErrorCode::kPortNotAvailable &&
           port.error().os_error == EBUSY;
  });
  CHECK(child.is_done());
}

TEST_CASE("a process that died with the port open leaves it free") {
  Line line;
  Child child([&] {
    static auto port = Port::open(line.device, line.locks.path());
    return port.has_value();
  });
  child.end();
  REQUIRE(line.locks.entries() == 1);
  CHECK_FALSE(line.is_exclusive());  // would outlive the process on a pty
  CHECK(Port::open(line.device, line.locks.path()).has_value());
}

TEST_CASE("a port works without a lock directory") {
  Line line;
  const auto port = Port::open(line.device, line.locks / "none");
  CHECK(port.has_value());
  CHECK(flock(line.other.get(), LOCK_EX | LOCK_NB) != 0);
}

TEST_CASE("closing unlocks first and is done then, on another thread, and can be repeated") {
  Line line;
  for (int round = 0; round < 20; ++round) {
    auto port = Port::open(line.device, line.locks.path());
    REQUIRE(port.has_value());
    std::promise<std::size_t> done;
    auto locks_left = done.get_future();
    Port::close(std::move(*port), [&] { done.set_value(line.locks.entries()); });
    REQUIRE(locks_left.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    CHECK(locks_left.get() == 0);
    CHECK(flock(line.other.get(), LOCK_EX | LOCK_NB) == 0);
    CHECK(flock(line.other.get(), LOCK_UN) == 0);
    CHECK(slow_closes() == 0);
  }
}

TEST_CASE("a device that is not there does not exist") {
  test::TemporaryFolder locks;
  CHECK(error_of("/dev/ttyNONE", locks).code == ErrorCode::kDeviceDoesNotExist);
  CHECK(error_of("/dev/null/tty", locks).code == ErrorCode::kDeviceDoesNotExist);
}

TEST_CASE("what is no terminal is no serial device") {
  test::TemporaryFolder locks;
  test::TemporaryFolder files;
  CHECK(error_of("/dev/null", locks).code == ErrorCode::kPortOrDevice);
  CHECK(error_of(files.write("file", ""), locks).code == ErrorCode::kPortOrDevice);
  CHECK(error_of(files.path(), locks).code == ErrorCode::kPortOrDevice);
}

TEST_CASE("a device without the right to it is access denied") {
  Line line;
  REQUIRE(chmod(line.device.c_str(), 0) == 0);
  Child child([&] {
    if (geteuid() == 0 && setuid(65534) != 0) return false;
    const auto port = Port::open(line.device, line.locks.path());
    return !port && port.error().code == ErrorCode::kAccessDenied &&
           port.error().os_error == EACCES;
  });
  CHECK(child.is_done());
}

TEST_CASE("a refusal says whose the device is, and which group is missing") {
  if (geteuid() != 0) return;  // gives the device away
  constexpr gid_t kGroup = 4;  // adm, of base-passwd
  const Line line;
  const std::string node = std::filesystem::canonical(line.device);
  REQUIRE(chown(node.c_str(), 0, kGroup) == 0);
  const auto refused = [&](mode_t mode, const std::string& words) {
    REQUIRE(chmod(node.c_str(), mode) == 0);
    Child child([&] {
      if (setgroups(0, nullptr) != 0 || setgid(65534) != 0 || setuid(65534) != 0) return false;
      const auto port = Port::open(line.device, line.locks.path());
      return !port && port.error().context.find(words) != std::string::npos;
    });
    return child.is_done();
  };
  CHECK(refused(0660,
                "owned by root:adm, mode 0660; nobody is not in the group adm (usermod -aG adm "
                "nobody"));
  CHECK(refused(0600, "mode 0600; its mode does not let nobody in"));
}

TEST_CASE(
    "ModemManager is named with the rule and the call that keep it off, others are only named") {
  const Error taken{ErrorCode::kPortNotAvailable, Layer::kPort, "", "", EBUSY};
  CHECK(with_holder(taken, "/dev/ttyUSB3", "minicom (pid 7)").context ==
        "opening /dev/ttyUSB3: held by minicom (pid 7)");
  const std::string text = with_holder(taken, "/dev/ttyUSB3", "ModemManager (pid 8)").context;
  CHECK(text.starts_with("opening /dev/ttyUSB3: held by ModemManager (pid 8), "));
  CHECK(text.ends_with(R"(KERNEL=="ttyUSB3", ENV{ID_MM_PORT_IGNORE}="1")"));
  CHECK(text.find("mmcli --inhibit-device") != std::string::npos);
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::sys
