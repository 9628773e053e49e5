#include "sys/lock_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "sys/fd.hpp"
#include "sys/files.hpp"
#include "sys/holder.hpp"
#include "sys/process_identity.hpp"

namespace dial::sys {
namespace {

enum class Content : std::uint8_t { kAbsent, kUnreadable, kProcess };
struct Holder {
  Content content = Content::kAbsent;
  pid_t process = 0;
};

// HDB writes the number in ASCII; V2 locks hold it as a binary int (FHS 3.0, 5.9, asks for HDB).
std::optional<pid_t> parse_holder(std::string_view text) {
  pid_t process = 0;
  if (text.size() == sizeof process && text.find_first_not_of(" 0123456789\n") != text.npos) {
    std::memcpy(&process, text.data(), sizeof process);
    return process > 0 ? std::optional(process) : std::nullopt;
  }
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), process);
  if (problem != std::errc{} || process <= 0) return std::nullopt;
  return process;
}

Holder read_holder(const std::string& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status{};
  if (!file && lstat(path.c_str(), &status) != 0) return {Content::kAbsent};  // or a closed folder
  if (!file) return {Content::kUnreadable};
  char text[32];
  const auto count = read(file.get(), text, sizeof text);
  if (count <= 0) return {Content::kUnreadable};
  const auto process = parse_holder({text, static_cast<std::size_t>(count)});
  if (!process) return {Content::kUnreadable};
  return {Content::kProcess, *process};
}

std::string unique_name(const std::string& lock_path) {
  static std::atomic<unsigned> counter{0};
  const auto directory = lock_path.substr(0, lock_path.rfind('/') + 1);
  return directory + "LTMP." + std::to_string(getpid()) + "." + std::to_string(++counter);
}

bool write_ours(const std::string& path) {
  const Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  // Whatever our umask: who finds the lock must be able to read whose it is.
  if (!file || fchmod(file.get(), 0644) != 0) return false;
  char text[16];
  const int length = std::snprintf(text, sizeof text, "%10d\n", static_cast<int>(getpid()));
  return write(file.get(), text, static_cast<std::size_t>(length)) == length;
}

// 0, or errno; EEXIST says that somebody has the lock.
int create(const std::string& path) {
  const auto unique = unique_name(path);
  const bool is_written = write_ours(unique);
  int problem = is_written ? 0 : errno;
  if (is_written && link(unique.c_str(), path.c_str()) != 0) problem = errno;
  unlink(unique.c_str());
  return problem;
}

// Moves the file aside before it is removed: had another taken the stale lock over in the
// meantime, a plain unlink() would remove the new owner's.
bool remove_stale(const std::string& path, pid_t stale) {
  const auto aside = unique_name(path);
  if (rename(path.c_str(), aside.c_str()) != 0) return errno == ENOENT;
  const bool is_stale = read_holder(aside).process == stale;
  if (!is_stale) [[maybe_unused]]
    const int linked = link(aside.c_str(), path.c_str());
  unlink(aside.c_str());
  return is_stale;
}

// The locks of this process. A file with our number that is not among them is that of a process
// before us: in a container a restarted program has the number of the one that died.
class OwnLocks {
 public:
  bool add(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return paths_.insert(canonical(path)).second;
  }
  void remove(const std::string& path) {
    const std::lock_guard lock(mutex_);
    paths_.erase(canonical(path));
  }

 private:
  static std::string canonical(const std::string& path) {
    const std::filesystem::path file(path);
    std::error_code ignored;
    return (weakly_canonical(file.parent_path(), ignored) / file.filename()).string();
  }

  std::mutex mutex_;
  std::set<std::string> paths_;
};

OwnLocks& own_locks() {
  static OwnLocks all;
  return all;
}

Error held(const std::string& context) {
  return {.code = ErrorCode::kPortNotAvailable, .layer = Layer::kPort, .context = context};
}

}  // namespace

std::string lock_name(const std::string& device) {
  const auto dev = device.find("/dev/");
  std::string name =
      dev != device.npos ? device.substr(dev + 5) : device.substr(device.rfind('/') + 1);
  for (auto& c : name) {
    if (c == '/') c = '_';
  }
  return "LCK.." + name;
}

Result<LockFile> LockFile::take(const std::string& path) {
  if (!own_locks().add(path)) {
    return std::unexpected(held("held by " + describe_process(getpid())));
  }
  auto lock = make(path);
  if (!lock || !*lock) own_locks().remove(path);
  return lock;
}

Result<LockFile> LockFile::make(const std::string& path) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto holder = read_holder(path);
    if (holder.content == Content::kUnreadable) {
      return std::unexpected(held(
          "locked by " + path + ", which names no process: remove it if no program uses the port"));
    }
    if (holder.content == Content::kProcess && holder.process != getpid() &&
        !has_ended(holder.process)) {
      return std::unexpected(held("held by " + describe_process(holder.process)));
    }
    if (holder.content == Content::kProcess && !remove_stale(path, holder.process)) {
      if (errno == EACCES || errno == EPERM || errno == EROFS) return LockFile();
      continue;
    }
    const int problem = create(path);
    if (problem == 0) return LockFile(path);
    if (problem != EEXIST) return LockFile();
  }
  return std::unexpected(held("locked by " + path + ", which changes hands"));
}

std::vector<std::string> remove_locks_of(const std::string& directory, pid_t process,
                                         const std::string& started) {
  std::vector<std::string> removed;
  if (process <= 0 || start_time(process) == started) return removed;  // it lives
  const auto names = list_files(directory, "");
  if (!names) return removed;
  for (const std::string& name : *names) {
    const std::string path = directory + "/" + name;
    if (!name.starts_with("LCK..") || read_holder(path).process != process) continue;
    if (remove_stale(path, process)) removed.push_back(path);
  }
  return removed;
}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
  if (this == &other) return *this;
  release();
  path_ = std::exchange(other.path_, {});
  return *this;
}

void LockFile::release() {
  if (path_.empty()) return;
  // A child made by fork() has a copy of this object, but not the lock.
  if (read_holder(path_).process == getpid()) unlink(path_.c_str());
  own_locks().remove(path_);
  path_.clear();
}

}  // namespace dial::sys
