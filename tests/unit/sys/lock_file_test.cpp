#include "sys/lock_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "support/child.hpp"
#include "support/temporary_folder.hpp"
#include "sys/holder.hpp"
#include "sys/process_identity.hpp"

namespace dial::sys {
namespace {

std::string hdb(pid_t process) {
  char text[16];
  std::snprintf(text, sizeof text, "%10d\n", static_cast<int>(process));
  return text;
}

pid_t dead_process() {
  Child child([] { return true; });
  child.end();
  return child.pid();
}

TEST_SUITE_BEGIN("sys::LockFile");

TEST_CASE("lock names are those of pppd and minicom") {
  CHECK(lock_name("/dev/ttyUSB0") == "LCK..ttyUSB0");
  CHECK(lock_name("/dev/pts/5") == "LCK..pts_5");
  CHECK(lock_name("/dev/serial/by-id/usb-a") == "LCK..serial_by-id_usb-a");
  CHECK(lock_name("/tmp/line/modem0") == "LCK..modem0");
}

TEST_CASE("the file holds our process id in ten columns, and nothing else is left there") {
  test::TemporaryFolder folder;
  const auto lock = LockFile::take(folder / "LCK..a");
  REQUIRE(lock.has_value());
  CHECK(static_cast<bool>(*lock));
  CHECK(folder.text("LCK..a") == hdb(getpid()));
  CHECK(folder.entries() == 1);
}

TEST_CASE("everybody can read whose lock it is, whatever the umask") {
  const test::TemporaryFolder folder;
  const mode_t before = umask(0077);
  const auto lock = LockFile::take(folder / "LCK..a");
  umask(before);
  struct stat status{};
  REQUIRE(stat((folder / "LCK..a").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0644);
}

TEST_CASE("the file goes with the lock") {
  test::TemporaryFolder folder;
  {
    const auto lock = LockFile::take(folder / "LCK..a");
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("a lock held by another process is refused, its holder is named and its file kept") {
  test::TemporaryFolder folder;
  const auto path = folder / "LCK..a";
  Child child([&] {
    static auto lock = LockFile::take(path);
    return lock.has_value();
  });
  REQUIRE(child.is_done());
  const auto refused = LockFile::take(path);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::kPortNotAvailable);
  CHECK(refused.error().layer == Layer::kPort);
  CHECK(refused.error().context == "held by " + describe_process(child.pid()));
  CHECK(refused.error().context == "held by sys_test (pid " + std::to_string(child.pid()) + ")");
  CHECK(folder.text("LCK..a") == hdb(child.pid()));
  CHECK(folder.entries() == 1);
}

TEST_CASE("the lock of a process that died is taken over") {
  test::TemporaryFolder folder;
  const auto path = folder / "LCK..a";
  Child child([&] {
    static auto lock = LockFile::take(path);
    return lock.has_value();
  });
  child.end();
  REQUIRE(folder.text("LCK..a") == hdb(child.pid()));
  const auto lock = LockFile::take(path);
  REQUIRE(lock.has_value());
  CHECK(folder.text("LCK..a") == hdb(getpid()));
  CHECK(folder.entries() == 1);
}

TEST_CASE("a lock is refused a second time in the same process") {
  test::TemporaryFolder folder;
  const auto lock = LockFile::take(folder / "LCK..a");
  CHECK_FALSE(LockFile::take(folder / "LCK..a").has_value());
  CHECK(folder.entries() == 1);
}

TEST_CASE("the lock of a process that died and was not waited for is taken over") {
  test::TemporaryFolder folder;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(0);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);
  folder.write("LCK..a", hdb(child));
  CHECK(start_time(child).empty());
  const auto lock = LockFile::take(folder / "LCK..a");
  waitpid(child, nullptr, 0);
  REQUIRE(lock.has_value());
  CHECK(folder.text("LCK..a") == hdb(getpid()));
}

TEST_CASE("the lock of a process that died, whose number we have now, is taken over") {
  test::TemporaryFolder folder;
  folder.write("LCK..a", hdb(getpid()));
  const auto lock = LockFile::take(folder / "LCK..a");
  REQUIRE(lock.has_value());
  CHECK(static_cast<bool>(*lock));
  CHECK_FALSE(LockFile::take(folder / "./LCK..a").has_value());  // and is ours from now on
}

TEST_CASE("a lock that could not be had is no lock of ours later") {
  test::TemporaryFolder folder;
  folder.write("LCK..a", hdb(getppid()));
  CHECK_FALSE(LockFile::take(folder / "LCK..a").has_value());
  folder.write("LCK..a", hdb(dead_process()));
  CHECK(LockFile::take(folder / "LCK..a").has_value());
}

TEST_CASE("a binary process id is understood, dead or alive") {
  test::TemporaryFolder folder;
  const auto path = folder / "LCK..a";
  const auto binary = [](pid_t process) {
    return std::string(reinterpret_cast<const char*>(&process), sizeof process);
  };
  folder.write("LCK..a", binary(getppid()));
  CHECK_FALSE(LockFile::take(path).has_value());
  folder.write("LCK..a", binary(dead_process()));
  CHECK(LockFile::take(path).has_value());
}

TEST_CASE("names after the number do not matter") {
  test::TemporaryFolder folder;
  folder.write("LCK..a", hdb(getppid()).substr(0, 10) + " minicom root\n");
  CHECK_FALSE(LockFile::take(folder / "LCK..a").has_value());
}

TEST_CASE("a file that names no process is not taken away, and the error names it") {
  test::TemporaryFolder folder;
  const auto path = folder / "LCK..a";
  for (const std::string text : {"", "garbage\n", "-1\n", "         0\n", "99999999999999\n"}) {
    CAPTURE(text);
    folder.write("LCK..a", text);
    const auto refused = LockFile::take(path);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().context.find(path) != std::string::npos);
    CHECK(folder.text("LCK..a") == text);
  }
}

TEST_CASE("without a lock directory the lock is empty and no error") {
  test::TemporaryFolder folder;
  const auto lock = LockFile::take(folder / "none/LCK..a");
  REQUIRE(lock.has_value());
  CHECK_FALSE(static_cast<bool>(*lock));
}

TEST_CASE("without the right to write the lock is empty, but a living holder still counts") {
  test::TemporaryFolder folder;
  folder.write("LCK..held", hdb(1));
  Child child([&] {
    if (chmod(folder.path().c_str(), 0555) != 0) return false;
    if (geteuid() == 0 && setuid(65534) != 0) return false;
    const auto free = LockFile::take(folder / "LCK..free");
    const auto held = LockFile::take(folder / "LCK..held");
    return free.has_value() && !*free && !held.has_value();
  });
  CHECK(child.is_done());
}

TEST_CASE("a lock directory closed to us is as good as none") {
  test::TemporaryFolder folder;
  Child child([&] {
    if (chmod(folder.path().c_str(), 0) != 0) return false;
    if (geteuid() == 0 && setuid(65534) != 0) return false;
    const auto lock = LockFile::take(folder / "LCK..a");
    return lock.has_value() && !*lock;
  });
  CHECK(child.is_done());
}

TEST_CASE("releasing leaves a file that is another's by now") {
  test::TemporaryFolder folder;
  auto lock = LockFile::take(folder / "LCK..a");
  REQUIRE(lock.has_value());
  folder.write("LCK..a", hdb(getppid()));
  lock->release();
  CHECK(folder.entries() == 1);
}

TEST_CASE("a child process that ends does not remove its parent's lock") {
  test::TemporaryFolder folder;
  auto lock = LockFile::take(folder / "LCK..a");
  Child child([&] {
    lock->release();
    return true;
  });
  CHECK(folder.entries() == 1);
}

TEST_CASE("a lock that is moved is held once") {
  test::TemporaryFolder folder;
  auto lock = LockFile::take(folder / "LCK..a");
  {
    LockFile moved(std::move(*lock));
    CHECK_FALSE(static_cast<bool>(*lock));
    lock->release();
    CHECK(folder.entries() == 1);
  }
  CHECK(folder.entries() == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::sys
