#pragma once

#include <string>

#include "dial/error.hpp"
#include "sys/fd.hpp"

namespace dial::sys {

// A point-to-point TUN interface (IFF_TUN | IFF_NO_PI), non-blocking; gone when closed.
struct Tun {
  Fd descriptor;
  std::string interface;  // the name the kernel gave

  // `name` may be empty (tunN) or have a %d. Errors: kNoIpAdapter, the context says what is
  // missing.
  static Result<Tun> open(const std::string& name);
  // One that another process of ours had opened. kNoIpAdapter: it has been removed meanwhile.
  static Result<Tun> take_over(Fd descriptor);
};

std::string tun_interface(int descriptor);  // its name; empty: it has none, or none any more
bool is_tun(int descriptor);                // whether its interface is still there or not

}  // namespace dial::sys
