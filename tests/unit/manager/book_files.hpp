#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "manager/phone_book.hpp"

namespace dial::manager {

// A directory of profiles that goes away with the test.
class Book {
 public:
  Book() {
    char name[] = "/tmp/dial-book-XXXXXX";
    root_ = mkdtemp(name);
    std::filesystem::create_directory(root_ + "/profiles");
  }
  ~Book() { std::filesystem::remove_all(root_); }

  void write(const std::string& name, const std::string& text, mode_t mode = 0644) const {
    const std::string path = root_ + "/" + name;
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
  }
  PhoneBook loaded() const {
    PhoneBook book({.directory = root_ + "/profiles",
                    .secrets = root_ + "/secrets.toml",
                    .users = root_ + "/users"});
    REQUIRE(book.load());
    return book;
  }
  std::string text(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(root_ + "/" + name, std::ios::binary).rdbuf();
    return text.str();
  }
  bool has(const std::string& name) const { return std::filesystem::exists(root_ + "/" + name); }
  mode_t mode(const std::string& name) const {
    struct stat status{};
    REQUIRE(stat((root_ + "/" + name).c_str(), &status) == 0);
    return status.st_mode & 07777;
  }
  const std::string& root() const { return root_; }

 private:
  std::string root_;
};

}  // namespace dial::manager
