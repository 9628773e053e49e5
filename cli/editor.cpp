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
  std::error_code ignored;
  const auto place = std::filesystem::temp_directory_path(ignored);
  std::string folder = (place.empty() ? std::filesystem::path("/tmp") : place) / "dialctl-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr)
    return failed(ErrorCode::kCannotWritePhonebook, "making " + folder, errno);
  EditedCopy copy(folder, folder + "/" + std::filesystem::path(name).filename().string() + ".toml");
  if (auto written = sys::replace_file(copy.file_, text, kPrivate); !written)
    return std::unexpected(written.error());
  return copy;
}

EditedCopy::EditedCopy(EditedCopy&& other) noexcept
    : folder_(std::exchange(other.folder_, {})), file_(std::move(other.file_)) {}

EditedCopy::~EditedCopy() {
  if (folder_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
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

void EditedCopy::keep() {
  folder_.clear();
}

}  // namespace dial::cli
