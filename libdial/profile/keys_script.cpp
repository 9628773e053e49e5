#include <algorithm>

#include "profile/keys_build.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLongestScript = 65'536;  // octets
constexpr std::int64_t kLongestPath = 4'095;     // PATH_MAX without its NUL

// chat(8): a string to send that begins with @ names a file. A word begins behind a blank, or
// behind the quote that follows one.
bool sends_file(std::string_view script) {
  for (std::size_t at = script.find('@'); at < script.size(); at = script.find('@', at + 1)) {
    std::size_t begin = at;
    if (begin > 0 && (script[begin - 1] == '"' || script[begin - 1] == '\'')) --begin;
    if (begin == 0 || std::string_view(" \t\r\n").find(script[begin - 1]) != std::string_view::npos)
      return true;
  }
  return false;
}

std::string path_problem(std::string_view path) {
  return path.empty() || path.starts_with('/')
             ? ""
             : "must be a whole path, as in \"/etc/dial/scripts/isp.scp\"";
}

// A name as chat and Lua have it. The two that chat has already mean what they do there.
std::string variable_problem(std::string_view name) {
  constexpr std::size_t kLongestName = 32;  // octets
  const auto is_letter = [](char c) {
    return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  const bool is_name =
      !name.empty() && is_letter(name[0]) &&
      std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  if (!is_name) return "is no name of a variable: write letters, digits and _, no digit first";
  if (name.size() > kLongestName) return "is a name longer than 32 octets";
  if (name == "USER") return "is the profile's `user` to a script: write another name";
  return {};
}

constexpr std::size_t kMostVariables = 32;
constexpr std::int64_t kLongestVariable = 1'024;  // octets

using namespace build;

constexpr std::array kKeys{
    text<&Profile::login_script>("script.login",
                                 "the text of the script that runs between CONNECT and PPP")
        .with_empty()
        .with_controls()
        .up_to(kLongestScript)
        .reserved(kReads, "'' @/etc/shadow", sends_file)
        .with_default("none"),
    text<&Profile::script, &ScriptSettings::path>("script.file",
                                                  "a file with that text, instead of `login`")
        .with_empty()
        .up_to(kLongestPath)
        .checked_by(path_problem)
        .reserved(kReads, "/etc/shadow")
        .with_default("none"),
    word<&Profile::script, &ScriptSettings::language>(
        "script.language", "`\"scp\"` is that of Windows dial-up networking")
        .with_default("by the end of `file` (`.scp`, `.lua`), else `\"chat\"`"),
    flag<&Profile::script, &ScriptSettings::chat_habits>(
        "script.chat_habits",
        "of a chat script: 10 ms before each octet that is sent, and bit 7 of what is read "
        "dropped, "
        "as chat(8) does"),
    time<&Profile::script, &ScriptSettings::limit>(
        "script.limit", 1s, 24h, "of the whole script, without the time a person takes to answer"),
    time<&Profile::script, &ScriptSettings::wait_limit>("script.wait_limit", 1ms, 24h,
                                                        "of a wait that says nothing else")
        .with_default("`\"45s\"` in chat, else `\"60s\"`"),
    named<&Profile::script, &ScriptSettings::variables>(
        "script.variables", kMostVariables, variable_problem,
        "texts that the script uses by name: `$NAME` in chat, `profile.variables.NAME` in Lua")
        .with_empty()
        .up_to(kLongestVariable)
        .with_default("none"),
    word<&Profile::terminal>("script.terminal", "when a person gets the line"),
    word<&Profile::characters>("script.line",
                               "how characters look on the line until PPP begins; a PPP line is "
                               "8N1 always"),
};

}  // namespace

std::span<const Key> script_keys() {
  return kKeys;
}

}  // namespace dial::profile
