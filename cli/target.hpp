#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dial/types.hpp"

namespace dial::cli {

// What a person means by ENTRY|ID. Pure. An entry of that name comes first: "42" may be one.
const ConnectionStatus* find_entry(const std::vector<ConnectionStatus>& connections,
                                   std::string_view target);
std::optional<ConnectionId> parse_id(std::string_view target);  // decimal digits, not 0

}  // namespace dial::cli
