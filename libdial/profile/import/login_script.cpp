#include "profile/import/login_script.hpp"

#include <algorithm>
#include <iterator>

namespace dial::profile {
namespace {

constexpr std::size_t kLongestScript = 65'536;  // octets, as parse_profile() has it
constexpr std::uint32_t kUsualTimeout = 45;     // seconds: chat(8)'s own, which 0 stands for too
constexpr std::string_view kTimeout = "TIMEOUT";

std::uint32_t seconds_of(std::string_view timeout) {
  const std::uint32_t seconds = parse_unsigned(timeout).value_or(0);
  return seconds == 0 ? kUsualTimeout : seconds;
}

bool asks_password(std::string_view expect) {
  const std::string prompt = lower(expect);
  return contains_any(prompt, {"word", "pass", "ssw", "pwd", "pin", "secret", "code", "token",
                               "wort", "contras", "senha", "clave"});
}
bool asks_user(std::string_view expect) {
  return contains_any(lower(expect), {"ogin", "name", "user"});
}
bool is_keyword_of_send(std::string_view word) {
  return word == "EOT" || word == "BREAK";
}
std::string end_of(const PlainSend& plain) {
  return plain.has_return ? "" : "\\c";
}

}  // namespace

void LoginScript::add_keyword(const SourceWord& keyword, const SourceWord& operand) {
  lines_.push_back({&keyword, &operand, true});
}

void LoginScript::add_expect(const SourceWord& word) {
  lines_.push_back({&word, nullptr, false});
}

void LoginScript::add_send(const SourceWord& word) {
  lines_.back().send = &word;
}

void LoginScript::refuse(const SourceWord& word, std::string_view why) {
  draft_.refuse({script_.file, word.line, ""}, why);
}

// What no wait ever feels: an ABORT or REPORT that is cleared at once, a TIMEOUT that another one
// replaces or that is the usual one, and a line that neither waits nor sends.
void LoginScript::drop_idle_lines() {
  std::vector<Line> kept;
  std::ptrdiff_t waited = 0;  // the last wait in `kept` has felt what stands before this one
  const auto find = [&](std::ptrdiff_t from, std::string_view keyword, std::string_view operand) {
    return std::find_if(kept.begin() + from, kept.end(), [&](const Line& line) {
      return line.is_keyword && line.expect->view() == keyword &&
             (keyword == kTimeout || line.send->view() == operand);
    });
  };
  for (const Line& line : lines_) {
    const std::string_view word = line.expect->view();
    if (!line.is_keyword) {
      if (word.empty() && (line.send == nullptr || line.send->view() == "\\c")) continue;
      kept.push_back(line);
      if (!word.empty()) waited = std::ssize(kept);
      continue;
    }
    const bool clears = word == "CLR_ABORT" || word == "CLR_REPORT";
    if (clears || word == kTimeout) {
      const auto unfelt = find(waited, clears ? word.substr(4) : word, line.send->view());
      const bool is_found = unfelt != kept.end();
      if (is_found) kept.erase(unfelt);
      if (clears && is_found) continue;
    }
    const bool is_usual = word == kTimeout && seconds_of(line.send->view()) == kUsualTimeout;
    if (!is_usual || find(0, kTimeout, "") != kept.end()) kept.push_back(line);
  }
  lines_ = std::move(kept);
}

// A script that sends at most an empty line, whatever it would watch for meanwhile.
bool LoginScript::is_trivial() const {
  std::size_t dialogue = 0;
  for (const Line& line : lines_) {
    if (line.is_keyword) continue;
    if (++dialogue > 1 || !line.expect->text.empty()) return false;
    if (line.send == nullptr) continue;
    const auto plain = plain_send(script_, line.send->view());
    if (!plain || !plain->text.view().empty() || line.send->view().starts_with('@')) return false;
  }
  return true;
}

// How many lines send a text of their own.
std::size_t LoginScript::count_sends() const {
  return static_cast<std::size_t>(
      std::count_if(lines_.begin(), lines_.end(), [&](const Line& line) {
        if (line.is_keyword || line.send == nullptr) return false;
        const auto plain = plain_send(script_, line.send->view());
        return !plain || !trim(plain->text.view()).empty();
      }));
}

// Without a prompt that asks for a password, what is sent next after the user's name is taken for
// it: $PASSWORD sends the same octets, and a password never stands in the profile.
const SourceWord* LoginScript::guess_password() const {
  bool is_next = false;
  for (const Line& line : lines_) {
    if (line.is_keyword || line.send == nullptr) continue;
    if (asks_password(line.expect->view())) return nullptr;
  }
  for (const Line& line : lines_) {
    if (line.is_keyword || line.send == nullptr) continue;
    const auto plain = plain_send(script_, line.send->view());
    if (is_next && plain && !plain->text.view().empty()) return line.send;
    const bool is_user =
        plain && !plain->text.view().empty() && plain->text.view() == draft_.profile().user;
    is_next = is_next || is_user || asks_user(line.expect->view());
  }
  return nullptr;
}

std::string LoginScript::text_of(const SourceWord& word, bool is_send) {
  const auto text = script_word(script_, word.view(), is_send);
  if (!text) refuse(word, "a word of the script is too long, or an escape in it is no octet");
  return text.value_or("");
}

std::string LoginScript::expect_text(const SourceWord& word) {
  const std::vector<std::string_view> parts = split_at_dashes(word.view());
  for (std::size_t i = 1; i < parts.size(); i += 2) {
    const auto plain = plain_send(script_, parts[i]);
    const bool sends_text = !plain || !trim(plain->text.view()).empty();
    if (parts[i].starts_with('@') || (plain && plain->is_quiet) ||
        (sends_text && asks_password(parts[i - 1]) && !is_keyword_of_send(parts[i])))
      refuse(word, "what is sent when nothing comes may be a password, which cannot be kept there");
  }
  return text_of(word, false);
}

std::string LoginScript::password_text(const SourceWord& origin, std::string_view word) {
  const auto plain = plain_send(script_, word);
  if (!plain) {
    refuse(origin, "a password is sent with a break or a pause in it, which cannot be kept");
    return {};
  }
  draft_.set_password(plain->text.view(), {script_.file, origin.line, "password in the script"});
  return plain->lead + "\\q$PASSWORD" + end_of(*plain);
}

// chat(8): @FILE sends what the file holds, one line end at its end taken off.
std::string LoginScript::file_text(const SourceWord& word) {
  auto text = read_file_(std::string(word.view().substr(1)));
  if (!text) {
    refuse(word, "sends a file that cannot be read");
    return {};
  }
  WipedText content(std::move(*text));
  if (content.get().ends_with('\n')) content.get().pop_back();
  return password_text(word, content.view());
}

std::string LoginScript::send_text(const Line& line, const SourceWord* password) {
  const SourceWord& word = *line.send;
  if (word.view().starts_with('@')) return file_text(word);
  if (is_keyword_of_send(word.view())) return std::string(word.view());
  const auto plain = plain_send(script_, word.view());
  const bool is_empty = plain && plain->text.view().empty();
  const bool is_secret = asks_password(line.expect->view()) || &word == password ||
                         (plain && (plain->is_quiet || plain->text.view() == draft_.password()));
  if (is_secret && !is_empty) return password_text(word, word.view());
  if (plain && !is_empty && plain->lead.empty() && asks_user(line.expect->view())) {
    if (draft_.profile().user.empty())
      draft_.set_user(plain->text.view(), {script_.file, word.line, "user in the script"});
    if (draft_.profile().user == plain->text.view()) return "$USER" + end_of(*plain);
  }
  return text_of(word, true);
}

void LoginScript::finish() {
  drop_idle_lines();
  if (is_trivial()) return;
  const SourceWord* password = guess_password();
  std::string& script = draft_.profile().login_script;
  for (const Line& line : lines_) {
    if (line.is_keyword) {
      script += std::string(line.expect->view()) + " " +
                text_of(*line.send, line.expect->view() == "SAY") + "\n";
    } else {
      script += expect_text(*line.expect);
      if (line.send != nullptr) script += " " + send_text(line, password);
      script += "\n";
    }
    if (script.size() > kLongestScript) refuse(*line.expect, "the login script is too long");
    if (draft_.is_refused()) return;
  }
  if (draft_.password().empty() && count_sends() > 1)
    draft_.changed({script_.file, script_.line, ""},
                   "no password was found in the login script: see that none stands in it");
}

}  // namespace dial::profile
