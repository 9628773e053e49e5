#pragma once

#include <string>

#include "rpc/messages.hpp"

namespace dial::cli {

// One line. A modem's or a device's words need not be UTF-8: what is not becomes U+FFFD, as on the
// wire.
inline std::string json_document(const rpc::Json& json) {
  return json.dump(-1, ' ', false, rpc::Json::error_handler_t::replace) + "\n";
}

}  // namespace dial::cli
