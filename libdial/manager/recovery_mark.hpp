#pragma once

#include <string_view>

namespace dial::manager {

// Before policy::step_text(), in what a connection reports of a step.
inline constexpr std::string_view kRecoveryMark = "recovery: ";

}  // namespace dial::manager
