#include "helper/root_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/bytes.hpp"

namespace dial::helper {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> refused(ErrorCode code, const std::string& path, const std::string& why,
                               int os_error = 0) {
  static constexpr std::size_t kShown = 200;
  return std::unexpected(Error{.code = code,
                               .layer = Layer::kManager,
                               .context = printable(octets_of(path), kShown) + " " + why,
                               .os_error = os_error});
}

// "/etc/dial/hooks/up.d/firewall" below "/etc/dial/hooks", and no way out by "..".
bool is_below(const std::string& folder, const std::string& path) {
  if (folder.empty() || !path.starts_with(folder + "/")) return false;
  return fs::path(path).lexically_normal().string() == path && !path.ends_with('/');
}

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         &std::free);
  if (real) return std::string(real.get());
  return refused(ErrorCode::kInvalidParameter, path, "is not there", errno);
}

// A real path: no part of it is a symbolic link.
Result<> check_roots(const std::string& real) {
  for (fs::path part = real;; part = part.parent_path()) {
    struct stat status{};
    if (::lstat(part.c_str(), &status) != 0)
      return refused(ErrorCode::kInvalidParameter, part, "is not there", errno);
    if (status.st_uid != 0)
      return refused(ErrorCode::kAccessDenied, part, "does not belong to root: chown root");
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
      return refused(ErrorCode::kAccessDenied, part, "can be written by others: chmod go-w");
    if (part == part.parent_path()) return {};
  }
}

Result<> check_use(const std::string& real, Use use) {
  struct stat status{};
  if (::stat(real.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return refused(ErrorCode::kAccessDenied, real, "is no regular file");
  if (use == Use::kRun && (status.st_mode & S_IXUSR) == 0)
    return refused(ErrorCode::kAccessDenied, real, "cannot be run: chmod +x");
  return {};
}

}  // namespace

Result<std::string> roots_file(const std::string& folder, const std::string& path, Use use) {
  if (!is_below(folder, path))
    return refused(ErrorCode::kAccessDenied, path, "is not below " + folder);
  // Where the name stands, and what it leads to: a link that others could turn is none of root's.
  for (const std::string& name : {fs::path(path).parent_path().string(), path}) {
    const auto real = real_path(name);
    if (!real) return std::unexpected(real.error());
    if (auto safe = check_roots(*real); !safe) return std::unexpected(safe.error());
  }
  const auto real = real_path(path);
  if (!real) return std::unexpected(real.error());
  if (auto usable = check_use(*real, use); !usable) return std::unexpected(usable.error());
  return *real;
}

}  // namespace dial::helper
