#include "script/scp_checker.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "script/scp_escapes.hpp"
#include "script/scp_names.hpp"

namespace dial::script::scp {
namespace {

// A reader mends these first; a script made to have more costs no more.
constexpr std::size_t kMostReported = 20;

void sort_by_place(std::vector<ParseError>& errors) {
  std::sort(errors.begin(), errors.end(), [](const ParseError& a, const ParseError& b) {
    return std::tie(a.line, a.column, a.message) < std::tie(b.line, b.column, b.message);
  });
}

}  // namespace

void Checker::run() {
  gather_labels();
  for (Instruction& instruction : procedure_.code)
    std::visit([&](auto& action) { check(action, instruction.place); }, instruction.action);
  sort_by_place(errors_);
  sort_by_place(warnings_);
}

// A label may be used before it comes; a variable may not.
void Checker::gather_labels() {
  for (std::size_t i = 0; i < procedure_.code.size(); ++i) {
    const Instruction& instruction = procedure_.code[i];
    const auto* label = std::get_if<Label>(&instruction.action);
    if (label != nullptr) add_name({label->name, instruction.place, std::nullopt, i});
  }
}

void Checker::add_name(Name name) {
  const Name* known = find(name.name);
  if (known == nullptr) return names_.push_back(std::move(name));
  const std::string kind = known->type ? "a variable of line " : "a label of line ";
  fail(name.place, "the name " + name.name + " is taken by " + kind +
                       std::to_string(known->place.line) + "; choose another");
}

const Checker::Name* Checker::find(std::string_view name) const {
  const auto found = std::find_if(names_.begin(), names_.end(),
                                  [&](const Name& known) { return known.name == name; });
  return found == names_.end() ? nullptr : &*found;
}

const Checker::Name* Checker::find_variable(const std::string& name, Place place) {
  const Name* known = find(name);
  if (known != nullptr && known->type) return known;
  if (known != nullptr) {
    fail(place, name + " is a label, not a variable");
    return nullptr;
  }
  const std::string near = suggestion_of(name, false);
  fail(place, "the variable " + name + " is not declared" +
                  (near.empty() ? "; write integer, string or boolean " + name +
                                      " at the start of the procedure"
                                : near));
  return nullptr;
}

std::string Checker::suggestion_of(const std::string& name, bool is_label) const {
  if (errors_.size() >= kMostReported) return {};
  std::vector<std::string> candidates;
  for (const Name& known : names_) {
    if (known.type.has_value() != is_label) candidates.push_back(known.name);
  }
  return suggestion(name, candidates);
}

void Checker::resolve(Jump& jump, Place place) {
  if (jump.label.empty()) return;
  const Name* known = find(jump.label);
  if (known != nullptr && !known->type) {
    jump.target = known->index;
    return;
  }
  if (known != nullptr) return fail(place, jump.label + " is a variable, not a label");
  fail(place, "there is no label " + jump.label + ":" + suggestion_of(jump.label, true));
}

void Checker::check(Declare& declare, Place place) {
  declare.slot = procedure_.slots++;
  add_name({declare.name, place, declare.type, declare.slot});
}

void Checker::check(Store& store, Place place) {
  const Operand value = pop();
  const Name* variable = find_variable(store.name, place);
  if (variable == nullptr) return;
  store.slot = variable->index;
  need(value, *variable->type, "the variable " + store.name);
}

void Checker::check(Label&, Place) {}

void Checker::check(Jump& jump, Place place) {
  resolve(jump, place);
}

void Checker::check(JumpUnless& jump, Place) {
  need(pop(), Type::kBoolean, jump.keyword);
}

void Checker::check(Delay&, Place) {
  const Operand seconds = pop();
  if (need(seconds, Type::kInteger, "delay")) need_within(seconds, 0, kLongestWait, "delay");
}

void Checker::check(Transmit& transmit, Place) {
  const Operand text = pop();
  if (!need(text, Type::kString, "transmit") || transmit.is_raw) return;
  warn_of_escapes(text);
  if (text.is_credential)
    warn(text.place,
         "a ^, < or \\ in the name or password is taken for an escape; "
         "write , raw behind it");
}

void Checker::check(WaitFor& wait, Place) {
  if (wait.has_limit) {
    const Operand seconds = pop();
    if (need(seconds, Type::kInteger, "until")) need_within(seconds, 0, kLongestWait, "until");
  }
  for (std::size_t i = wait.cases.size(); i-- > 0;) {
    WaitCase& wanted = wait.cases[i];
    const Operand text = pop();
    if (need(text, Type::kString, "waitfor")) warn_of_escapes(text);
    const auto* constant = text.constant ? std::get_if<Text>(&*text.constant) : nullptr;
    if (constant != nullptr && constant->octets.empty())
      fail(text.place, "an empty string is always there; name the text to wait for");
    if (wanted.then) {
      resolve(*wanted.then, wanted.place);
    } else if (wait.cases.size() > 1) {
      warn(wanted.place, "nothing tells which of the strings came; write then and a label");
    }
  }
}

void Checker::check(SetPort&, Place) {}
void Checker::check(SetKeyboard&, Place) {}
void Checker::check(Halt&, Place) {}

void Checker::warn_of_escapes(const Operand& operand) {
  if (!operand.constant || !std::holds_alternative<Text>(*operand.constant)) return;
  const auto odd = find_odd_escape(std::get<Text>(*operand.constant).octets.reveal());
  if (!odd) return;
  Place place = operand.place;
  if (operand.is_literal) place.column += 1 + odd->offset;
  warn(place, odd->advice);
}

void Checker::fail(Place place, std::string message) {
  if (errors_.size() < kMostReported) errors_.push_back(error_at(place, std::move(message)));
}

void Checker::warn(Place place, std::string message) {
  if (warnings_.size() < kMostReported) warnings_.push_back(error_at(place, std::move(message)));
}

}  // namespace dial::script::scp
