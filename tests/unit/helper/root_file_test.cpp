// Most of it needs root, who alone can own files that are root's.
#include "helper/root_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "unit/helper/root_folder.hpp"

using namespace dial;
using namespace dial::helper;
namespace fs = std::filesystem;

TEST_SUITE("helper::roots_file") {
  TEST_CASE("a file of root's, in folders of root's, is taken, by any name that leads to it") {
    if (!test::can_own_as_root()) return;
    const test::RootFolder folder;
    folder.script("hook", "exit 0");
    CHECK(roots_file(folder.path(), folder / "hook", Use::kRun) == folder / "hook");
    fs::create_symlink(folder / "hook", folder / "link");
    CHECK(roots_file(folder.path(), folder / "link", Use::kRun) == folder / "hook");
    fs::create_directory(folder / "up.d");
    folder.script("up.d/a", "exit 0");
    CHECK(roots_file(folder.path(), folder / "up.d/a", Use::kRun) == folder / "up.d/a");
  }

  TEST_CASE("a file that another owns or may write is refused, and one in such a folder") {
    if (!test::can_own_as_root()) return;
    const test::RootFolder folder;
    folder.script("hook", "exit 0");
    const auto code = [&] {
      const auto file = roots_file(folder.path(), folder / "hook", Use::kRun);
      return file ? ErrorCode::kSuccess : file.error().code;
    };
    REQUIRE(code() == ErrorCode::kSuccess);
    for (const mode_t mode : {0775U, 0757U}) {
      REQUIRE(::chmod((folder / "hook").c_str(), mode) == 0);
      CHECK(code() == ErrorCode::kAccessDenied);
    }
    REQUIRE(::chmod((folder / "hook").c_str(), 0755) == 0);
    REQUIRE(::chown((folder / "hook").c_str(), 4711, 0) == 0);
    CHECK(code() == ErrorCode::kAccessDenied);
    REQUIRE(::chown((folder / "hook").c_str(), 0, 0) == 0);
    for (const mode_t mode : {0775U, 0757U, 01777U}) {
      REQUIRE(::chmod(folder.path().c_str(), mode) == 0);
      CHECK(code() == ErrorCode::kAccessDenied);
    }
    REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    REQUIRE(::chown(folder.path().c_str(), 4711, 0) == 0);
    CHECK(code() == ErrorCode::kAccessDenied);
    REQUIRE(::chown(folder.path().c_str(), 0, 0) == 0);
    CHECK(code() == ErrorCode::kSuccess);
  }

  TEST_CASE("a link of root's that leads to what others can change is refused") {
    if (!test::can_own_as_root()) return;
    const test::RootFolder folder;
    const test::RootFolder other;
    other.script("hook", "exit 0");
    fs::create_symlink(other / "hook", folder / "link");
    REQUIRE(roots_file(folder.path(), folder / "link", Use::kRun));
    REQUIRE(::chmod(other.path().c_str(), 0777) == 0);
    CHECK(roots_file(folder.path(), folder / "link", Use::kRun).error().code ==
          ErrorCode::kAccessDenied);
  }

  TEST_CASE("a link that stands where others could turn it is refused, wherever it leads") {
    if (!test::can_own_as_root()) return;
    const test::RootFolder folder;
    const test::RootFolder other;
    other.script("hook", "exit 0");
    fs::create_symlink(other / "hook", folder / "link");
    REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
    CHECK(roots_file(folder.path(), folder / "link", Use::kRun).error().code ==
          ErrorCode::kAccessDenied);
  }

  TEST_CASE("what is not below the folder, or no file of its kind, is refused") {
    if (!test::can_own_as_root()) return;
    const test::RootFolder folder;
    folder.script("hook", "exit 0");
    folder.write("text", "exit 0", 0644);
    const auto code = [&](const std::string& path, Use use = Use::kRun) {
      const auto file = roots_file(folder.path(), path, use);
      return file ? ErrorCode::kSuccess : file.error().code;
    };
    for (const std::string& path :
         {std::string("/bin/sh"), folder.path(), folder.path() + "/", folder / "../../bin/sh",
          folder / "./hook", folder.path() + "//hook", folder / "hook/", folder.path() + "x/hook",
          std::string("hook"), std::string()}) {
      CAPTURE(path);
      CHECK(code(path) == ErrorCode::kAccessDenied);
    }
    CHECK(code(folder / "none") == ErrorCode::kInvalidParameter);
    CHECK(code(folder / "text") == ErrorCode::kAccessDenied);
    CHECK(code(folder / "text", Use::kRead) == ErrorCode::kSuccess);
    CHECK(roots_file("", "/bin/sh", Use::kRun).error().code == ErrorCode::kAccessDenied);
  }
}
