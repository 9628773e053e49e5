#pragma once

#include <string_view>

namespace dial::rpc {

// The text of org.libdial.dial.varlink as it stands in the source tree, for introspection.
std::string_view interface_text();

}  // namespace dial::rpc
