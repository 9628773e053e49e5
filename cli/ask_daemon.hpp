#pragma once

#include <string>

#include "cli/globals.hpp"
#include "rpc/codec.hpp"

namespace dial::cli {

// A manager in this process has no connection but the one this process dials: refuses --direct as a
// mistake of the command line (throws CLI::ValidationError).
void require_daemon(const Globals& globals);

// One short call of org.libdial.dial, for what is not part of the Dialer. Waits five seconds at
// most.
Result<rpc::Json> ask_daemon(const Globals& globals, const std::string& method,
                             rpc::Json parameters);

}  // namespace dial::cli
