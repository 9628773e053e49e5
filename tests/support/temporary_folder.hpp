#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace dial::test {

// A folder of our own, which goes with everything in it. What it cannot do it throws, so that
// doctest tells it and a fuzz target ends.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / "dial-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) give_up(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  // Returns the file's path.
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0644) const {
    auto path = *this / name;
    if (!(std::ofstream(path, std::ios::binary) << text << std::flush)) give_up(path);
    if (::chmod(path.c_str(), mode) != 0) give_up(path);
    return path;
  }
  // Empty for a file that is not there.
  std::string text(const std::string& name) const {
    std::ifstream file(*this / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool has(const std::string& name) const { return std::filesystem::exists(*this / name); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  [[noreturn]] static void give_up(const std::string& path) {
    throw std::system_error(errno, std::system_category(), path);
  }
  std::string path_;
};

}  // namespace dial::test
