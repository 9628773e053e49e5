#pragma once

#include <optional>
#include <string_view>

namespace dial {

// The commands of a modem's command line, one after the other (V.250, 5.3 and 5.4), with the AT
// before them or without.
class CommandLine {
 public:
  struct Command {
    // Of an extended command + * # $ ^ @ ! or _, of a basic one & % \ or -; '\0': there is none.
    char prefix = '\0';
    char letter = '\0';     // of a basic command, a capital; an extended one has none
    std::string_view text;  // behind them: the parameter; of D everything; else up to the `;`
  };

  explicit CommandLine(std::string_view line);
  std::optional<Command> next();  // nullopt: there is no more

 private:
  char take();
  std::string_view take_to(std::size_t count);
  std::string_view take_extended();
  std::string_view take_parameter();

  std::string_view rest_;
};

// What stands behind the D of a modem's command line, as in "T5551234" of "ATX3DT5551234" (V.250,
// 6.3.1: D takes the rest of the line). nullopt: the line dials nothing.
std::optional<std::string_view> dialled_by(std::string_view line);

// What of a modem's command line nobody is to see: from the `=` of the first command in it that
// carries a PIN or a password. Empty: nothing.
std::string_view secret_part(std::string_view line);

}  // namespace dial
