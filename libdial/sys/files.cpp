#include "sys/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "sys/fd.hpp"

namespace dial::sys {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

Error failure(const std::string& path, int os_error) {
  return {.code = ErrorCode::kCannotOpenPhonebook,
          .layer = Layer::kConfiguration,
          .context = "reading " + path + ": " + strerror(os_error),
          .os_error = os_error};
}

Error refusal(const std::string& path, const std::string& what) {
  return {.code = ErrorCode::kAccessDenied,
          .layer = Layer::kConfiguration,
          .context = path + " " + what};
}

struct OpenFile {
  Fd descriptor;
  struct stat status{};
};

Result<OpenFile> open_regular(const std::string& path) {
  // O_NONBLOCK: a FIFO in this place must not hold the caller up.
  OpenFile file{Fd(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)), {}};
  if (!file.descriptor || fstat(file.descriptor.get(), &file.status) != 0) {
    return std::unexpected(failure(path, errno));
  }
  if (S_ISDIR(file.status.st_mode)) return std::unexpected(failure(path, EISDIR));
  return file;
}

Result<std::string> read_all(const Fd& descriptor, const std::string& path, std::size_t limit) {
  std::string text;
  char chunk[4096];
  while (true) {
    const auto count = read(descriptor.get(), chunk, sizeof chunk);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(failure(path, errno));
    if (count == 0) return text;
    text.append(chunk, static_cast<std::size_t>(count));
    if (text.size() > limit) return std::unexpected(failure(path, EFBIG));
  }
}

}  // namespace

Result<OwnedText> read_owned_file(const std::string& path, std::size_t limit) {
  const auto file = open_regular(path);
  if (!file) return std::unexpected(file.error());
  if (!S_ISREG(file->status.st_mode)) return std::unexpected(failure(path, EINVAL));
  auto text = read_all(file->descriptor, path, limit);
  if (!text) return std::unexpected(text.error());
  return OwnedText{.text = std::move(*text),
                   .owner = file->status.st_uid,
                   .others_can_write = (file->status.st_mode & (S_IWGRP | S_IWOTH)) != 0};
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  auto file = read_owned_file(path, limit);
  if (!file) return std::unexpected(file.error());
  return std::move(file->text);
}

Result<std::string> read_secret_file(const std::string& path, std::size_t limit) {
  const auto file = open_regular(path);
  if (!file) return std::unexpected(file.error());
  const auto& status = file->status;
  if (!S_ISREG(status.st_mode)) return std::unexpected(refusal(path, "is not a regular file"));
  if (status.st_uid != 0 && status.st_uid != geteuid()) {
    return std::unexpected(refusal(
        path, "belongs to somebody else: chown " + std::to_string(geteuid()) + " '" + path + "'"));
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return std::unexpected(refusal(path, "is open to others: chmod 600 '" + path + "'"));
  }
  return read_all(file->descriptor, path, limit);
}

namespace {

// The names that `wants` takes, by what they are; links count as what they point to, or not.
template <class Wants>
Result<std::vector<std::string>> list_names(const std::string& directory, int flags, Wants wants) {
  const std::unique_ptr<DIR, CloseDirectory> folder(opendir(directory.c_str()));
  if (!folder) return std::unexpected(failure(directory, errno));
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder.get())) {
    struct stat status{};
    const bool is_there = fstatat(dirfd(folder.get()), entry->d_name, &status, flags) == 0;
    if (is_there && wants(std::string_view(entry->d_name), status.st_mode))
      names.emplace_back(entry->d_name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Result<std::vector<std::string>> list_files(const std::string& directory,
                                            const std::string& suffix) {
  return list_names(directory, 0, [&](std::string_view name, mode_t mode) {
    return S_ISREG(mode) && name.ends_with(suffix);
  });
}

Result<std::vector<std::string>> list_directories(const std::string& directory) {
  return list_names(directory, AT_SYMLINK_NOFOLLOW, [](std::string_view name, mode_t mode) {
    return S_ISDIR(mode) && name != "." && name != "..";
  });
}

RandomSource kernel_random() {
  return [](std::span<std::uint8_t> out) {
    while (!out.empty()) {
      const auto count = getrandom(out.data(), out.size(), 0);
      if (count > 0) out = out.subspan(static_cast<std::size_t>(count));
      // Nothing may go on with octets that are not random.
      if (count < 0 && errno != EINTR) std::abort();
    }
  };
}

}  // namespace dial::sys
