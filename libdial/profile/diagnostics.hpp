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
  std::string file = {};  // empty: the file that is being read, and no base of it
};

// Collects everything that is wrong in one file and its bases.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file) : file_(std::move(file)) {}

  void add(Place place, std::string message, std::string key = {});

  // All of them in the order of the file; those of bases behind them.
  [[nodiscard]] std::vector<Diagnostic> take();

 private:
  std::string file_;
  std::vector<Diagnostic> found_;
};

// The key of a table as one dotted name; table "": top level.
std::string dotted(std::string_view table, std::string_view key);

// A name from the file as it may stand in a message: printable, shortened, in backquotes.
std::string quoted(std::string_view name);

// What toml++ says of a text that is no TOML, and what is mostly meant by it.
std::string syntax_problem(std::string_view description);

// "unknown key `sped`; did you mean `speed`?", from the table of keys. Table "": top level.
std::string unknown_key(std::string_view table, std::string_view key);

// The candidate nearest to `word` when it is near enough to be a slip of the fingers, else "".
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace dial::profile
