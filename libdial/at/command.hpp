#pragma once

#include <string_view>

namespace dial::at {

// What a command line does, as far as its answer depends on it (V.250, 5.2, 5.3, 5.4).
struct CommandTraits {
  bool is_call = false;   // D without `;`, A, O, +CGDATA: ends with CONNECT, or says why not
  bool hangs_up = false;  // H
  bool is_reset = false;  // E, V, Z, &F: echo and the form of results may be others afterwards
};

CommandTraits traits_of(std::string_view command);

}  // namespace dial::at
