#include "base/command_line.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace dial {
namespace {

constexpr std::string_view kExtended = "+*#$^@!_";
constexpr std::string_view kPrefixes = "&%\\-";  // of a basic command with a letter of its own
constexpr std::string_view kParameter = "0123456789=? ";

// In the names of commands: 3GPP TS 27.007 8.3, 7.4, 7.5 and 10.1.31, and what makers have of their
// own for PPP's name and password, as in ^AUTHDATA, #PDPAUTH, +UAUTHREQ.
constexpr std::array<std::string_view, 16> kSecretNames{
    "CPIN",  "CPWD", "CLCK",  "AUTH", "QCPDPP", "QICSGP",  "OPDPP",   "EIAAUW",
    "PASSW", "UPSD", "APNPW", "CSTT", "PPPCFG", "MIPCALL", "KCNXCFG", "WPPP"};

bool is_one_of(std::string_view set, char c) {
  return set.find(c) != set.npos;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

CommandLine::CommandLine(std::string_view line) : rest_(line) {
  const bool has_at = line.size() >= 2 && upper(line[0]) == 'A' && upper(line[1]) == 'T';
  if (has_at) rest_.remove_prefix(2);
}

std::optional<CommandLine::Command> CommandLine::next() {
  while (!rest_.empty()) {
    const char first = take();
    if (is_one_of(kExtended, first)) return Command{first, '\0', take_extended()};
    if (first == 'D') return Command{'\0', first, take_to(rest_.size())};
    if (first >= 'A' && first <= 'Z') return Command{'\0', first, take_parameter()};
    const bool is_prefix = is_one_of(kPrefixes, first) && !rest_.empty();
    if (!is_prefix) continue;
    const char letter = take();
    return Command{first, letter, take_parameter()};
  }
  return std::nullopt;
}

char CommandLine::take() {
  const char c = upper(rest_.front());
  rest_.remove_prefix(1);
  return c;
}

std::string_view CommandLine::take_to(std::size_t count) {
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(taken.size());
  return taken;
}

// V.250, 5.4.1: an extended command ends at the semicolon; one in quotes is text.
std::string_view CommandLine::take_extended() {
  bool is_quoted = false;
  std::size_t at = 0;
  for (; at < rest_.size() && (is_quoted || rest_[at] != ';'); ++at)
    if (rest_[at] == '"') is_quoted = !is_quoted;
  return take_to(at);
}

std::string_view CommandLine::take_parameter() {
  return take_to(std::min(rest_.find_first_not_of(kParameter), rest_.size()));
}

std::optional<std::string_view> dialled_by(std::string_view line) {
  CommandLine commands(line);
  while (const auto command = commands.next()) {
    const bool dials = command->prefix == '\0' && command->letter == 'D';
    if (dials) return command->text;
  }
  return std::nullopt;
}

std::string_view secret_part(std::string_view line) {
  std::string folded(line);
  std::ranges::transform(folded, folded.begin(), upper);
  for (std::size_t at = 0;;) {
    std::size_t name = folded.npos;
    for (const std::string_view each : kSecretNames)
      name = std::min(name, folded.find(each, at));
    const std::size_t sign = name == folded.npos ? name : folded.find('=', name);
    if (sign == folded.npos) return {};
    const std::string_view part = line.substr(sign);
    // "=?" only asks what there is to say.
    if (part.size() > 1 && part[1] != '?') return part;
    at = sign + 1;
  }
}

}  // namespace dial
