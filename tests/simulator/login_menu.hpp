#pragma once

#include <uv.h>

#include <memory>

#include "simulator/far_end.hpp"
#include "simulator/peer.hpp"

namespace dial::simulator {

// A host that asks for name and password in text, as access servers and Unix hosts do, echoes what
// it should, shows a menu if the options want one, and then begins PPP. Three wrong logins, and it
// hangs up.
std::unique_ptr<FarEnd> ask_in_text(uv_loop_t* loop, const PeerOptions& options,
                                    PeerCounters& counters, FarEndOwner& owner);

}  // namespace dial::simulator
