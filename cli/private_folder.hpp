#pragma once

#include <string>
#include <utility>

#include "dial/error.hpp"

namespace dial::cli {

// A new folder under $TMPDIR, else /tmp, which nobody but the caller can enter (mkdtemp(3)). It
// goes with all that is in it when this ends, unless it is kept.
class PrivateFolder {
 public:
  // kCannotWritePhonebook: there is no place for it.
  static Result<PrivateFolder> make();
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  const std::string& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;  // empty: kept, or somebody else's
};

}  // namespace dial::cli
