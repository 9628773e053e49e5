#include "sys/replace_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "sys/fd.hpp"

namespace dial::sys {
namespace {

constexpr mode_t kPermissions = 07777;

std::unexpected<Error> failure(const std::string& what, const std::string& path, int os_error) {
  if (os_error == EEXIST) {
    return std::unexpected(Error{.code = ErrorCode::kAlreadyExists,
                                 .layer = Layer::kConfiguration,
                                 .context = path,
                                 .os_error = os_error});
  }
  return std::unexpected(Error{.code = ErrorCode::kCannotWritePhonebook,
                               .layer = Layer::kConfiguration,
                               .context = what + " " + path + ": " + strerror(os_error),
                               .os_error = os_error});
}

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// A new name is on the disk when its directory is.
Result<> sync_directory(const std::string& path) {
  const std::string directory = directory_of(path);
  const Fd folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || fsync(folder.get()) != 0) return failure("syncing", directory, errno);
  return {};
}

// The file with a name of its own until it is renamed; goes away if that never happens.
class NewFile {
 public:
  explicit NewFile(const std::string& beside)
      : path_(directory_of(beside) + ".dial-XXXXXX"),
        descriptor_(mkostemp(path_.data(), O_CLOEXEC)) {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (descriptor_ && !renamed_) unlink(path_.c_str());
  }

  explicit operator bool() const { return static_cast<bool>(descriptor_); }
  bool write_all(std::string_view text) const {
    while (!text.empty()) {
      const auto count = write(descriptor_.get(), text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  // The mode first: who gives a file away may not touch it any more.
  bool take_after(const struct stat& old) const {
    if (fchmod(descriptor_.get(), old.st_mode & kPermissions) != 0) return false;
    const bool is_same = old.st_uid == geteuid() && old.st_gid == getegid();
    if (is_same || fchown(descriptor_.get(), old.st_uid, old.st_gid) == 0) return true;
    return errno == EPERM && stands_for_root(old);
  }
  bool set_mode(mode_t mode) const { return fchmod(descriptor_.get(), mode) == 0; }
  bool sync() const { return fsync(descriptor_.get()) == 0; }
  bool rename_to(const std::string& path, unsigned flags) {
    renamed_ = renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, path.c_str(), flags) == 0;
    return renamed_;
  }

 private:
  // A service that is not root cannot give root a file. In a directory that root opened to it, a
  // file of its own is as good; that of anybody else would become one that only we may change.
  bool stands_for_root(const struct stat& old) const {
    const bool is_roots = old.st_uid == 0 || old.st_uid == geteuid();
    // Its group keeps what it could do; another group is not given it.
    const bool keeps_group = fchown(descriptor_.get(), static_cast<uid_t>(-1), old.st_gid) == 0;
    const mode_t others = old.st_mode & (S_IRWXU | S_IRWXO);
    return is_roots && (keeps_group || fchmod(descriptor_.get(), others) == 0);
  }

  std::string path_;
  Fd descriptor_;
  bool renamed_ = false;
};

// What is there: nullopt if nothing is.
Result<std::optional<struct stat>> look_at(const std::string& path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return std::nullopt;
    return failure("writing", path, errno);
  }
  if (S_ISREG(status.st_mode)) return status;
  const bool is_link = S_ISLNK(status.st_mode);
  auto refused = failure("writing", path, is_link ? ELOOP : EINVAL);
  refused.error().context =
      path + (is_link ? " is a symbolic link; change what it points to" : " is not a regular file");
  return refused;
}

Result<> put_in_place(const std::string& path, std::string_view text, mode_t mode, Replace replace,
                      bool waits) {
  const auto old = look_at(path);
  if (!old) return std::unexpected(old.error());
  if (*old && replace == Replace::kOnlyNew) return failure("making", path, EEXIST);
  NewFile file(path);
  const bool is_written =
      file && file.write_all(text) && (*old ? file.take_after(**old) : file.set_mode(mode)) &&
      (!waits || file.sync()) && file.rename_to(path, *old ? 0 : RENAME_NOREPLACE);
  if (!is_written) return failure("writing", path, errno);
  if (waits) return sync_directory(path);
  return {};
}

}  // namespace

Result<> check_replaceable(const std::string& path) {
  const auto old = look_at(path);
  if (!old) return std::unexpected(old.error());
  return {};
}

Result<> replace_file(const std::string& path, std::string_view text, mode_t mode,
                      Replace replace) {
  return put_in_place(path, text, mode, replace, true);
}

Result<> replace_file_soon(const std::string& path, std::string_view text, mode_t mode) {
  return put_in_place(path, text, mode, Replace::kOrMake, false);
}

Result<> rename_file(const std::string& from, const std::string& to) {
  if (auto usable = check_replaceable(from); !usable) return usable;
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0)
    return failure("renaming to", to, errno);
  return sync_directory(to);
}

Result<> remove_file(const std::string& path) {
  if (unlink(path.c_str()) != 0) return failure("removing", path, errno);
  return sync_directory(path);
}

Result<> make_private_directory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0) return sync_directory(path);
  if (errno != EEXIST) return failure("making", path, errno);
  struct stat status{};
  const bool is_ours = lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
                       status.st_uid == geteuid() && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  if (is_ours) return {};
  return std::unexpected(
      Error{.code = ErrorCode::kCannotWritePhonebook,
            .layer = Layer::kConfiguration,
            .context = path + " is no directory that is ours and closed to others: chmod 700"});
}

}  // namespace dial::sys
