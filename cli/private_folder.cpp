#include "cli/private_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace dial::cli {

Result<PrivateFolder> PrivateFolder::make() {
  std::error_code ignored;
  const auto place = std::filesystem::temp_directory_path(ignored);
  // The six letters are mkdtemp's: it puts others there.
  std::string path = (place.empty() ? std::filesystem::path("/tmp") : place) / "dialctl-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    return std::unexpected(
        Error{ErrorCode::kCannotWritePhonebook, Layer::kNone, "making " + path, "", errno});
  }
  return PrivateFolder(std::move(path));
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace dial::cli
