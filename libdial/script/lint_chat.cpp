// What a chat(8) script says and hardly means.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/bytes.hpp"
#include "script/chat.hpp"
#include "script/lint_rules.hpp"
#include "script/overloaded.hpp"
#include "script/words.hpp"

namespace dial::script {
namespace {

constexpr std::string_view kInBoth = "bnrstq";
constexpr std::string_view kInSends = "cdpKNTU";

bool is_letter_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool has_password(const Template& text) {
  return std::ranges::any_of(text.pieces, [](const Piece& piece) {
    const auto* insert = std::get_if<Insert>(&piece);
    return insert != nullptr && *insert == Insert::kPassword;
  });
}

// What is written out, without what is inserted.
std::string literal(const Template& text) {
  std::string octets;
  for (const Piece& piece : text.pieces) {
    if (const auto* some = std::get_if<std::string>(&piece)) octets += *some;
  }
  return octets;
}

bool is_literal(const Template& text) {
  return std::ranges::all_of(
      text.pieces, [](const Piece& piece) { return std::holds_alternative<std::string>(piece); });
}

class Lint {
 public:
  Lint(const Chat& chat, const std::vector<Word>& words, const LintOptions& options)
      : chat_(chat), words_(words), options_(options) {}
  std::vector<Remark> run();

 private:
  struct Watched {
    std::string text;
    std::size_t line;
  };

  void check(const Expect& expect, const Word& word);
  void check(const Send& send, const Word& word);
  void check(const Timeout& timeout, const Word& word);
  void check_escapes(const Word& word, bool is_sent);
  void check_escape(const Word& word, std::size_t at, bool is_sent);
  void check_expected(const Template& text, const Word& word);
  void check_aborts(const std::string& expected, const Word& word);
  void check_seven_bits(const std::string& expected, const Word& word);
  bool loses_to(const std::string& expected, const std::string& abort) const;
  void remark(const Word& word, std::size_t offset, std::string message) {
    remarks_.push_back({error_at(word, offset, std::move(message)), false});
  }

  const Chat& chat_;
  const std::vector<Word>& words_;
  const LintOptions& options_;
  std::vector<Watched> aborts_;  // in force
  bool is_asked_for_secret_ = false;
  std::vector<Remark> remarks_;
};

std::vector<Remark> Lint::run() {
  std::size_t at = 0;  // of words_: a step is one, or a keyword and its operand
  for (const Step& step : chat_.steps()) {
    const bool is_plain =
        std::holds_alternative<Expect>(step.action) || std::holds_alternative<Send>(step.action);
    if (!is_plain) ++at;
    const Word& word = words_[at++];
    const auto check_pattern = [&](const Template& text) {
      check_escapes(word, false);
      check_seven_bits(literal(text), word);
    };
    std::visit(Overloaded{
                   [&](const Expect& expect) { check(expect, word); },
                   [&](const Send& send) { check(send, word); },
                   [&](const Abort& abort) {
                     check_pattern(abort.text);
                     if (is_literal(abort.text))
                       aborts_.push_back({literal(abort.text), word.line});
                   },
                   [&](const ClearAbort& abort) {
                     check_escapes(word, false);
                     std::erase_if(aborts_, [cleared = literal(abort.text)](const Watched& known) {
                       return known.text == cleared;
                     });
                   },
                   [&](const Report& report) { check_pattern(report.text); },
                   [&](const ClearReport&) { check_escapes(word, false); },
                   [&](const Say&) { check_escapes(word, true); },
                   [&](const Timeout& timeout) { check(timeout, word); },
                   [](const Echo&) {},
                   [](const Hangup&) {},
               },
               step.action);
  }
  return std::move(remarks_);
}

void Lint::check(const Expect& expect, const Word& word) {
  // As the parser split it: expected, sent, expected, …
  const std::vector<Word> parts = split_at_dashes(word);
  is_asked_for_secret_ = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool is_sent = i % 2 == 1;
    check_escapes(parts[i], is_sent);
    if (is_sent) continue;
    const Template& text = expect.alternatives[i / 2].expect;
    check_expected(text, parts[i]);
    if (asks_for_secret(literal(text))) is_asked_for_secret_ = true;
  }
}

void Lint::check_expected(const Template& text, const Word& word) {
  if (text.pieces.empty()) {
    if (!word.text.empty())
      remark(word, 0,
             "nothing is left of this to wait for; write what the far end says, or '' to wait "
             "for nothing");
    return;
  }
  const std::string expected = literal(text);
  check_seven_bits(expected, word);
  if (is_literal(text)) check_aborts(expected, word);
}

void Lint::check_seven_bits(const std::string& expected, const Word& word) {
  const bool has_bit_7 =
      std::ranges::any_of(octets_of(expected), [](std::uint8_t octet) { return octet > 0x7f; });
  if (options_.is_seven_bit && has_bit_7)
    remark(word, 0,
           "this never comes: bit 7 of what is received is dropped; name a part of it in ASCII");
}

void Lint::check_aborts(const std::string& expected, const Word& word) {
  for (const Watched& abort : aborts_) {
    if (!loses_to(expected, abort.text)) continue;
    remark(word, 0,
           "this never comes to its end: the ABORT string of line " + std::to_string(abort.line) +
               " stands in it and ends the script first; name less of it, or clear that with "
               "CLR_ABORT");
  }
}

// The expected string wins when both end at the same octet.
bool Lint::loses_to(const std::string& expected, const std::string& abort) const {
  const auto is_received_as = [this](char came, char wanted) {
    if ((wanted & 0x80) == 0) return (came & 0x7f) == wanted;
    return !options_.is_seven_bit && came == wanted;
  };
  const auto found = std::ranges::search(expected, abort, is_received_as);
  return !found.empty() && found.end() != expected.end();
}

void Lint::check(const Send& send, const Word& word) {
  check_escapes(word, true);
  const bool is_secret = is_asked_for_secret_ || send.text.is_quiet;
  if (!is_secret || has_password(send.text) || !says_something(literal(send.text))) return;
  remark(word, 0,
         std::string(kSecretInClear) +
             "write $PASSWORD, and store the password itself with "
             "`dialctl profile credentials`");
}

void Lint::check(const Timeout& timeout, const Word& word) {
  if (timeout.length <= kUsualScriptLimit) return;
  remark(word, 0,
         "this holds the line for minutes when nobody answers; 300 s are long for a login");
}

void Lint::check_escapes(const Word& word, bool is_sent) {
  for (std::size_t i = 0; i + 1 < word.text.size(); ++i) {
    if (word.text[i] != '\\') continue;
    check_escape(word, i, is_sent);
    ++i;
  }
}

void Lint::check_escape(const Word& word, std::size_t at, bool is_sent) {
  const char escape = word.text[at + 1];
  const std::string written = std::string("\\") + escape;
  const bool is_known = kInBoth.find(escape) != std::string_view::npos ||
                        (escape >= '0' && escape <= '7') || !is_letter_or_digit(escape);
  if (is_known) return;
  const bool means_something_sent = kInSends.find(escape) != std::string_view::npos;
  if (!means_something_sent) {
    return remark(word, at,
                  written + " is no escape, and stands for " + escape +
                      "; an octet is written in octal, as in \\033");
  }
  if (!is_sent) {
    const bool stays = escape == 'T' || escape == 'U';
    return remark(word, at,
                  written + " means something in what is sent only; here it stands for " +
                      (stays ? written : std::string(1, escape)));
  }
  if (escape == 'c' && at + 2 < word.text.size())
    remark(word, at, "\\c counts at the end of a text only; here it stands for c");
}

}  // namespace

std::vector<Remark> lint_chat(std::string_view text, const LintOptions& options) {
  const auto chat = Chat::parse(text, {}, options.variables);
  if (!chat) return {{chat.error(), true}};
  const auto words = split_words(text);
  return words ? Lint(*chat, *words, options).run() : std::vector<Remark>();
}

}  // namespace dial::script
