#include "cli/free_files.hpp"

#include <filesystem>
#include <system_error>

namespace dial::cli {

Result<> check_free(const std::vector<std::string>& files) {
  namespace fs = std::filesystem;
  for (const std::string& file : files) {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(file, ignored))) continue;
    return std::unexpected(Error{ErrorCode::kAlreadyExists, Layer::kConfiguration,
                                 file + " is there already; --force replaces it", "", 0});
  }
  return {};
}

}  // namespace dial::cli
