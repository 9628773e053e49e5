// Gives the tests a network of their own, so that the host's is not touched: as root directly,
// else by way of a user namespace. Where neither may be made the program says 77, "skipped".
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace {

constexpr int kSkipped = 77;

bool write_file(const char* path, const std::string& text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_written =
      write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return is_written;
}

bool enter_network_namespace() {
  if (unshare(CLONE_NEWNET) == 0) return true;
  const auto user = std::to_string(geteuid());
  const auto group = std::to_string(getegid());
  return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", "0 " + user + " 1") &&
         write_file("/proc/self/gid_map", "0 " + group + " 1");
}

}  // namespace

int main(int argc, char** argv) {
  if (!enter_network_namespace() || access("/dev/net/tun", R_OK | W_OK) != 0) {
    std::puts("skipped: needs a network namespace and /dev/net/tun");
    return kSkipped;
  }
  return doctest::Context(argc, argv).run();
}
