// What an .scp script says and hardly means; the checker's own warnings are the most of it.
#include <algorithm>
#include <optional>
#include <utility>

#include "script/lint_rules.hpp"
#include "script/overloaded.hpp"
#include "script/scp_escapes.hpp"
#include "script/scp_names.hpp"
#include "script/scp_script.hpp"

namespace dial::script {
namespace {

using namespace scp;

constexpr std::int32_t kLimitSeconds =
    std::chrono::duration_cast<std::chrono::duration<std::int32_t>>(kUsualScriptLimit).count();

// Follows the instructions in the order in which they stand; the values that are written out are
// known, the others are not.
class Lint {
 public:
  std::vector<Remark> run(const Procedure& procedure);

 private:
  struct Operand {
    std::optional<Value> constant;
    Place place;
  };

  void handle(const Action& action, Place place);
  void handle(const WaitFor& wait, Place place);
  void handle(const Transmit& transmit);
  void check_limit(const Operand& seconds, std::string_view what);
  void check_cases(const WaitFor& wait, const std::vector<Operand>& texts);
  Operand pop();
  void push(Place place) { stack_.push_back({std::nullopt, place}); }
  void remark(Place place, std::string message) {
    remarks_.push_back({error_at(place, std::move(message)), false});
  }

  std::vector<Operand> stack_;
  bool is_asked_for_secret_ = false;
  std::vector<Remark> remarks_;
};

std::optional<std::string> written_text(const std::optional<Value>& value) {
  const auto* text = value ? std::get_if<Text>(&*value) : nullptr;
  if (text == nullptr) return std::nullopt;
  return resolve_escapes(text->octets.reveal());
}

// Whatever brings `wanted` brings `other` first; at the same octet the one that is written first
// counts.
bool loses_to(const std::string& wanted, bool wanted_matches_case, const std::string& other,
              bool other_matches_case, bool other_is_first) {
  if (other_matches_case && !wanted_matches_case) return false;
  const std::string text = other_matches_case ? wanted : folded(wanted);
  const std::string part = other_matches_case ? other : folded(other);
  const auto at = text.find(part);
  if (at == std::string::npos) return false;
  return at + part.size() < text.size() || other_is_first;
}

std::vector<Remark> Lint::run(const Procedure& procedure) {
  for (const Instruction& instruction : procedure.code)
    handle(instruction.action, instruction.place);
  return std::move(remarks_);
}

void Lint::handle(const Action& action, Place place) {
  std::visit(Overloaded{
                 [&](const Push& value) { stack_.push_back({value.value, place}); },
                 [&](const Load&) { push(place); },
                 [&](const LoadSystem&) { push(place); },
                 [&](const Unary&) {
                   pop();
                   push(place);
                 },
                 [&](const Binary&) {
                   pop();
                   pop();
                   push(place);
                 },
                 [&](const GetIp&) {
                   pop();
                   push(place);
                 },
                 [&](const Store&) { pop(); },
                 [&](const JumpUnless&) { pop(); },
                 [&](const SetAddress&) { pop(); },
                 [&](const Delay&) { check_limit(pop(), "delay"); },
                 [&](const Transmit& transmit) { handle(transmit); },
                 [&](const WaitFor& wait) { handle(wait, place); },
                 [](const auto&) {},
             },
             action);
}

Lint::Operand Lint::pop() {
  if (stack_.empty()) return {};
  Operand top = std::move(stack_.back());
  stack_.pop_back();
  return top;
}

void Lint::handle(const WaitFor& wait, Place place) {
  if (wait.has_limit) {
    check_limit(pop(), "until");
  } else {
    remark(place,
           "waitfor without until has no limit of its own: after 60 s without the text the dial "
           "fails; write until and the seconds");
  }
  std::vector<Operand> texts(wait.cases.size());
  for (std::size_t i = texts.size(); i-- > 0;)
    texts[i] = pop();
  is_asked_for_secret_ = std::ranges::any_of(texts, [](const Operand& operand) {
    const auto text = written_text(operand.constant);
    return text && asks_for_secret(*text);
  });
  check_cases(wait, texts);
}

void Lint::check_cases(const WaitFor& wait, const std::vector<Operand>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto wanted = written_text(texts[i].constant);
    if (!wanted) continue;
    for (std::size_t other = 0; other < texts.size(); ++other) {
      const auto text = written_text(texts[other].constant);
      if (other == i || !text) continue;
      if (!loses_to(*wanted, wait.cases[i].matches_case, *text, wait.cases[other].matches_case,
                    other < i))
        continue;
      remark(texts[i].place, "this is never reached: string " + std::to_string(other + 1) +
                                 " of this waitfor stands in it and comes first; name another "
                                 "part of the text");
      break;
    }
  }
}

void Lint::check_limit(const Operand& seconds, std::string_view what) {
  const auto* number = seconds.constant ? std::get_if<std::int32_t>(&*seconds.constant) : nullptr;
  if (number == nullptr || *number <= kLimitSeconds) return;
  remark(seconds.place,
         std::string(what) + " is longer than the 300 s that the whole script may take");
}

void Lint::handle(const Transmit&) {
  const Operand sent = pop();
  const auto text = written_text(sent.constant);
  // What was asked for is answered by the first text that is more than a line end.
  if (text && !says_something(*text)) return;
  if (std::exchange(is_asked_for_secret_, false) && text)
    remark(sent.place, std::string(kSecretInClear) + "write transmit $PASSWORD, raw");
}

}  // namespace

std::vector<Remark> lint_scp(std::string_view text) {
  const auto script = Script::parse(text);
  std::vector<Remark> remarks;
  if (!script) {
    for (const ParseError& error : script.error())
      remarks.push_back({error, true});
    return remarks;
  }
  remarks = Lint().run(script->main());
  for (const ParseError& warning : script->warnings())
    remarks.push_back({warning, false});
  return remarks;
}

}  // namespace dial::script
