#include "sys/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <set>
#include <string>

#include "support/temporary_folder.hpp"

namespace dial::sys {
namespace {

TEST_SUITE_BEGIN("sys::files");

TEST_CASE("a file is read whole, octets that are no text too") {
  test::TemporaryFolder folder;
  std::string text(10'000, 'x');
  text[5000] = '\0';
  text += "\xff\n";
  const auto read = read_file(folder.write("a", text));
  REQUIRE(read.has_value());
  CHECK(*read == text);
}

TEST_CASE("an empty file is an empty text") {
  test::TemporaryFolder folder;
  CHECK(read_file(folder.write("a", "")).value() == "");
}

TEST_CASE("a file of the limit's size is read, one octet more is refused") {
  test::TemporaryFolder folder;
  const auto path = folder.write("a", "12345");
  CHECK(read_file(path, 5).has_value());
  const auto refused = read_file(path, 4);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().os_error == EFBIG);
}

TEST_CASE("a file that is not there, a directory and a FIFO are named with their errno") {
  test::TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  const std::pair<std::string, int> cases[] = {
      {folder / "none", ENOENT}, {folder.path(), EISDIR}, {folder / "fifo", EINVAL}};
  for (const auto& [path, os_error] : cases) {
    CAPTURE(path);
    const auto read = read_file(path);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::kCannotOpenPhonebook);
    CHECK(read.error().os_error == os_error);
    CHECK(read.error().context.find(path) != std::string::npos);
  }
}

TEST_CASE("a secret file closed to others is read") {
  test::TemporaryFolder folder;
  CHECK(read_secret_file(folder.write("s", "pw", 0600)).value() == "pw");
  CHECK(read_secret_file(folder.write("t", "pw", 0400)).value() == "pw");
}

TEST_CASE("a secret file with any right for others is refused with the chmod that mends it") {
  test::TemporaryFolder folder;
  for (const mode_t mode : {0640U, 0620U, 0610U, 0604U, 0602U, 0601U}) {
    CAPTURE(mode);
    const auto path = folder.write("s", "pw", mode);
    const auto read = read_secret_file(path);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::kAccessDenied);
    CHECK(read.error().context.find("chmod 600 '" + path + "'") != std::string::npos);
    CHECK(read.error().context.find("pw") == std::string::npos);
  }
}

TEST_CASE("a secret file that belongs to somebody else is refused") {
  test::TemporaryFolder folder;
  const auto path = folder.write("s", "pw", 0600);
  if (geteuid() != 0) return;  // only root can give a file away
  REQUIRE(chown(path.c_str(), 65534, 65534) == 0);
  const auto read = read_secret_file(path);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::kAccessDenied);
}

TEST_CASE("a secret that is no regular file is refused") {
  test::TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK(read_secret_file(folder / "fifo").error().code == ErrorCode::kAccessDenied);
  CHECK(read_secret_file(folder / "none").error().code == ErrorCode::kCannotOpenPhonebook);
}

TEST_CASE("listing gives the regular files with the suffix, sorted, links to files included") {
  test::TemporaryFolder folder;
  folder.write("b.toml", "");
  folder.write("a.toml", "");
  folder.write("a.toml~", "");
  folder.write("toml", "");
  REQUIRE(mkdir((folder / "d.toml").c_str(), 0700) == 0);
  REQUIRE(symlink("a.toml", (folder / "c.toml").c_str()) == 0);
  REQUIRE(symlink("nowhere", (folder / "e.toml").c_str()) == 0);
  const auto names = list_files(folder.path(), ".toml");
  REQUIRE(names.has_value());
  CHECK(*names == std::vector<std::string>{"a.toml", "b.toml", "c.toml"});
}

TEST_CASE("listing a directory that is not there says so") {
  const auto names = list_files("/nonexistent/folder", ".toml");
  REQUIRE_FALSE(names.has_value());
  CHECK(names.error().os_error == ENOENT);
}

TEST_CASE("the kernel's random octets fill the whole span and do not repeat") {
  const auto random = kernel_random();
  std::set<std::array<std::uint8_t, 16>> seen;
  for (int round = 0; round < 100; ++round) {
    std::array<std::uint8_t, 16> octets{};
    random(octets);
    seen.insert(octets);
  }
  CHECK(seen.size() == 100);
  std::vector<std::uint8_t> many(4096, 0);  // more than one getrandom() promises at once
  random(many);
  CHECK(std::count(many.end() - 64, many.end(), 0) < 32);
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::sys
