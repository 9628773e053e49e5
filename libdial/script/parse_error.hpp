#pragma once

#include <cstddef>
#include <string>

namespace dial::script {

// Where and what is wrong in a script; lines and columns count from 1, columns in octets.
struct ParseError {
  std::size_t line = 1;
  std::size_t column = 1;
  std::string message;  // says what to write instead
};

}  // namespace dial::script
