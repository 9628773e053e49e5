#include "cli/output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "cli/render.hpp"

namespace dial::cli {
namespace {

int output_failed = 0;  // errno of the first write to standard output that failed

bool write_to(std::FILE* file, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

}  // namespace

void write_out(std::string_view text) {
  if (write_to(stdout, text) || output_failed) return;
  output_failed = errno;
}

ExitStatus after_output(ExitStatus status) {
  if (output_failed == 0 || status != ExitStatus::kOk) return status;
  write_to(stderr,
           "dialctl: writing the output: " + std::string(std::strerror(output_failed)) + "\n");
  return ExitStatus::kOther;
}

ExitStatus fail(const Globals& globals, const Error& error) {
  if (globals.json) {
    write_out(error_json(error));
  } else {
    write_to(stderr, render_error(error));
  }
  return exit_status_of(error);
}

bool out_is_terminal() {
  // Before any thread is started.
  const char* term = std::getenv("TERM");
  return isatty(STDOUT_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

std::size_t terminal_columns() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace dial::cli
