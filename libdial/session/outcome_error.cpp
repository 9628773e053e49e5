#include "session/outcome_error.hpp"

#include <string>

#include "base/command_line.hpp"
#include "script/transcript.hpp"

namespace dial::session {
namespace {

ErrorCode code_of(at::Outcome outcome) {
  switch (outcome) {
    case at::Outcome::kOk:
    case at::Outcome::kConnect:
      return ErrorCode::kUnrecognizedResponse;
    case at::Outcome::kError:
      return ErrorCode::kFromDevice;
    case at::Outcome::kBusy:
      return ErrorCode::kLineBusy;
    case at::Outcome::kNoCarrier:
      return ErrorCode::kNoCarrier;
    case at::Outcome::kNoDialtone:
      return ErrorCode::kNoDialtone;
    case at::Outcome::kNoAnswer:
      return ErrorCode::kNoAnswer;
    case at::Outcome::kVoice:
      return ErrorCode::kVoiceAnswer;
    case at::Outcome::kDelayed:
      return ErrorCode::kBlocked;
    case at::Outcome::kTimeout:
      return ErrorCode::kRequestTimeout;
    case at::Outcome::kHangup:
      return ErrorCode::kHardwareFailure;
  }
  return ErrorCode::kUnrecognizedResponse;
}

// An error is told to whoever watches, and written to the journal.
std::string shown(const std::string& command) {
  const std::size_t hidden = secret_part(command).size();
  if (hidden == 0) return command;
  return command.substr(0, command.size() - hidden) + std::string(script::kMask);
}

}  // namespace

Error dial_error(const at::Finished& answer, const std::string& number) {
  return {code_of(answer.outcome), Layer::kModem, "dialling " + number, answer.result};
}

Error init_error(const at::Finished& answer, const std::string& command) {
  // A modem that answers no command at all is not ready; one that is slow to dial has timed out.
  const ErrorCode code = answer.outcome == at::Outcome::kTimeout ? ErrorCode::kDeviceNotReady
                                                                 : code_of(answer.outcome);
  return {code, Layer::kModem, "modem command " + shown(command), answer.result};
}

Error script_error(const script::Engine::Finished& end) {
  const auto error = [&end](ErrorCode code) {
    return Error{code, Layer::kScript, "login script " + end.text, end.received};
  };
  switch (end.outcome) {
    case script::Engine::Outcome::kDone:
    case script::Engine::Outcome::kHalted:
    case script::Engine::Outcome::kPppSeen:
      return {};
    case script::Engine::Outcome::kAborted:
      return error(ErrorCode::kDisconnection);
    case script::Engine::Outcome::kFailed:
      return error(ErrorCode::kScriptSyntax);
    case script::Engine::Outcome::kTimeout:
      return error(ErrorCode::kRequestTimeout);
    case script::Engine::Outcome::kHangup:
      return error(ErrorCode::kNoConnection);
  }
  return {};
}

}  // namespace dial::session
