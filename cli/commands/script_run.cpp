// A login script against a written dialogue, without a line and in no time.
#include "cli/commands/script.hpp"
#include "cli/lua_process.hpp"
#include "cli/output.hpp"
#include "cli/render_script.hpp"
#include "script/dry_run.hpp"
#include "script/login.hpp"
#include "script/transcript.hpp"
#include "sys/files.hpp"

namespace dial::cli {
namespace {

using script::DryRun;
using Engine = script::Engine;

Error script_error(ErrorCode code, std::string context, std::string raw = {}) {
  return {code, Layer::kScript, std::move(context), std::move(raw)};
}

std::string at(const std::string& file, const script::ParseError& error) {
  return file + ":" + std::to_string(error.line) + ":" + std::to_string(error.column) + ": " +
         error.message;
}

Result<script::Login> read_script(const ScriptRunArguments& arguments) {
  const auto text = sys::read_file(arguments.file);
  if (!text) return std::unexpected(text.error());
  auto variables = variables_of(arguments.variables);
  if (!variables) return std::unexpected(variables.error());
  script::LoginOptions options{
      .source = {.name = arguments.file},
      .profile = {
          .name = arguments.entry, .device = arguments.device, .variables = std::move(*variables)}};
  if (arguments.is_seven_bit) options.habits.is_seven_bit = true;
  const auto language = language_of(arguments.language, arguments.file);
  auto login = script::Login::parse(language, *text, options);
  if (login) return std::move(*login);
  return std::unexpected(
      script_error(ErrorCode::kScriptSyntax, at(arguments.file, login.error().front())));
}

Result<std::vector<script::WrittenLine>> read_dialogue(const std::string& file) {
  const auto text = sys::read_file(file, script::kLongestDialogue);
  if (!text) return std::unexpected(text.error());
  auto lines = script::parse_dialogue(*text);
  if (lines) return std::move(*lines);
  return std::unexpected(script_error(ErrorCode::kScriptSyntax, at(file, lines.error())));
}

ErrorCode code_of(Engine::Outcome outcome) {
  switch (outcome) {
    case Engine::Outcome::kDone:
    case Engine::Outcome::kHalted:
    case Engine::Outcome::kPppSeen:
      return ErrorCode::kSuccess;
    case Engine::Outcome::kAborted:
      return ErrorCode::kDisconnection;
    case Engine::Outcome::kFailed:
      return ErrorCode::kScriptSyntax;
    case Engine::Outcome::kTimeout:
      return ErrorCode::kRequestTimeout;
    case Engine::Outcome::kHangup:
      return ErrorCode::kNoConnection;
  }
  return ErrorCode::kUnknown;
}

// Why the dial would fail, or this run says nothing of it; kSuccess: it would go on.
Error error_of(const DryRun::Outcome& outcome, const ScriptRunArguments& arguments) {
  if (outcome.difference) {
    return script_error(ErrorCode::kUnrecognizedResponse,
                        arguments.dialogue + ":" + std::to_string(outcome.difference->line) +
                            ": the script sends something else than \"" +
                            outcome.difference->written + "\"",
                        outcome.difference->sent);
  }
  if (outcome.unanswered) {
    return script_error(ErrorCode::kInteractiveMode,
                        "the script asks, and nothing answers (--answer): " + *outcome.unanswered);
  }
  if (!outcome.end) return script_error(ErrorCode::kRequestTimeout, "the script waits for ever");
  const ErrorCode code = code_of(outcome.end->outcome);
  if (code == ErrorCode::kSuccess) return {};
  return script_error(code, "login script " + outcome.end->text, outcome.end->received);
}

// The mask itself stands for every secret: so a dialogue that was masked is answered as it was.
DryRun::Hooks hooks_of(LuaProcess& interpreter, const ScriptRunArguments& arguments) {
  auto next = std::make_shared<std::size_t>(0);
  return {.tell_interpreter = [&](Octets octets) { return interpreter.talk(octets); },
          .answer = [&arguments, next](const Engine::Question& question) -> std::optional<Secret> {
            if (question.is_secret) return Secret(std::string(script::kMask));
            if (*next == arguments.answers.size()) return std::nullopt;
            return Secret(arguments.answers[(*next)++]);
          }};
}

}  // namespace

ExitStatus script_run(const Globals& globals, const ScriptRunArguments& arguments) {
  const auto login = read_script(arguments);
  if (!login) return fail(globals, login.error());
  auto lines = read_dialogue(arguments.dialogue);
  if (!lines) return fail(globals, lines.error());
  LuaProcess interpreter(arguments.interpreter);
  script::DialogueLog log;
  login->hide_secrets(log);
  const auto engine = login->start({.number = arguments.number,
                                    .user = arguments.user,
                                    .password = Secret(std::string(script::kMask))},
                                   {}, TimePoint{});
  const DryRun::Outcome outcome =
      DryRun(std::move(*lines), std::move(log), hooks_of(interpreter, arguments)).run(*engine);
  const Error error = error_of(outcome, arguments);
  write_out(globals.json ? dry_run_json(outcome) : render_dry_run(outcome));
  return error ? fail(globals, error) : ExitStatus::kOk;
}

}  // namespace dial::cli
