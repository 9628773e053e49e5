#pragma once

#include <cstddef>
#include <functional>

#include "sys/fd.hpp"

namespace dial::sys {

// Closes a descriptor whose close can block (a tty that drains, a TUN device: 20 ms) on a thread
// of its own, then calls `done` on that thread. One thread per close: a pool would be stopped by
// as many stuck closes as it has threads. If no thread can be made, closes here.
void close_slowly(Fd descriptor, std::function<void()> done);

// How many closes are under way; `dialctl status` and the tests look at it.
std::size_t slow_closes();

}  // namespace dial::sys
