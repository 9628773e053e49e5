#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "profile/profile.hpp"

namespace dial::profile {

// A place in a file; both count from 1.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};

// Collects everything that is wrong in one file. Unknown keys are kept until every table has
// been read: only then is it known which other table a misplaced key belongs to.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file) : file_(std::move(file)) {}

  void add(Place place, std::string message, std::string key = {});
  void know(std::string_view table, std::string_view key);  // table "": top level
  void add_unknown(Place place, std::string_view table, std::string_view key);

  // All of them in the order of the file.
  [[nodiscard]] std::vector<Diagnostic> take();

 private:
  struct Key {
    std::string table;
    std::string name;
    Place place;
  };

  std::string describe_unknown(const Key& unknown) const;

  std::string file_;
  std::vector<Key> known_;
  std::vector<Key> unknown_;
  std::vector<Diagnostic> found_;
};

// The key of a table as one dotted name; table "": top level.
std::string dotted(std::string_view table, std::string_view key);

// A name from the file as it may stand in a message: printable, shortened, in backquotes.
std::string quoted(std::string_view name);

// The candidate nearest to `word` when it is near enough to be a slip of the fingers, else "".
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace dial::profile
