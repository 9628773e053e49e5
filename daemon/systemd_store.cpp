#include "systemd_store.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "sys/tun.hpp"
#include "uv/wake.hpp"

namespace dial::daemon {
namespace {

bool is_memory_file(int descriptor) {
  return ::fcntl(descriptor, F_GET_SEALS) >= 0;
}

void add(std::vector<manager::StoredLine>& lines, const std::string& name, sys::Fd descriptor) {
  auto line = std::ranges::find(lines, name, &manager::StoredLine::name);
  if (line == lines.end()) {
    lines.push_back({.name = name, .line = {}, .tun = {}, .state = {}});
    line = std::prev(lines.end());
  }
  if (is_memory_file(descriptor.get())) {
    line->state = std::move(descriptor);
  } else if (sys::is_tun(descriptor.get())) {
    line->tun = std::move(descriptor);
  } else {
    line->line = std::move(descriptor);
  }
}

}  // namespace

bool SystemdStore::is_there() {
  return std::getenv("NOTIFY_SOCKET") != nullptr;
}

// FDPOLL=0: a line that is hung up stays there, so that the next process can tell what became of
// it.
void SystemdStore::keep(const std::string& name, int descriptor) {
  const std::string text = "FDSTORE=1\nFDPOLL=0\nFDNAME=" + name;
  sd_pid_notify_with_fds(0, 0, text.c_str(), &descriptor, 1);
}

void SystemdStore::forget(const std::string& name, std::function<void()> done) {
  sd_notify(0, ("FDSTOREREMOVE=1\nFDNAME=" + name).c_str());
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) ends = {-1, -1};
  // Without a pipe nobody can tell when it is done: it is taken for done by a turn of the loop.
  const sys::Fd theirs(ends[1]);
  if (theirs) sd_pid_notify_with_fds(0, 0, "BARRIER=1", &ends[1], 1);
  const auto number = ++last_barrier_;
  Barrier& barrier = barriers_[number];
  barrier.end = sys::Fd(ends[0]);
  barrier.done = std::move(done);
  if (!barrier.end) return uv::WakeQueue::get(loop_)->post([this, number] { pass(number); });
  barrier.poll = std::make_unique<uv::Poll>(loop_, barrier.end.get(),
                                            [this, number](int, int) { pass(number); });
  barrier.poll->watch(UV_READABLE | UV_DISCONNECT);
}

void SystemdStore::pass(std::uint64_t number) {
  auto node = barriers_.extract(number);
  if (node.empty()) return;
  node.mapped().poll.reset();
  node.mapped().end.reset();
  if (node.mapped().done) node.mapped().done();
}

PassedDescriptors take_passed_descriptors() {
  PassedDescriptors passed;
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(1, &names);
  for (int i = 0; i < count; ++i) {
    const int descriptor = SD_LISTEN_FDS_START + i;
    const std::string name = names != nullptr ? names[i] : "";
    if (sd_is_socket(descriptor, AF_UNIX, SOCK_STREAM, 1) > 0) {
      passed.socket = descriptor;
    } else {
      add(passed.lines, name, sys::Fd(descriptor));
    }
    if (names != nullptr) std::free(names[i]);
  }
  std::free(static_cast<void*>(names));
  return passed;
}

}  // namespace dial::daemon
