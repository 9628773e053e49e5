#include "profile/import/chat_import.hpp"

#include <algorithm>
#include <array>

#include "base/command_line.hpp"
#include "base/dial_string.hpp"
#include "profile/import/login_script.hpp"

namespace dial::profile {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kUsualTimeout = 45;    // seconds: chat(8)'s own
constexpr std::uint32_t kLongestDial = 3'600;  // as parse_profile() has them
constexpr std::uint32_t kLongestAnswer = 600;

// Modem answers that end a dial here too, so an ABORT on them needs no place in a profile.
constexpr std::array<std::string_view, 10> kModemAnswers{
    "BUSY",      "VOICE", "NO CARRIER", "NO DIALTONE", "NO DIAL TONE",
    "NO ANSWER", "ERROR", "DELAYED",    "BLACKLISTED", "RING"};

enum class Operand : std::uint8_t { kText, kNumber, kSwitch };
struct Keyword {
  std::string_view name;
  Operand operand;
};
constexpr std::array kKeywords{
    Keyword{"ABORT", Operand::kText},  Keyword{"CLR_ABORT", Operand::kText},
    Keyword{"REPORT", Operand::kText}, Keyword{"CLR_REPORT", Operand::kText},
    Keyword{"SAY", Operand::kText},    Keyword{"TIMEOUT", Operand::kNumber},
    Keyword{"ECHO", Operand::kSwitch}, Keyword{"HANGUP", Operand::kSwitch},
};

const Keyword* find_keyword(std::string_view name) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.name == name) return &keyword;
  }
  return nullptr;
}

bool is_operand(Operand kind, std::string_view word) {
  if (kind == Operand::kSwitch) return word == "ON" || word == "OFF";
  if (kind == Operand::kText) return true;
  const auto number = parse_unsigned(word);
  return number && *number <= kLongestWait;
}

bool is_at_command(std::string_view text) {
  return text.size() >= 2 && equal_words(text.substr(0, 2), "AT");
}

struct DialCommand {
  std::string_view command;
  std::string_view number;
};

// ATX3DT5551234 is ATX3DT and 5551234.
std::optional<DialCommand> split_dial(std::string_view text) {
  const auto dialled = dialled_by(text);
  if (!dialled) return std::nullopt;
  const bool names_way = !dialled->empty() &&
                         std::string_view("TPtp").find(dialled->front()) != std::string_view::npos;
  const std::size_t end = text.size() - dialled->size() + (names_way ? 1 : 0);
  return DialCommand{text.substr(0, end), text.substr(end)};
}

// In small letters the beginning of a name looks the same (atlas), so there only a dial counts.
bool is_surely_command(std::string_view text) {
  if (!is_at_command(text)) return false;
  if (text.starts_with("AT")) return true;
  const auto dialled = split_dial(text);
  return dialled && dial_string(dialled->number);
}

enum class Goal : std::uint8_t { kConnect, kInit };
enum class Phase : std::uint8_t { kInit, kDialled, kLogin };

class Dialogue {
 public:
  Dialogue(const ChatScript& script, const ReadFile& read_file, Goal goal, Draft& draft)
      : script_(script), draft_(draft), goal_(goal), login_(script, read_file, draft) {
    timeout_ = script.timeout;
    if (timeout_ == 0U) timeout_ = kUsualTimeout;
    timeout_text_.text = Secret(std::to_string(timeout_.value_or(kUsualTimeout)));
  }

  void read() {
    if (goal_ == Goal::kConnect && !has_at_command()) begin_direct();
    const auto& words = script_.words;
    bool is_send = false;  // expect and send take turns; a keyword and its operand take both
    for (std::size_t i = 0; i < words.size() && !draft_.is_refused(); ++i) {
      if (script_.has_environment && words[i].view().find('$') != std::string_view::npos)
        return refuse(words[i], "the script takes something from the environment");
      const Keyword* keyword = is_send ? nullptr : find_keyword(words[i].view());
      if (keyword != nullptr) {
        if (i + 1 == words.size() || !is_operand(keyword->operand, words[i + 1].view()))
          return refuse(words[i], "a keyword of the script lacks its operand, or has a wrong one");
        read_keyword(words[i], words[i + 1]);
        ++i;
      } else {
        is_send ? read_send(words[i]) : read_expect(words[i]);
        is_send = !is_send;
      }
    }
    finish();
  }

 private:
  void refuse(const SourceWord& word, std::string_view why) {
    draft_.refuse({script_.file, word.line, ""}, why);
  }
  Origin origin(const SourceWord& word) const { return {script_.file, word.line, ""}; }

  bool has_at_command() const {
    return std::any_of(script_.words.begin(), script_.words.end(), [&](const SourceWord& word) {
      const auto plain = plain_send(script_, word.view());
      return plain && is_surely_command(trim(plain->text.view()));
    });
  }
  void begin_direct() {
    draft_.profile().modem = Modem{};
    draft_.profile().modem.present = false;
    phase_ = Phase::kLogin;
    if (script_.timeout) login_.add_keyword(timeout_word_, timeout_text_);
  }

  void read_keyword(const SourceWord& keyword, const SourceWord& operand);
  void read_expect(const SourceWord& word);
  void read_answer(const SourceWord& word);
  void read_connect(const SourceWord& word);
  void read_send(const SourceWord& word);
  void read_command(const SourceWord& word);
  void dial(const DialCommand& command, const SourceWord& word);
  void finish();
  void note_keywords();

  struct Kept {
    const SourceWord* keyword;
    const SourceWord* operand;
  };

  const ChatScript& script_;
  Draft& draft_;
  Goal goal_;
  LoginScript login_;
  Phase phase_ = Phase::kInit;
  std::optional<std::uint32_t> timeout_;  // seconds; nothing: not set so far
  // CONNECT has come when the login script starts, so that waits for nothing before it sends.
  SourceWord nothing_;
  SourceWord timeout_word_{Secret("TIMEOUT")};  // what -t says, as a line of the script
  SourceWord timeout_text_;
  std::vector<Kept> kept_;  // keywords before the login that hold in it too
};

void Dialogue::read_keyword(const SourceWord& keyword, const SourceWord& operand) {
  const std::string_view name = keyword.view();
  if (name == "TIMEOUT") timeout_ = parse_unsigned(operand.view()).value_or(kUsualTimeout);
  if (timeout_ == 0U) timeout_ = kUsualTimeout;
  const bool is_text = name != "TIMEOUT" && name != "ECHO" && name != "HANGUP" && name != "SAY";
  const auto plain = plain_send(script_, operand.view());
  if (is_text && plain && plain->text.view().empty())
    return draft_.left_out(origin(operand), "a keyword of the script with an empty text");
  if (phase_ == Phase::kLogin) return login_.add_keyword(keyword, operand);
  if (name == "SAY")
    return draft_.left_out(origin(keyword), "SAY has nobody to speak to before the dial");
  kept_.push_back({&keyword, &operand});
}

void Dialogue::read_expect(const SourceWord& word) {
  if (phase_ == Phase::kLogin) return login_.add_expect(word);
  if (phase_ == Phase::kDialled) return read_connect(word);
  read_answer(word);
}

void Dialogue::read_answer(const SourceWord& word) {
  const auto parts = split_at_dashes(word.view());
  const auto plain = plain_send(script_, parts.front());
  const std::string_view answer = plain ? trim(plain->text.view()) : "?";
  if (!answer.empty() && answer != "OK")
    return refuse(word, "before the dial, the script waits for something else than OK");
  if (parts.size() > 1)
    draft_.changed(origin(word), "what is sent again when no OK comes is not kept");
  if (answer == "OK" && timeout_ && *timeout_ <= kLongestAnswer)
    draft_.profile().modem.init_timeout = seconds(*timeout_);
}

void Dialogue::read_connect(const SourceWord& word) {
  const auto parts = split_at_dashes(word.view());
  const auto plain = plain_send(script_, parts.front());
  const bool is_connect = plain && trim(plain->text.view()).starts_with("CONNECT");
  if (!is_connect || parts.size() > 1)
    return refuse(word, "after the dial, the script waits for something else than CONNECT");
  const std::uint32_t limit = timeout_.value_or(kUsualTimeout);
  draft_.profile().modem.dial_timeout = seconds(std::min(limit, kLongestDial));
  phase_ = Phase::kLogin;
  if (script_.timeout) login_.add_keyword(timeout_word_, timeout_text_);
  for (const Kept& kept : kept_)
    login_.add_keyword(*kept.keyword, *kept.operand);
  login_.add_expect(nothing_);
}

void Dialogue::read_send(const SourceWord& word) {
  if (phase_ == Phase::kLogin) return login_.add_send(word);
  read_command(word);
}

void Dialogue::read_command(const SourceWord& word) {
  const auto plain = plain_send(script_, word.view());
  const std::string_view text = plain ? trim(plain->text.view()) : "?";
  if (text.empty() || text.find("+++") != std::string_view::npos) {
    if (!text.empty())
      draft_.left_out(origin(word),
                      "+++ before the dial: a modem that is on-line is hung up anyway");
    return;
  }
  if (word.view().starts_with('@') || !is_at_command(text))
    return refuse(word, "before the dial, the script sends something else than an AT command");
  const auto dialled = split_dial(text);
  if (dialled && goal_ == Goal::kConnect) return dial(*dialled, word);
  if (!plain->lead.empty()) draft_.changed(origin(word), "the pause before a command is not kept");
  draft_.add_init(text, {script_.file, word.line, "a command to the modem"});
}

void Dialogue::dial(const DialCommand& command, const SourceWord& word) {
  const Origin origin{script_.file, word.line, "the dial command"};
  // What stands before the dial on its line may be a PIN, and a dial command has no `;`.
  const std::size_t end = command.command.rfind(';');
  if (end == std::string_view::npos) {
    draft_.set_dial_command(command.command, origin);
  } else {
    draft_.add_init(command.command.substr(0, end),
                    {script_.file, word.line, "a command to the modem"});
    draft_.set_dial_command("AT" + std::string(command.command.substr(end + 1)), origin);
  }
  draft_.set_number(command.number, {script_.file, word.line, "the number"});
  phase_ = Phase::kDialled;
}

// Without a login script there is nobody who would use them.
void Dialogue::note_keywords() {
  for (const Kept& kept : kept_) {
    if (kept.keyword->view() != "ABORT") continue;
    const auto plain = plain_send(script_, kept.operand->view());
    const bool is_known = plain && std::find(kModemAnswers.begin(), kModemAnswers.end(),
                                             trim(plain->text.view())) != kModemAnswers.end();
    if (!is_known)
      draft_.left_out(origin(*kept.keyword),
                      "an ABORT on something that is no modem's final answer");
  }
}

void Dialogue::finish() {
  if (draft_.is_refused() || goal_ == Goal::kInit) return;
  if (phase_ == Phase::kInit)
    return draft_.refuse({script_.file, script_.line, ""}, "the script never dials");
  if (phase_ == Phase::kLogin) login_.finish();
  if (draft_.profile().login_script.empty()) note_keywords();
}

}  // namespace

bool is_chat_keyword(std::string_view word) {
  return find_keyword(word) != nullptr;
}

void import_connect_script(const ChatScript& script, const ReadFile& read_file, Draft& draft) {
  Dialogue(script, read_file, Goal::kConnect, draft).read();
}

void import_init_script(const ChatScript& script, const ReadFile& read_file, Draft& draft) {
  Dialogue(script, read_file, Goal::kInit, draft).read();
}

void import_disconnect_script(const ChatScript& script, const Origin& origin, Draft& draft) {
  const auto has_escape = [](const SourceWord& word) {
    return word.view().find("+++") != std::string_view::npos;
  };
  const bool escapes = std::any_of(script.words.begin(), script.words.end(), has_escape);
  if (escapes) draft.profile().modem.hang_up = HangUpMethod::kEscape;
  if (escapes) return draft.changed(origin, "became hang_up = \"escape\": +++, ATH, then DTR");
  draft.left_out(origin, "is not kept: DTR hangs up");
}

}  // namespace dial::profile
