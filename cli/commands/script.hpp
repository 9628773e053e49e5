#pragma once

#include <string>
#include <vector>

#include "cli/exit_status.hpp"
#include "cli/globals.hpp"
#include "dial/error.hpp"
#include "script/language.hpp"
#include "script/texts.hpp"

// The sub-commands of `dialctl script`. Main thread.
namespace dial::cli {

struct ScriptLanguage {
  std::string name;  // as script::parse_language() takes it; empty: by the file's ending
};
script::Language language_of(const ScriptLanguage& chosen, const std::string& file);

// NAME=VALUE each, as [script.variables] of a profile would have them.
Result<script::Texts> variables_of(const std::vector<std::string>& assignments);

struct ScriptCheckArguments {
  std::vector<std::string> files;
  ScriptLanguage language;
  bool is_seven_bit = false;
  bool is_strict = false;              // warnings count as errors
  std::vector<std::string> variables;  // NAME=VALUE
};
ExitStatus script_check(const Globals& globals, const ScriptCheckArguments& arguments);

struct ScriptRunArguments {
  std::string file;
  std::string dialogue;  // a file as script::parse_dialogue() reads it
  ScriptLanguage language;
  bool is_seven_bit = false;
  std::string entry = "entry";
  std::string device = "/dev/ttyS0";
  std::string user = "user";
  std::string number;
  std::vector<std::string> variables;  // NAME=VALUE
  std::vector<std::string> answers;    // to what the script asks, in turn
  std::string interpreter;             // the program dial-lua
};
ExitStatus script_run(const Globals& globals, const ScriptRunArguments& arguments);

struct ScriptRecordArguments {
  std::string target;  // a device, if it has a slash; else an entry with a terminal
  std::string output;  // the draft; the dialogue goes to the same with ".dialogue" behind it
  unsigned speed = 115'200;
  bool force = false;
};
ExitStatus script_record(const Globals& globals, const ScriptRecordArguments& arguments);

}  // namespace dial::cli
