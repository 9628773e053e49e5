#pragma once

#include <string>

#include "dial/error.hpp"

namespace dial::cli {

// A copy of a text that a person edits. It lies in a folder of the caller's own, so that nobody
// else reads it, and goes with the object, unless it is kept. Main thread.
class EditedCopy {
 public:
  // kCannotWritePhonebook: there is no place for it.
  static Result<EditedCopy> make(const std::string& name, const std::string& text);
  EditedCopy(EditedCopy&& other) noexcept;
  EditedCopy& operator=(EditedCopy&&) = delete;
  ~EditedCopy();

  const std::string& file() const { return file_; }
  // Runs $VISUAL, else $EDITOR, else vi, and waits for it. kUnknown: it could not be run, or says
  // that it failed.
  Result<> edit();
  Result<std::string> text() const;
  void keep();

 private:
  EditedCopy(std::string folder, std::string file)
      : folder_(std::move(folder)), file_(std::move(file)) {}

  std::string folder_;  // empty: kept, or somebody else's
  std::string file_;
};

}  // namespace dial::cli
