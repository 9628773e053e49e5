// client direct|daemon DIRECTORY ENTRY NUMBER: dials and stays, until somebody kills it.
#include <sys/prctl.h>
#include <unistd.h>
#include <uv.h>

#include <csignal>
#include <string_view>

#include "dial/dialer.hpp"

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string directory = argv[2];
  dial::DialerOptions options;
  options.direct = std::string_view(argv[1]) == "direct";
  options.socket = directory + "/socket";
  options.profiles = directory + "/profiles";
  options.lock_directory = directory + "/lock";
  uv_loop_t loop;
  uv_loop_init(&loop);
  auto dialer = dial::Dialer::create(&loop, options);
  if (!dialer) ::_exit(1);
  const auto id =
      dialer->dial({.entry = argv[3], .number = argv[4]}, [](const dial::Notification&) {});
  if (!id) ::_exit(1);
  uv_run(&loop, UV_RUN_DEFAULT);
  for (;;)
    ::pause();
}
