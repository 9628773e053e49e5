#include "profile/export/chat_export.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/bytes.hpp"
#include "base/dial_string.hpp"
#include "profile/dial_rules.hpp"
#include "profile/duration.hpp"
#include "profile/import/chat_import.hpp"
#include "profile/import/text.hpp"
#include "profile/modem_commands.hpp"
#include "profile/quoting.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr Duration kUsualWait = 45s;         // chat(8)'s own, with which a login script begins
constexpr std::size_t kLongestLine = 1'000;  // octets; chat(8) cuts a line at 1023

// Answers that end a dial. They count in a login script only when that says so itself.
constexpr std::array<std::string_view, 9> kFinalAnswers{
    "BUSY",      "VOICE",   "NO CARRIER", "NO DIALTONE", "NO DIAL TONE",
    "NO ANSWER", "DELAYED", "ERROR",      "BLACKLISTED"};

bool is_name_octet(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

enum class Slot : std::uint8_t { kExpect, kSend, kOperand };

// A word of the profile's login script as one of chat(8).
class WordExport {
 public:
  WordExport(const Profile& profile, std::string_view word, Slot slot)
      : profile_(profile), word_(word), slot_(slot) {}

  void read() {
    while (at_ < word_.size())
      step();
  }
  const std::string& text() const { return text_; }
  bool has_password() const { return has_password_; }

 private:
  void step() {
    const char c = word_[at_++];
    if (c == '$') return take_variable();
    const bool is_escape = c == '\\' || c == '^';
    if (is_escape && at_ == word_.size()) {
      // A backslash with nothing behind it is sent, and not waited for.
      if (c == '^' || slot_ == Slot::kSend) text_ += chat_octets({&c, 1});
      return;
    }
    if (!is_escape) {
      text_ += c == '@' ? "@" : chat_octets({&c, 1});
      return;
    }
    const char next = word_[at_++];
    if (c == '\\' && next == 'T' && slot_ == Slot::kSend) {
      text_ += chat_octets(profile_.number);
    } else {
      text_ += c;
      text_ += next;
    }
  }

  void take_variable() {
    const std::size_t start = at_;
    while (at_ < word_.size() && is_name_octet(word_[at_]))
      ++at_;
    const std::string_view name = word_.substr(start, at_ - start);
    if (name == "USER") {
      text_ += plain_text(profile_.user);
    } else if (name == "PASSWORD") {
      has_password_ = true;
      text_ += "PASSWORD";
    } else if (const auto own = profile_.script.variables.find(name);
               own != profile_.script.variables.end()) {
      text_ += plain_text(own->second);
    } else {
      text_ += "\\$" + std::string(name);
    }
  }

  // A dash would begin what is sent when nothing comes.
  std::string plain_text(std::string_view value) const {
    std::string text = chat_octets(value);
    if (slot_ != Slot::kExpect) return text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\') {
        ++i;
      } else if (text[i] == '-') {
        text.insert(i++, 1, '\\');
      }
    }
    return text;
  }

  const Profile& profile_;
  std::string_view word_;
  Slot slot_;
  std::size_t at_ = 0;
  std::string text_;
  bool has_password_ = false;
};

class ChatExport {
 public:
  ChatExport(const Profile& profile, const std::string& path) : profile_(profile), path_(path) {}

  std::expected<ChatText, ExportNote> write() {
    if (profile_.modem.present) write_dial();
    write_login();
    if (problem_) return std::unexpected(std::move(*problem_));
    return std::move(result_);
  }

 private:
  void line(const std::string& first, const std::string& second) {
    const std::string text = second.empty() ? first : first + " " + second;
    if (text.size() > kLongestLine) refuse("script.login", "has a line too long for chat(8)");
    result_.text += text + "\n";
  }

  // The first reason is told.
  void refuse(std::string_view key, std::string why) {
    if (!problem_) problem_ = {NoteKind::kRefused, std::string(key), std::move(why)};
  }

  void write_dial();
  void check_language();
  void write_login();
  std::string number_to_dial();
  void write_words(const std::vector<SourceWord>& words);
  std::string plain(std::string_view word, Slot slot);
  std::string sent(std::string_view word);
  std::string hidden_file(const std::string& content);

  const Profile& profile_;
  const std::string& path_;
  ChatText result_;
  std::optional<ExportNote> problem_;
};

void ChatExport::write_dial() {
  const Modem& modem = profile_.modem;
  for (const std::string_view answer : kFinalAnswers)
    line("ABORT", chat_word(answer));
  line("TIMEOUT", whole_seconds(modem.init_timeout, "modem.init_timeout", result_.notes));
  std::string answer = "\"\"";
  for (const std::string& command : init_commands(profile_)) {
    line(answer, chat_word(chat_octets(command)));
    answer = "OK";
  }
  line(answer, chat_word(chat_octets(modem.dial_command + number_to_dial())));
  line("TIMEOUT", whole_seconds(modem.dial_timeout, "modem.dial_timeout", result_.notes));
  line("CONNECT", "\\c");
}

// With what the rules put before it, and without the readers' marks: chat(8) knows neither.
std::string ChatExport::number_to_dial() {
  const auto ruled = digits_to_dial(profile_);
  const auto digits = ruled ? dial_string(*ruled) : Result<std::string>(profile_.number);
  if (!ruled || !digits) {
    refuse("number", "cannot be dialled");
    return {};
  }
  const auto plain = dial_string(profile_.number);
  if (!plain || *plain != *digits)
    result_.notes.push_back(
        {NoteKind::kChanged, "number", "holds all that is dialled before it: the rules stay here"});
  return *digits;
}

// What chat(8) has no script for.
void ChatExport::check_language() {
  const ScriptSettings& script = profile_.script;
  if (!script.path.empty())
    refuse("script.file", "names a file: write its text into `login` for this export");
  if (script.language.value_or(ScriptLanguage::kChat) != ScriptLanguage::kChat)
    refuse("script.language", "is none that chat(8) runs");
}

void ChatExport::write_login() {
  if (!has_login_script(profile_)) return;
  check_language();
  if (problem_) return;
  const auto words = chat_words(profile_.login_script);
  if (!words) {
    refuse("script.login", "cannot be taken apart: " + words.error().message);
    return;
  }
  if (profile_.modem.present) {
    for (const std::string_view answer : kFinalAnswers)
      line("CLR_ABORT", chat_word(answer));
  }
  const auto wait = profile_.script.wait_limit;
  if (wait || profile_.modem.present)
    line("TIMEOUT", whole_seconds(wait.value_or(kUsualWait), "script.wait_limit", result_.notes));
  write_words(*words);
}

void ChatExport::write_words(const std::vector<SourceWord>& words) {
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string_view first = words[i].view();
    const std::string_view second = i + 1 < words.size() ? words[i + 1].view() : "";
    const bool is_last = i + 1 == words.size();
    if (is_chat_keyword(first)) {
      line(std::string(first), is_last ? "" : chat_word(plain(second, Slot::kOperand)));
    } else {
      line(chat_word(plain(first, Slot::kExpect)), is_last ? "" : sent(second));
    }
  }
}

std::string ChatExport::plain(std::string_view word, Slot slot) {
  WordExport exported(profile_, word, slot);
  exported.read();
  if (exported.has_password())
    refuse("script.login",
           "has $PASSWORD where chat(8) can take none from a file: in what it expects");
  return exported.text();
}

std::string ChatExport::sent(std::string_view word) {
  WordExport exported(profile_, word, Slot::kSend);
  exported.read();
  if (!exported.has_password()) return chat_word(exported.text());
  const bool is_quiet = exported.text().find("\\q") != std::string::npos;
  return hidden_file((is_quiet ? "" : "\\q") + exported.text());
}

// chat(8): @FILE sends what the file holds, its escapes included; the name itself has none.
std::string ChatExport::hidden_file(const std::string& content) {
  auto& hidden = result_.hidden;
  const auto has_content = [&](const ChatText::Hidden& one) { return one.content == content; };
  auto found = std::find_if(hidden.begin(), hidden.end(), has_content);
  if (found == hidden.end()) {
    const std::string number = hidden.empty() ? "" : std::to_string(hidden.size() + 1);
    hidden.push_back({path_ + ".password" + number, content});
    found = hidden.end() - 1;
  }
  std::string word = "@" + found->path;
  if (word.find_first_of(" \t") == std::string::npos) return word;
  if (word.find('"') != std::string::npos)
    refuse("secret", "is sent from a file beside the script, which chat(8) cannot name: " +
                         printable(octets_of(path_)));
  return "\"" + word + "\"";
}

}  // namespace

std::expected<ChatText, ExportNote> chat_text(const Profile& profile, const std::string& path) {
  return ChatExport(profile, path).write();
}

std::string whole_seconds(Duration time, std::string_view key, std::vector<ExportNote>& notes) {
  const auto seconds =
      std::max(std::chrono::ceil<std::chrono::seconds>(time), std::chrono::seconds(1));
  const std::string text = std::to_string(seconds.count());
  if (seconds != time)
    notes.push_back({NoteKind::kChanged, std::string(key),
                     "became whole seconds: " + duration_text(time) + " is " + text + " s"});
  return text;
}

}  // namespace dial::profile
