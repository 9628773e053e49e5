#pragma once

#include <string>

#include "dial/error.hpp"
#include "policy/state_text.hpp"

namespace dial::manager {

// Where budgets and the ways that worked outlive the manager: one small file. Loop's thread.
class PolicyStore {
 public:
  // An empty path keeps everything in memory.
  explicit PolicyStore(std::string file) : file_(std::move(file)) {}

  // Once, at the start. A file that is not there is empty; of one that is damaged what can be read
  // is kept, and the error says so.
  Result<> load();
  policy::Remembered find(const std::string& key) const;
  // Writes the file if that is news.
  Result<> put(const std::string& key, const policy::Remembered& remembered);

 private:
  std::string file_;
  policy::Memory memory_;
};

policy::WallTime local_wall_time();

}  // namespace dial::manager
