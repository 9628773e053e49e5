// The routines of diald over a manager, and clients that send anything, overlap and go at any time.
// Of its two lines one is not there, on the other nobody answers.
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "daemon/phone_book_service.hpp"
#include "daemon/service.hpp"
#include "fuzz/fuzz_client.hpp"
#include "rpc/interface.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace dial;
using fuzz::require;

// The files of the phone book, made anew for each input: some calls write them.
class Files {
 public:
  Files() {
    spdlog::set_level(spdlog::level::off);
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    require(master_ >= 0 && ::unlockpt(master_) == 0);
  }
  ~Files() { ::close(master_); }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  void make_anew() const {
    for (const std::string& name : {profiles(), secrets(), locks()})
      std::filesystem::remove_all(name);
    std::filesystem::create_directory(profiles());
    std::filesystem::create_directory(locks());
    root_.write("profiles/gone.toml", "number = \"1\"\n[line]\ndevice = \"/dev/no-such-line\"\n");
    root_.write("profiles/mute.toml",
                "number = \"1\"\n[line]\ndevice = \"" + std::string(::ptsname(master_)) + "\"\n");
    root_.write("profiles/wrong.toml", "number = 1\n");
  }
  std::string profiles() const { return root_ / "profiles"; }
  std::string secrets() const { return root_ / "secrets.toml"; }
  std::string locks() const { return root_ / "lock"; }

 private:
  test::TemporaryFolder root_;
  int master_ = -1;
};

// Tokens that an input can name.
void not_random(std::span<std::uint8_t> octets) {
  std::ranges::fill(octets, 0);
}

void play(uv_loop_t* loop, const Files& files, std::span<const std::uint8_t> input) {
  manager::PhoneBook book({.directory = files.profiles(), .secrets = files.secrets()});
  require(book.load().has_value());
  manager::Manager manager(loop, book, not_random, {.lock_directory = files.locks()});
  const daemon::Access access("root", true);
  daemon::Service service(manager, access, not_random);
  rpc::Server server(loop, {}, {}, nullptr);
  server.add_interface(std::string(rpc::kInterface), std::string(rpc::interface_text()));
  service.serve_on(server);
  daemon::PhoneBookService phone_book(manager, access, [] {});
  phone_book.serve_on(server);
  fuzz::Address address;
  require(server.listen(address.listen()).has_value());
  {
    fuzz::Clients clients(address);
    clients.play(loop, input);
  }
  for (int i = 0; i < 8; ++i)
    uv_run(loop, UV_RUN_NOWAIT);
  require(server.clients() == 0);
  bool is_down = false;
  manager.shut_down([&] { is_down = true; });
  while (!is_down)
    uv_run(loop, UV_RUN_ONCE);
  require(manager.connections().empty());
  for (int i = 0; i < 8; ++i)
    uv_run(loop, UV_RUN_NOWAIT);
  fuzz::require_idle(server);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Files files;
  files.make_anew();
  uv_loop_t loop;
  uv_loop_init(&loop);
  play(&loop, files, {data, size});
  uv_run(&loop, UV_RUN_DEFAULT);
  require(uv_loop_close(&loop) == 0);
  return 0;
}
