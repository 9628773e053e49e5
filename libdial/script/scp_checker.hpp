#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "script/parse_error.hpp"
#include "script/scp_program.hpp"

namespace dial::script::scp {

// Finds what a procedure means: the variable and the place of every name, the type of every value,
// and what every constant comes to. What does not fit together is an error, all of them at once;
// what is allowed and hardly meant is a warning.
class Checker {
 public:
  explicit Checker(Procedure& procedure) : procedure_(procedure) {}
  void run();

  std::vector<ParseError> take_errors() { return std::move(errors_); }
  std::vector<ParseError> take_warnings() { return std::move(warnings_); }

 private:
  // What is known of a value on the stack. No type: an error has been given for it already.
  struct Operand {
    std::optional<Type> type;
    std::optional<Value> constant;
    Place place;
    bool is_literal = false;
    bool is_credential = false;  // $USERID or $PASSWORD is in it
  };
  struct Name {
    std::string name;
    Place place;
    std::optional<Type> type;  // none: a label
    std::size_t index;         // the variable's slot, or the address of the label
  };

  void gather_labels();
  void resolve(Jump& jump, Place place);
  const Name* find(std::string_view name) const;
  const Name* find_variable(const std::string& name, Place place);
  void add_name(Name name);
  std::string suggestion_of(const std::string& name, bool is_label) const;

  void check(Push& push, Place place);
  void check(Load& load, Place place);
  void check(LoadSystem& load, Place place);
  void check(Unary& unary, Place place);
  void check(Binary& binary, Place place);
  void check(SkipIf& skip, Place place);
  void check(GetIp& get, Place place);
  void check(Declare& declare, Place place);
  void check(Store& store, Place place);
  void check(Label& label, Place place);
  void check(Jump& jump, Place place);
  void check(JumpUnless& jump, Place place);
  void check(Delay& delay, Place place);
  void check(Transmit& transmit, Place place);
  void check(WaitFor& wait, Place place);
  void check(SetPort& set, Place place);
  void check(SetKeyboard& set, Place place);
  void check(SetAddress& set, Place place);
  void check(Halt& halt, Place place);

  Operand pop();
  void fold(const Applied& applied, Place place);
  bool need(const Operand& operand, Type type, std::string_view what);
  void need_within(const Operand& operand, std::int32_t least, std::int32_t most,
                   std::string_view what);
  void warn_of_escapes(const Operand& operand);
  void fail(Place place, std::string message);
  void warn(Place place, std::string message);

  Procedure& procedure_;
  std::vector<Operand> stack_;
  std::vector<Name> names_;
  std::vector<ParseError> errors_;
  std::vector<ParseError> warnings_;
};

}  // namespace dial::script::scp
