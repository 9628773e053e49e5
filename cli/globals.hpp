#pragma once

#include "dial/dialer.hpp"

namespace dial::cli {

// What the options before the sub-command say.
struct Globals {
  DialerOptions dialer;
  bool json = false;
};

}  // namespace dial::cli
