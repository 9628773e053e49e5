#pragma once

#include <array>
#include <span>
#include <string_view>

#include "profile/profile.hpp"

// The words of each enumeration of a profile, in its order.
namespace dial::profile {

using Words = std::span<const std::string_view>;

inline constexpr std::array<std::string_view, 3> kFlowControlWords{"none", "hardware", "software"};
inline constexpr std::array<std::string_view, 3> kParityWords{"none", "even", "odd"};
inline constexpr std::array<std::string_view, 2> kHangUpWords{"dtr", "escape"};
inline constexpr std::array<std::string_view, 2> kModemTypeWords{"modem", "direct"};
inline constexpr std::array<std::string_view, 3> kDataPathWords{"auto", "tun", "memory"};
inline constexpr std::array<std::string_view, 3> kTerminalWords{"none", "before_dial",
                                                                "after_dial"};
inline constexpr std::array<std::string_view, 4> kLinkWords{"direct", "telephone", "cellular",
                                                            "satellite"};
inline constexpr std::array<std::string_view, 2> kDiallingWords{"tone", "pulse"};
inline constexpr std::array<std::string_view, 4> kSpeakerWords{"as_is", "off", "until_connect",
                                                               "on"};
inline constexpr std::array<std::string_view, 1> kCallbackWords{"none"};
inline constexpr std::array<std::string_view, 5> kCharacterWords{"8n1", "7e1", "7o1", "7s1", "7m1"};
inline constexpr std::array<std::string_view, 2> kAuthenticationWords{"pap", "chap"};

inline constexpr std::array<std::string_view, 5> kDnsWayWords{"auto", "none", "resolved",
                                                              "resolvconf", "file"};
inline constexpr std::array<std::string_view, 3> kScriptLanguageWords{"chat", "scp", "lua"};

inline constexpr std::array<std::string_view, 4> kRuleWords{"redial", "slow", "skip", "stop"};

inline constexpr std::array<std::string_view, 3> kUsbResetWords{"never", "reset", "authorized"};

constexpr Words words_of(UsbReset) {
  return kUsbResetWords;
}
constexpr Words words_of(Rule) {
  return kRuleWords;
}
constexpr Words words_of(ScriptLanguage) {
  return kScriptLanguageWords;
}
constexpr Words words_of(DnsWay) {
  return kDnsWayWords;
}
constexpr Words words_of(FlowControl) {
  return kFlowControlWords;
}
constexpr Words words_of(Parity) {
  return kParityWords;
}
constexpr Words words_of(HangUpMethod) {
  return kHangUpWords;
}
constexpr Words words_of(DataPath) {
  return kDataPathWords;
}
constexpr Words words_of(TerminalStage) {
  return kTerminalWords;
}
constexpr Words words_of(LinkClass) {
  return kLinkWords;
}
constexpr Words words_of(Dialling) {
  return kDiallingWords;
}
constexpr Words words_of(Speaker) {
  return kSpeakerWords;
}
constexpr Words words_of(Callback) {
  return kCallbackWords;
}
constexpr Words words_of(Characters) {
  return kCharacterWords;
}

}  // namespace dial::profile
