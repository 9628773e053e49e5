#include "session/outcome_error.hpp"

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

}  // namespace

Error dial_error(const at::Finished& answer, const std::string& number) {
  return {code_of(answer.outcome), Layer::kModem, "dialling " + number, answer.result};
}

Error init_error(const at::Finished& answer, const std::string& command) {
  // A modem that answers no command at all is not ready; one that is slow to dial has timed out.
  const ErrorCode code = answer.outcome == at::Outcome::kTimeout ? ErrorCode::kDeviceNotReady
                                                                 : code_of(answer.outcome);
  return {code, Layer::kModem, "modem command " + command, answer.result};
}

Error script_error(const script::Runner::Finished& end, std::size_t first_line) {
  const std::string place = "login script, line " + std::to_string(first_line + end.line);
  switch (end.outcome) {
    case script::Runner::Outcome::kDone:
    case script::Runner::Outcome::kPppSeen:
      return {};
    case script::Runner::Outcome::kAborted:
      return {ErrorCode::kDisconnection, Layer::kScript, place + ": the far end said " + end.text,
              end.received};
    case script::Runner::Outcome::kTimeout:
      return {ErrorCode::kRequestTimeout, Layer::kScript, place + ": waited for " + end.text,
              end.received};
    case script::Runner::Outcome::kHangup:
      return {ErrorCode::kNoConnection, Layer::kScript, place + ": the carrier was lost",
              end.received};
  }
  return {};
}

}  // namespace dial::session
