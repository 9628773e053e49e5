#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "script/scp_script.hpp"

namespace dial::script::test {

// The commands between proc main, in line 1, and endproc.
inline std::string in_main(std::string_view commands) {
  return "proc main\n" + std::string(commands) + "\nendproc\n";
}

inline scp::Script scp_parsed(std::string_view text) {
  auto script = scp::Script::parse(text);
  CAPTURE(text);
  if (!script) FAIL(script.error().front().message);
  return *script;
}

}  // namespace dial::script::test
