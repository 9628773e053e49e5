#pragma once

#include <optional>
#include <string_view>

#include "dial/types.hpp"

namespace dial::cli {

// What a person may mean by ENTRY|ID where the manager knows no such entry: "42" may be one, and
// which is meant by a name is the manager's to say. Decimal digits, not 0.
std::optional<ConnectionId> parse_id(std::string_view target);

}  // namespace dial::cli
