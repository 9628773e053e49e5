#pragma once

#include <optional>
#include <string_view>

namespace dial {

// What stands behind the D of a modem's command line, as in "T5551234" of "ATX3DT5551234" (V.250,
// 5.4 and 6.3.1: D takes the rest of the line). nullopt: the line dials nothing. Commands behind
// + * # $ ^ @ ! and _ are read up to the next `;` (V.250, 5.4.4).
std::optional<std::string_view> dialled_by(std::string_view line);

}  // namespace dial
