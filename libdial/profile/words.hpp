#pragma once

#include <array>
#include <string_view>

// The words of each enumeration of a profile, in its order: for the reader and for who reads back.
namespace dial::profile {

inline constexpr std::array<std::string_view, 2> kFlowControlWords{"none", "hardware"};
inline constexpr std::array<std::string_view, 3> kParityWords{"none", "even", "odd"};
inline constexpr std::array<std::string_view, 2> kHangUpWords{"dtr", "escape"};
inline constexpr std::array<std::string_view, 2> kModemTypeWords{"modem", "direct"};
inline constexpr std::array<std::string_view, 3> kDataPathWords{"auto", "tun", "memory"};
inline constexpr std::array<std::string_view, 3> kTerminalWords{"none", "before_dial",
                                                                "after_dial"};
inline constexpr std::array<std::string_view, 4> kLinkWords{"direct", "telephone", "cellular",
                                                            "satellite"};

}  // namespace dial::profile
