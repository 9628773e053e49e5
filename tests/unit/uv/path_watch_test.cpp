#include "uv/path_watch.hpp"

#include <filesystem>
#include <memory>

#include "support/temporary_folder.hpp"
#include "unit/uv/loop.hpp"

namespace dial::uv {
namespace {

namespace fs = std::filesystem;

TEST_SUITE_BEGIN("uv::PathWatch");

struct Bench {
  void watch(const std::string& path) {
    watched = std::make_unique<PathWatch>(loop, path, [this] { ++appeared; });
    CHECK(appeared == 0);  // never inside the constructor
  }
  bool run_until_appeared(int times) {
    return loop.run_until([&] { return appeared == times; });
  }

  test::TemporaryFolder folder;
  TestLoop loop;
  int appeared = 0;
  std::unique_ptr<PathWatch> watched;
};

TEST_CASE("a file that is made is told of once, and again when it was away") {
  Bench bench;
  const std::string path = bench.folder / "tty";
  bench.watch(path);
  bench.loop.settle();
  CHECK(bench.appeared == 0);
  bench.folder.write("tty", "");
  CHECK(bench.run_until_appeared(1));
  bench.folder.write("tty", "more");
  bench.folder.write("other", "");
  bench.loop.settle();
  CHECK(bench.appeared == 1);
  fs::remove(path);
  bench.loop.settle();
  bench.folder.write("tty", "");
  CHECK(bench.run_until_appeared(2));
  bench.watched.reset();
}

TEST_CASE("what is there from the start is told of too, from the loop") {
  Bench bench;
  bench.folder.write("tty", "");
  bench.watch(bench.folder / "tty");
  CHECK(bench.run_until_appeared(1));
  bench.watched.reset();
}

TEST_CASE("folders that are not there yet are waited for, and a link that leads nowhere is none") {
  Bench bench;
  bench.watch(bench.folder / "serial/by-id/modem");
  bench.loop.settle();
  fs::create_directories(bench.folder / "serial/by-id");
  bench.loop.settle();
  fs::create_symlink(bench.folder / "tty", bench.folder / "serial/by-id/modem");
  bench.loop.settle();
  CHECK(bench.appeared == 0);
  bench.folder.write("tty", "");  // another folder: found by the look each second
  CHECK(bench.run_until_appeared(1));
  bench.watched.reset();
}

TEST_CASE("whoever is told may end the watch") {
  Bench bench;
  bool told = false;
  bench.watched = std::make_unique<PathWatch>(bench.loop, bench.folder / "tty", [&] {
    bench.watched.reset();
    told = true;
  });
  bench.folder.write("tty", "");
  CHECK(bench.loop.run_until([&] { return told; }));
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::uv
