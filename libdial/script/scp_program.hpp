#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "script/scp_lexer.hpp"
#include "script/scp_value.hpp"

namespace dial::script::scp {

enum class SystemVariable : std::uint8_t { kUserId, kPassword, kSuccess, kFailure };

enum class Parity : std::uint8_t { kNone, kOdd, kEven, kMark, kSpace };
struct DataBits {
  int count = 8;  // 5 to 8
};
struct StopBits {
  int count = 1;  // 1 or 2
};
// One change of the line's format, for this connection.
using PortChange = std::variant<DataBits, Parity, StopBits>;

// A script runs as a list of instructions of a machine with a stack: blocks are jumps, and an
// expression pushes its operands before the operator that takes them. So a wait can stop it
// anywhere, even amid an expression, and no depth of nesting costs stack.

struct Push {
  Value value;
};
struct Load {
  std::string name;
  std::size_t slot = 0;  // set by the checker, in what follows too
};
struct LoadSystem {
  SystemVariable variable;
};
struct Unary {
  UnaryOperator op;
};
struct Binary {
  BinaryOperator op;
};
// When the top of the stack decides and or or alone, past the other operand; it stays.
struct SkipIf {
  bool decides;
  std::size_t target = 0;
};
struct GetIp {};  // takes which one, counted from 1; pushes the address

struct Declare {
  Type type;
  std::string name;
  std::size_t slot = 0;
};
struct Store {
  std::string name;
  std::size_t slot = 0;
};
struct Label {
  std::string name;
};
struct Jump {
  std::string label;  // empty: the target is known
  std::size_t target = 0;
};
struct JumpUnless {
  std::string_view keyword;  // if or while
  std::size_t target = 0;
};
struct Delay {};  // takes seconds
struct Transmit {
  bool is_raw;
};
struct WaitCase {
  bool matches_case;
  std::optional<Jump> then;
  Place place;
};
struct WaitFor {  // takes a string per case, then the seconds of `until`
  std::vector<WaitCase> cases;
  bool has_limit;
};
struct SetPort {
  PortChange change;
};
struct SetKeyboard {
  bool is_on;
};
struct SetAddress {};  // takes the address as a string
struct Halt {};

using Action =
    std::variant<Push, Load, LoadSystem, Unary, Binary, SkipIf, GetIp, Declare, Store, Label, Jump,
                 JumpUnless, Delay, Transmit, WaitFor, SetPort, SetKeyboard, SetAddress, Halt>;
struct Instruction {
  Action action;
  Place place;
};

// Runs to the end of `code`.
struct Procedure {
  std::string name;
  Place place;
  Place end;  // of its endproc
  std::vector<Instruction> code;
  std::size_t slots = 0;  // how many variables it has
};

// The range of delay and until, in seconds, and of getip.
inline constexpr std::int32_t kLongestWait = 86'400;
inline constexpr std::int32_t kMostAddresses = 100;

}  // namespace dial::script::scp
