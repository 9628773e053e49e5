#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "script/lint.hpp"

// What the lints of the languages have in common.
namespace dial::script {

// How long a whole script may take unless its engine is told otherwise.
inline constexpr Duration kUsualScriptLimit{300'000};

inline constexpr std::string_view kSecretInClear =
    "what answers a question for a password stands here in clear, for whoever sees the script; ";

// The far end asks for a password with this, or with the end of a word that is cut at its front:
// "Password:", "ssword: ", "PASSCODE>".
bool asks_for_secret(std::string_view prompt);
// A text that is sent has more than line ends.
bool says_something(std::string_view sent);

std::vector<Remark> lint_chat(std::string_view text, const LintOptions& options);
std::vector<Remark> lint_scp(std::string_view text);
std::vector<Remark> lint_lua(const std::string& name, std::string_view text,
                             const LintOptions& options);

}  // namespace dial::script
