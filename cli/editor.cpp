#include "cli/editor.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "sys/files.hpp"
#include "sys/replace_file.hpp"

namespace dial::cli {
namespace {

constexpr mode_t kPrivate = 0600;

std::unexpected<Error> failed(ErrorCode code, std::string what, int os_error = 0) {
  return std::unexpected(Error{code, Layer::kNone, std::move(what), "", os_error});
}

std::string editor() {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "vi";
}

// Ctrl-C at the terminal is the editor's while it runs.
class IgnoredSignals {
 public:
  IgnoredSignals()
      : interrupt_(std::signal(SIGINT, SIG_IGN)), quit_(std::signal(SIGQUIT, SIG_IGN)) {}
  IgnoredSignals(const IgnoredSignals&) = delete;
  IgnoredSignals& operator=(const IgnoredSignals&) = delete;
  ~IgnoredSignals() {
    std::signal(SIGINT, interrupt_);
    std::signal(SIGQUIT, quit_);
  }
  void give_back() const {
    std::signal(SIGINT, interrupt_);
    std::signal(SIGQUIT, quit_);
  }

 private:
  void (*interrupt_)(int);
  void (*quit_)(int);
};

}  // namespace

Result<EditedCopy> EditedCopy::make(const std::string& name, const std::string& text) {
  auto folder = PrivateFolder::make();
  if (!folder) return std::unexpected(folder.error());
  std::string file =
      folder->path() + "/" + std::filesystem::path(name).filename().string() + ".toml";
  if (auto written = sys::replace_file(file, text, kPrivate); !written)
    return std::unexpected(written.error());
  return EditedCopy(std::move(*folder), std::move(file));
}

Result<> EditedCopy::edit() {
  // The editor may be a command with words of its own, as in "emacs -nw".
  const std::string program = editor();
  const std::string command = program + " \"$0\"";
  const IgnoredSignals signals;
  const pid_t child = ::fork();
  if (child < 0) return failed(ErrorCode::kNotEnoughMemory, "running " + program, errno);
  if (child == 0) {
    signals.give_back();
    ::execl("/bin/sh", "sh", "-c", command.c_str(), file_.c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return failed(ErrorCode::kCannotWritePhonebook,
                "the editor " + program + " failed; $VISUAL or $EDITOR names another");
}

Result<std::string> EditedCopy::text() const {
  return sys::read_file(file_);
}

}  // namespace dial::cli
