#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "rpc/codec.hpp"
#include "rpc/socket.hpp"

namespace dial::rpc {

using Clock = std::chrono::steady_clock;
using Deadline = std::optional<Clock::time_point>;  // none: wait for ever

Deadline deadline_in(std::chrono::milliseconds limit);
Error lost_connection(const std::string& why);  // kServiceNotReachable

// Fails with kServiceNotReachable when the time is over.
Result<> wait_until_readable(const Socket& socket, Deadline deadline);

// Sends all, waiting for room. Fails with kServiceNotReachable.
Result<> send_all(const Socket& socket, std::string_view text, Deadline deadline);

// The next reply, waiting for it. Fails with kServiceNotReachable when the connection ends, the
// time is over, or what came is no reply.
Result<Reply> receive_reply(const Socket& socket, MessageSplitter& splitter, Deadline deadline);

}  // namespace dial::rpc
