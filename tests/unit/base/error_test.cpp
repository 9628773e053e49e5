#include "dial/error.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace dial;

TEST_SUITE("base::Error") {
  TEST_CASE("every code has its own name and a text of one sentence") {
    std::set<std::string_view> names;
    for (const ErrorCode code : all_error_codes()) {
      CAPTURE(static_cast<unsigned>(code));
      CHECK(names.insert(error_name(code)).second);
      CHECK_FALSE(error_text(code).empty());
      CHECK_FALSE(error_text(code).ends_with('.'));
    }
  }

  TEST_CASE("the codes ascend") {
    CHECK(std::ranges::is_sorted(all_error_codes()));
  }

  TEST_CASE("the numbers are those of raserror.h") {
    // A second transcription of the numbers that scripts compare.
    const std::pair<ErrorCode, unsigned> numbers[] = {{ErrorCode::kAccessDenied, 5},
                                                      {ErrorCode::kInvalidHandle, 6},
                                                      {ErrorCode::kDeviceDoesNotExist, 608},
                                                      {ErrorCode::kCannotFindPhonebookEntry, 623},
                                                      {ErrorCode::kUserDisconnection, 631},
                                                      {ErrorCode::kPortNotAvailable, 633},
                                                      {ErrorCode::kRequestTimeout, 638},
                                                      {ErrorCode::kFromDevice, 651},
                                                      {ErrorCode::kDeviceNotReady, 666},
                                                      {ErrorCode::kNoConnection, 668},
                                                      {ErrorCode::kLineBusy, 676},
                                                      {ErrorCode::kVoiceAnswer, 677},
                                                      {ErrorCode::kNoAnswer, 678},
                                                      {ErrorCode::kNoCarrier, 679},
                                                      {ErrorCode::kNoDialtone, 680},
                                                      {ErrorCode::kAuthenticationFailure, 691},
                                                      {ErrorCode::kInteractiveMode, 703},
                                                      {ErrorCode::kInvalidAuthState, 705},
                                                      {ErrorCode::kServiceNotReachable, 711},
                                                      {ErrorCode::kPppTimeout, 718},
                                                      {ErrorCode::kPppNoResponse, 721},
                                                      {ErrorCode::kPppLoopbackDetected, 737},
                                                      {ErrorCode::kBadPhoneNumber, 749},
                                                      {ErrorCode::kScriptSyntax, 752},
                                                      {ErrorCode::kDialAlreadyInProgress, 756},
                                                      {ErrorCode::kBlocked, 775},
                                                      {ErrorCode::kLinkFailure, 829},
                                                      {ErrorCode::kServiceStopped, 834}};
    for (const auto& [code, number] : numbers)
      CHECK(static_cast<unsigned>(code) == number);
  }

  TEST_CASE("a number that is no code of ours is ERROR_UNKNOWN") {
    CHECK(error_name(static_cast<ErrorCode>(12345)) == "ERROR_UNKNOWN");
  }

  TEST_CASE("an error in one line has number, text, what was done and the modem's words") {
    CHECK(describe({ErrorCode::kLineBusy, Layer::kModem, "dialling 5551234", "BUSY", 0}) ==
          "error 676: the line is busy (dialling 5551234): \"BUSY\"");
    CHECK(describe({ErrorCode::kLineBusy, Layer::kModem, "", "", 0}) ==
          "error 676: the line is busy");
  }

  TEST_CASE("an error is true, no error is false") {
    CHECK_FALSE(Error{});
    CHECK(Error{ErrorCode::kUnknown, Layer::kNone, "", "", 0});
  }
}
