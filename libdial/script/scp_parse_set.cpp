// The part of Parser that reads the set commands.
#include <array>
#include <utility>

#include "script/scp_parser.hpp"

namespace dial::script::scp {
namespace {

struct NamedParity {
  std::string_view name;
  Parity parity;
};
constexpr std::array kParities{
    NamedParity{"none", Parity::kNone},   NamedParity{"odd", Parity::kOdd},
    NamedParity{"even", Parity::kEven},   NamedParity{"mark", Parity::kMark},
    NamedParity{"space", Parity::kSpace},
};

bool is_within(const Token& token, std::int32_t least, std::int32_t most) {
  return token.kind == Token::Kind::kInteger && token.number >= least && token.number <= most;
}

}  // namespace

bool Parser::parse_set(const Token& command) {
  if (accept("port")) return parse_set_port(command);
  if (accept("screen")) return parse_set_screen(command);
  if (!accept("ipaddr"))
    return fail(peek(), "set is followed by port, screen or ipaddr; " + described(peek()));
  if (!parse_expression()) return false;
  emit(SetAddress{}, command.place);
  return true;
}

bool Parser::parse_set_port(const Token& command) {
  const Token& what = take();
  const Token& value = peek();
  if (what.word == "databits") {
    if (!is_within(take(), 5, 8)) return fail(value, "databits is 5, 6, 7 or 8");
    emit(SetPort{DataBits{value.number}}, command.place);
    return true;
  }
  if (what.word == "stopbits") {
    if (!is_within(take(), 1, 2)) return fail(value, "stopbits is 1 or 2");
    emit(SetPort{StopBits{value.number}}, command.place);
    return true;
  }
  if (what.word != "parity")
    return fail(what, "set port is followed by databits, parity or stopbits; " + described(what));
  for (const NamedParity& known : kParities) {
    if (!accept(known.name)) continue;
    emit(SetPort{known.parity}, command.place);
    return true;
  }
  return fail(value, "parity is none, odd, even, mark or space; " + described(value));
}

bool Parser::parse_set_screen(const Token& command) {
  if (!expect("keyboard", "after set screen")) return false;
  const bool is_on = is_next("on");
  if (!is_on && !is_next("off"))
    return fail(peek(), "write on or off after set screen keyboard; " + described(peek()));
  take();
  emit(SetKeyboard{is_on}, command.place);
  return true;
}

}  // namespace dial::script::scp
