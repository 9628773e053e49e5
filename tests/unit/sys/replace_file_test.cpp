#include "sys/replace_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/child.hpp"
#include "support/temporary_folder.hpp"
#include "sys/device_access.hpp"
#include "sys/files.hpp"

using namespace dial;
using namespace dial::sys;

namespace {

struct stat status_of(const std::string& path) {
  struct stat status{};
  REQUIRE(lstat(path.c_str(), &status) == 0);
  return status;
}

}  // namespace

TEST_SUITE("sys::replace_file") {
  TEST_CASE("a file is replaced whole, keeps its mode and owner, and nothing is left beside it") {
    const test::TemporaryFolder folder;
    const std::string path = folder.write("a.toml", "old and longer", 0640);
    if (geteuid() == 0) REQUIRE(chown(path.c_str(), 4711, 4712) == 0);
    const auto before = status_of(path);
    REQUIRE(replace_file(path, "new", 0600));
    CHECK(folder.text("a.toml") == "new");
    CHECK(status_of(path).st_mode == before.st_mode);
    CHECK(status_of(path).st_uid == before.st_uid);
    CHECK(status_of(path).st_gid == before.st_gid);
    CHECK(status_of(path).st_ino != before.st_ino);  // who has it open reads the old one to its end
    CHECK(folder.entries() == 1);
  }

  TEST_CASE("who is not root replaces root's file by one of his own, and nobody else's") {
    if (geteuid() != 0) return;  // only root can make such files
    constexpr uid_t kService = 4711;
    const test::TemporaryFolder folder;
    const std::string roots = folder.write("a.toml", "old", 0664);
    const std::string others = folder.write("b.toml", "old", 0644);
    REQUIRE(chown(others.c_str(), kService + 1, 0) == 0);
    REQUIRE(chown(folder.path().c_str(), kService, kService) == 0);
    const Child service([&] {
      if (setgid(kService) != 0 || setuid(kService) != 0) return false;
      return replace_file(roots, "new", 0600).has_value() &&
             replace_file(others, "new", 0600).error().os_error == EPERM;
    });
    CHECK(service.is_done());
    CHECK(folder.text("a.toml") == "new");
    CHECK(status_of(roots).st_uid == kService);
    CHECK((status_of(roots).st_mode & 07777) == 0604);  // root's group lost what it could
    CHECK(folder.text("b.toml") == "old");
    CHECK(folder.entries() == 2);
  }

  TEST_CASE("a new file has the mode asked for, whatever the umask, and is refused if it must be") {
    const test::TemporaryFolder folder;
    const mode_t old = umask(0777);
    REQUIRE(replace_file(folder / "a", "text", 0644, Replace::kOnlyNew));
    umask(old);
    CHECK((status_of(folder / "a").st_mode & 07777) == 0644);
    const auto again = replace_file(folder / "a", "other", 0644, Replace::kOnlyNew);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::kAlreadyExists);
    CHECK(folder.text("a") == "text");
  }

  TEST_CASE("a symbolic link, a directory and a missing directory are refused and stay") {
    const test::TemporaryFolder folder;
    folder.write("real", "old");
    std::filesystem::create_symlink(folder / "real", folder / "link");
    std::filesystem::create_directory(folder / "directory");
    for (const std::string name : {"link", "directory", "none/a"}) {
      CAPTURE(name);
      const auto result = replace_file(folder / name, "new", 0600);
      REQUIRE_FALSE(result);
      CHECK(result.error().code == ErrorCode::kCannotWritePhonebook);
      CHECK(result.error().os_error != 0);
    }
    CHECK(folder.text("real") == "old");
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK_FALSE(rename_file(folder / "link", folder / "other"));
    CHECK(folder.entries() == 3);
  }

  TEST_CASE("a file is renamed unless there is one of that name") {
    const test::TemporaryFolder folder;
    folder.write("a", "a");
    folder.write("b", "b");
    const auto refused = rename_file(folder / "a", folder / "b");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kAlreadyExists);
    CHECK(folder.text("b") == "b");
    REQUIRE(rename_file(folder / "a", folder / "c"));
    CHECK(folder.text("c") == "a");
    REQUIRE(remove_file(folder / "c"));
    CHECK(folder.entries() == 1);
    CHECK_FALSE(remove_file(folder / "c"));
  }

  TEST_CASE("a private directory is ours and closed, or is not taken for one") {
    const test::TemporaryFolder folder;
    REQUIRE(make_private_directory(folder / "d"));
    CHECK((status_of(folder / "d").st_mode & 07777) == 0700);
    CHECK(make_private_directory(folder / "d"));
    REQUIRE(chmod((folder / "d").c_str(), 0750) == 0);
    CHECK_FALSE(make_private_directory(folder / "d"));
    std::filesystem::create_symlink("/tmp", folder / "l");
    CHECK_FALSE(make_private_directory(folder / "l"));
  }

  TEST_CASE("a file tells whose it is and whether others can write it") {
    const test::TemporaryFolder folder;
    for (const auto& [mode, others] : {std::pair{0644, false}, {0664, true}, {0646, true}}) {
      const auto text = read_owned_file(folder.write("a", "text", static_cast<mode_t>(mode)));
      REQUIRE(text);
      CHECK(text->text == "text");
      CHECK(text->owner == geteuid());
      CHECK(text->others_can_write == others);
    }
    std::filesystem::create_directory(folder / "d");
    std::filesystem::create_symlink("d", folder / "l");
    CHECK(*list_directories(folder.path()) == std::vector<std::string>{"d"});
  }
}

TEST_SUITE("sys::device_for") {
  TEST_CASE("a device is for who could open it himself, by its real path") {
    const test::TemporaryFolder folder;
    std::filesystem::create_symlink("/dev/null", folder / "link");
    const auto device = device_for({.uid = 4711, .groups = {}}, folder / "link");
    REQUIRE(device);
    CHECK(*device == "/dev/null");
  }

  TEST_CASE("what is elsewhere, or no device, or closed to him, is refused") {
    const test::TemporaryFolder folder;
    const User user{.uid = 4711, .groups = {4712}};
    CHECK(device_for(user, folder.write("a", "")).error().code == ErrorCode::kAccessDenied);
    CHECK(device_for(user, folder / "none").error().code == ErrorCode::kDeviceDoesNotExist);
    struct stat closed{};
    if (lstat("/dev/ptmx", &closed) == 0 && geteuid() == 0 &&
        mknod((folder / "n").c_str(), S_IFCHR | 0600, closed.st_rdev) == 0)
      CHECK(device_for(user, folder / "n").error().code == ErrorCode::kAccessDenied);
  }
}
