#pragma once

#include <string>
#include <utility>

#include "cli/private_folder.hpp"
#include "dial/error.hpp"

namespace dial::cli {

// A copy of a text that a person edits, which nobody else can read. It goes with the object, unless
// it is kept. Main thread.
class EditedCopy {
 public:
  // kCannotWritePhonebook: there is no place for it.
  static Result<EditedCopy> make(const std::string& name, const std::string& text);

  const std::string& file() const { return file_; }
  // Runs $VISUAL, else $EDITOR, else vi, and waits for it. kUnknown: it could not be run, or says
  // that it failed.
  Result<> edit();
  Result<std::string> text() const;
  void keep() { folder_.keep(); }

 private:
  EditedCopy(PrivateFolder folder, std::string file)
      : folder_(std::move(folder)), file_(std::move(file)) {}

  PrivateFolder folder_;
  std::string file_;
};

}  // namespace dial::cli
