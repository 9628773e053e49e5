// What a Lua script says and hardly means, as far as its text alone tells: calls whose operands
// are written out.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "script/lint_rules.hpp"
#include "script/lua_frames.hpp"
#include "script/lua_script.hpp"
#include "script/lua_tokens.hpp"

namespace dial::script {
namespace {

using lua::Token;
using Kind = Token::Kind;

constexpr std::array<std::string_view, 6> kProfileFields{"device",   "name", "number",
                                                         "password", "user", "variables"};
constexpr double kLimitSeconds = 300;
static_assert(kUsualScriptLimit == std::chrono::seconds(300));

using Operand = std::vector<const Token*>;
struct CallOf {
  const Token* function;
  std::vector<Operand> operands;
};

bool is_symbol(const Token& token, char symbol) {
  return token.kind == Kind::kSymbol && token.text[0] == symbol;
}
bool is_strings(const Operand& operand) {
  return std::ranges::all_of(operand, [](const Token* token) {
    return token->kind == Kind::kString || is_symbol(*token, '.');
  });
}

class Lint {
 public:
  Lint(std::string_view text, const LintOptions& options)
      : tokens_(lua::split_tokens(text)), options_(options) {}
  std::vector<Remark> run();

 private:
  CallOf call_at(std::size_t at) const;
  void check_expect(const CallOf& call);
  void check_strings(const std::vector<const Token*>& strings);
  void check_limit(const Operand& seconds);
  void check_send(const CallOf& call);
  void check_profile(std::size_t at);
  const Token* member_of(std::size_t at) const;
  void remark(const Token& token, std::string message) {
    remarks_.push_back({{token.line, token.column, std::move(message)}, false});
  }

  std::vector<Token> tokens_;
  const LintOptions& options_;
  bool is_asked_for_secret_ = false;
  std::vector<Remark> remarks_;
};

std::vector<Remark> Lint::run() {
  for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    const bool is_member =
        i > 0 && (is_symbol(tokens_[i - 1], '.') || is_symbol(tokens_[i - 1], ':'));
    if (token.kind != Kind::kName || is_member) continue;
    if (token.text == "expect" || token.text == "try_expect") check_expect(call_at(i));
    if (token.text == "send") check_send(call_at(i));
    if (token.text == "profile") check_profile(i);
  }
  return std::move(remarks_);
}

// f(a, b), f"a" or f{a}: the operands' tokens, without the commas between them.
CallOf Lint::call_at(std::size_t at) const {
  CallOf call{.function = &tokens_[at], .operands = {}};
  if (!is_symbol(tokens_[at + 1], '(')) {
    if (tokens_[at + 1].kind == Kind::kString) call.operands = {{&tokens_[at + 1]}};
    return call;
  }
  int depth = 0;
  call.operands.emplace_back();
  for (std::size_t i = at + 2; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    const bool opens =
        token.kind == Kind::kSymbol && std::string_view("({[").contains(token.text[0]);
    const bool closes =
        token.kind == Kind::kSymbol && std::string_view(")}]").contains(token.text[0]);
    if (closes && depth == 0) return call;
    depth += opens ? 1 : closes ? -1 : 0;
    if (depth == 0 && is_symbol(token, ',')) {
      call.operands.emplace_back();
    } else {
      call.operands.back().push_back(&token);
    }
  }
  return call;
}

void Lint::check_expect(const CallOf& call) {
  is_asked_for_secret_ = false;
  if (call.operands.empty() || call.operands[0].empty()) return;
  std::vector<const Token*> strings;
  bool is_known = true;  // every string is written out
  for (const Token* token : call.operands[0]) {
    if (token->kind == Kind::kString) strings.push_back(token);
    const bool separates =
        token->kind == Kind::kSymbol && std::string_view("{},;").contains(token->text[0]);
    is_known = is_known && (separates || token->kind == Kind::kString);
  }
  if (is_known) check_strings(strings);
  if (call.operands.size() > 1) check_limit(call.operands[1]);
}

void Lint::check_strings(const std::vector<const Token*>& strings) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const std::string& wanted = strings[i]->text;
    size += wanted.size();
    if (asks_for_secret(wanted)) is_asked_for_secret_ = true;
    if (wanted.empty()) {
      remark(*strings[i], "an empty string is an error when the script runs; name the text");
      continue;
    }
    for (std::size_t other = 0; other < strings.size(); ++other) {
      const std::string& text = strings[other]->text;
      const auto found = text.empty() ? std::string::npos : wanted.find(text);
      if (other == i || found == std::string::npos) continue;
      if (found + text.size() == wanted.size() && other > i) continue;
      remark(*strings[i], "this is never returned: string " + std::to_string(other + 1) +
                              " of this call stands in it and comes first; name another part of "
                              "the text");
      break;
    }
  }
  if (size > lua::kMostExpected)
    remark(*strings[0], "the strings are longer than " + std::to_string(lua::kMostExpected) +
                            " octets, which is an error when the script runs; shorten them");
}

void Lint::check_limit(const Operand& seconds) {
  if (seconds.size() != 1 || seconds[0]->kind != Kind::kNumber) {
    const bool is_huge =
        seconds.size() == 3 && seconds[0]->text == "math" && seconds[2]->text == "huge";
    if (is_huge)
      remark(*seconds[0], "a wait has a limit, 3600 s at most, and the whole script takes 300 s");
    return;
  }
  const std::string& written = seconds[0]->text;
  double value = 0;
  const auto [end, status] =
      std::from_chars(written.data(), written.data() + written.size(), value);
  if (status == std::errc{} && value > kLimitSeconds)
    remark(*seconds[0], "this is longer than the 300 s that the whole script may take");
}

void Lint::check_send(const CallOf& call) {
  bool is_literal = true;
  const Token* said = nullptr;
  for (const Operand& operand : call.operands) {
    is_literal = is_literal && is_strings(operand);
    for (const Token* token : operand) {
      if (said == nullptr && token->kind == Kind::kString && says_something(token->text))
        said = token;
    }
  }
  if (is_literal && said == nullptr) return;  // a line end
  if (std::exchange(is_asked_for_secret_, false) && is_literal)
    remark(*said, std::string(kSecretInClear) + "write profile.password");
}

// x.NAME that is read: the name.
const Token* Lint::member_of(std::size_t at) const {
  if (at + 2 >= tokens_.size() || !is_symbol(tokens_[at + 1], '.')) return nullptr;
  const auto is_equals = [&](std::size_t i) {
    return i < tokens_.size() && is_symbol(tokens_[i], '=');
  };
  const bool is_set = is_equals(at + 3) && !is_equals(at + 4);
  return tokens_[at + 2].kind == Kind::kName && !is_set ? &tokens_[at + 2] : nullptr;
}

void Lint::check_profile(std::size_t at) {
  const Token* field = member_of(at);
  if (field == nullptr) return;
  if (std::ranges::find(kProfileFields, field->text) == kProfileFields.end()) {
    return remark(*field, "the profile tells a script no " + field->text +
                              ", so that this is nil; one of its own is profile.variables." +
                              field->text);
  }
  const Token* own = field->text == "variables" ? member_of(at + 2) : nullptr;
  if (own != nullptr && !options_.variables.empty() && !options_.variables.contains(own->text))
    remark(*own, "the profile has no " + own->text + " in [script.variables]: this is nil");
}

}  // namespace

std::vector<Remark> lint_lua(const std::string& name, std::string_view text,
                             const LintOptions& options) {
  const auto script = lua::Script::parse(name, 1, text);
  if (!script) return {{script.error(), true}};
  return Lint(text, options).run();
}

}  // namespace dial::script
