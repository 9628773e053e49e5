#include "profile/new_profile.hpp"

#include <algorithm>
#include <array>

#include "profile/keys.hpp"
#include "profile/toml_model.hpp"

namespace dial::profile {
namespace {

constexpr Question kNumber{
    .key = "number", .text = "The number, as it is dialled; a comma waits", .is_required = true};
constexpr Question kUser{.key = "user", .text = "The user's name; empty if nobody asks for it"};
constexpr Question kPort{
    .key = "line.device", .text = "The port, as in /dev/ttyUSB0", .is_required = true};

constexpr std::array kTelephoneQuestions{kPort, kNumber, kUser};
constexpr std::array kDirectQuestions{kPort, kUser};
constexpr std::array kCellularQuestions{
    kPort,
    Question{.key = "cellular.access_point",
             .text = "The operator's access point (APN); empty for the one the modem has"},
    Question{.key = "number", .text = "What asks for packet data", .proposal = "*99#"}, kUser};

// The keys that a profile of each kind shows, as values or as comments.
constexpr std::array<std::string_view, 15> kShown{"number",
                                                  "link",
                                                  "user",
                                                  "line.device",
                                                  "line.speed",
                                                  "line.flow_control",
                                                  "modem.type",
                                                  "modem.init",
                                                  "modem.dial_command",
                                                  "modem.dial_timeout",
                                                  "modem.hang_up",
                                                  "cellular.access_point",
                                                  "ppp.authentication",
                                                  "ip.default_route",
                                                  "ip.name_servers"};

constexpr std::string_view kHead =
    "# A profile of the connection manager diald. What stands behind a # is the default, to be\n"
    "# changed where it is taken out. All keys: docs/profile.md. `dialctl profile edit NAME` "
    "checks\n"
    "# it before it is saved, and `dialctl profile credentials NAME` stores the password, which is "
    "no\n"
    "# part of it.\n";

constexpr std::string_view kScript =
    "\n[script]\n"
    "# a chat(8) script that runs between CONNECT and PPP, where the far end wants a login\n"
    "#login = '''\n"
    "#ogin: $USER\n"
    "#ssword: '\\q$PASSWORD'\n"
    "#'''\n";

bool is_shown(LinkClass kind, std::string_view path) {
  const bool is_direct = kind == LinkClass::kDirect;
  if (path == "modem.type" || path == "link") return path == "link" ? !is_direct : is_direct;
  if (path.starts_with("cellular.")) return kind == LinkClass::kCellular;
  return !is_direct || (path != "number" && !path.starts_with("modem."));
}

// What the kind itself says.
Properties with_kind(LinkClass kind, Properties answers) {
  for (const Question& question : questions(kind)) {
    if (!question.proposal.empty())
      answers.try_emplace(std::string(question.key), std::string(question.proposal));
  }
  std::erase_if(answers,
                [](const auto& answer) { return answer.second == PropertyValue(std::string()); });
  const auto add = [&](const char* key, const char* value) {
    answers.try_emplace(key, std::string(value));
  };
  switch (kind) {
    case LinkClass::kDirect:
      add("modem.type", "direct");
      break;
    case LinkClass::kCellular:
      add("link", "cellular");
      add("modem.dial_command", "ATD");
      break;
    case LinkClass::kSatellite:
      add("link", "satellite");
      add("modem.dial_timeout", "2m");
      break;
    case LinkClass::kTelephone:
      break;
  }
  return answers;
}

// Lines of a comment, which break at blanks.
std::string comment(std::string_view text) {
  constexpr std::size_t kColumns = 96;
  std::string lines;
  while (!text.empty()) {
    const auto blank = text.size() > kColumns ? text.rfind(' ', kColumns) : text.npos;
    const auto end = std::min(blank, text.size());
    lines += "# " + std::string(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string row(const Key& key, const Profile& profile, const Properties& answers) {
  const auto answer = answers.find(std::string(key.path));
  const bool is_answered = answer != answers.end();
  const auto value = is_answered ? std::optional(answer->second) : key.get(profile);
  const bool is_nothing = !value || (!key.may_be_empty && *value == PropertyValue(std::string()));
  return comment(key.meaning) + (is_answered ? "" : "#") + std::string(key.name()) + " = " +
         (is_nothing ? "\"…\"" : value_text(*value, "\n", true)) + "\n";
}

std::string commented(LinkClass kind, const Profile& profile, const Properties& answers) {
  std::string text(kHead);
  std::string_view table;
  text += "\n";
  for (const Key& key : keys()) {
    const bool is_usual = std::ranges::find(kShown, key.path) != kShown.end();
    if (!is_usual || !is_shown(kind, key.path)) continue;
    if (key.table() != table) {
      const bool is_behind_line = key.table() == "ppp" && !answers.contains("script.login");
      if (is_behind_line) text += kScript;
      table = key.table();
      text += "\n[" + std::string(table) + "]\n";
    }
    text += row(key, profile, answers);
  }
  return text;
}

PropertyChanges changes_of(const Properties& properties) {
  return {properties.begin(), properties.end()};
}

}  // namespace

std::span<const Question> questions(LinkClass kind) {
  switch (kind) {
    case LinkClass::kDirect:
      return kDirectQuestions;
    case LinkClass::kCellular:
      return kCellularQuestions;
    case LinkClass::kTelephone:
    case LinkClass::kSatellite:
      break;
  }
  return kTelephoneQuestions;
}

std::expected<std::string, ProfileEditFailure> new_profile(LinkClass kind,
                                                           const Properties& answers,
                                                           const BaseReader& read_base) {
  static const std::string kFile = "new.toml";
  const Properties all = with_kind(kind, answers);
  const auto bare = edit_profile("", kFile, changes_of(all), Trust::kRoot, read_base);
  if (!bare) return std::unexpected(bare.error());
  const auto profile = parse_profile(*bare, kFile, read_base);
  if (!profile)
    return std::unexpected(ProfileEditFailure{ErrorCode::kUnknown, {{"", "does not load"}}});
  // What the text shows already changes nothing; the rest goes to the end of its table.
  return edit_profile(commented(kind, *profile, all), kFile, changes_of(all), Trust::kRoot,
                      read_base);
}

}  // namespace dial::profile
