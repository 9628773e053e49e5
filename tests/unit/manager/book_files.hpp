#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "manager/phone_book.hpp"
#include "support/temporary_folder.hpp"

namespace dial::manager {

// The files of a phone book, which go away with the test.
class Book : public test::TemporaryFolder {
 public:
  Book() { std::filesystem::create_directory(*this / "profiles"); }

  PhoneBook loaded() const {
    PhoneBook book({.directory = *this / "profiles",
                    .secrets = *this / "secrets.toml",
                    .users = *this / "users"});
    REQUIRE(book.load());
    return book;
  }
  mode_t mode(const std::string& name) const {
    struct stat status{};
    REQUIRE(stat((*this / name).c_str(), &status) == 0);
    return status.st_mode & 07777;
  }
};

}  // namespace dial::manager
