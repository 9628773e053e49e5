#pragma once

#include "uv/wake.hpp"

namespace dial::manager {

// The way of a notification to the loop of the thread that dialled: one wake handle per loop,
// whatever the number of lines.
using Delivery = uv::WakeQueue;

}  // namespace dial::manager
