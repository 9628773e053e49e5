#include "cli/output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/render.hpp"

namespace dial::cli {
namespace {

void write_to(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

}  // namespace

void write_out(std::string_view text) {
  write_to(stdout, text);
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
