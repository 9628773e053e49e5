// client direct|daemon DIRECTORY ENTRY NUMBER [wait|throw]: dials and stays, until somebody kills
// it. wait: the dial is synchronous. throw: its handler throws in ConnectDevice.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

#include <csignal>
#include <stdexcept>
#include <string_view>

#include "dial/dialer.hpp"

namespace {

// Ends when the dial has.
int dial_and_wait(const dial::DialerOptions& options, const dial::DialParameters& parameters) {
  auto dialer = dial::Dialer::create(nullptr, options);
  return dialer && dialer->dial(parameters) ? 0 : 1;
}

void throw_in_connect_device(const dial::Notification& notification) {
  if (notification.state == dial::State::kConnectDevice)
    throw std::runtime_error("thrown by the handler");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5 && argc != 6) return 2;
  const std::string_view how = argc == 6 ? argv[5] : "";
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const std::string directory = argv[2];
  dial::DialerOptions options;
  options.direct = std::string_view(argv[1]) == "direct";
  options.socket = directory + "/socket";
  options.profiles = directory + "/profiles";
  options.lock_directory = directory + "/lock";
  const dial::DialParameters parameters{.entry = argv[3], .number = argv[4]};
  if (how == "wait") return dial_and_wait(options, parameters);
  uv_loop_t loop;
  uv_loop_init(&loop);
  auto dialer = dial::Dialer::create(&loop, options);
  if (!dialer) ::_exit(1);
  const auto id = dialer->dial(parameters, [how](const dial::Notification& notification) {
    if (how == "throw") throw_in_connect_device(notification);
  });
  if (!id) ::_exit(1);
  uv_run(&loop, UV_RUN_DEFAULT);
  for (;;)
    ::pause();
}
