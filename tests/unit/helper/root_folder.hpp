#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace dial::test {

// Says so where a case has to be left out.
inline bool can_own_as_root() {
  if (::geteuid() == 0) return true;
  MESSAGE("left out: only root can make files that are root's");
  return false;
}

// A folder that none but root can write, on all its way: /tmp is not such a place.
class RootFolder {
 public:
  RootFolder() : path_("/run/dial-test-XXXXXX") {
    REQUIRE(::mkdtemp(path_.data()) != nullptr);
    REQUIRE(::chmod(path_.c_str(), 0755) == 0);
  }
  RootFolder(const RootFolder&) = delete;
  RootFolder& operator=(const RootFolder&) = delete;
  ~RootFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  void write(const std::string& name, const std::string& text, mode_t mode) const {
    std::ofstream file(*this / name);
    file << text << std::flush;
    REQUIRE(file.good());
    REQUIRE(::chmod((*this / name).c_str(), mode) == 0);
  }
  void script(const std::string& name, const std::string& text) const {
    write(name, "#!/bin/sh\n" + text + "\n", 0755);
  }
  std::string text(const std::string& name) const {
    std::ifstream file(*this / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
};

}  // namespace dial::test
