#include "dial/error.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace dial;

TEST_SUITE("base::Error") {
  TEST_CASE("every code has its own name and a text of its own, one sentence in one line") {
    std::set<std::string_view> names;
    std::set<std::string_view> texts;
    for (const ErrorCode code : all_error_codes()) {
      CAPTURE(static_cast<unsigned>(code));
      CHECK(names.insert(error_name(code)).second);
      CHECK(texts.insert(error_text(code)).second);
      CHECK_FALSE(error_text(code).empty());
      CHECK_FALSE(error_text(code).ends_with('.'));
      CHECK(error_text(code).find('\n') == std::string_view::npos);
    }
  }

  TEST_CASE("there is every number that RAS defines, and no other") {
    // raserror.h has no gap from 600 to 850; of mprerror.h and of the system codes those that the
    // RAS client functions return.
    std::vector<unsigned> expected{0, 5, 6, 8, 87, 123, 183, 259};
    for (unsigned number = 600; number <= 850; ++number)
      expected.push_back(number);
    for (const int number :
         {901, 910, 916, 917, 918, 919, 926, 928, 930, 931, 932, 936, 937, 940, 941, 942, 943, 944})
      expected.push_back(static_cast<unsigned>(number));
    std::vector<unsigned> numbers;
    for (const ErrorCode code : all_error_codes())
      numbers.push_back(static_cast<unsigned>(code));
    CHECK(numbers == expected);
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

  TEST_CASE("the names are those of raserror.h and mprerror.h") {
    const std::pair<unsigned, std::string_view> names[] = {
        {123, "ERROR_INVALID_NAME"},
        {183, "ERROR_ALREADY_EXISTS"},
        {600, "PENDING"},
        {603, "ERROR_BUFFER_TOO_SMALL"},
        {613, "ERROR_INVALID_COMPRESSION_SPECIFIED"},
        {644, "WARNING_MSG_ALIAS_NOT_ADDED"},
        {653, "ERROR_MACRO_NOT_FOUND"},
        {669, "ERROR_BAD_USAGE_IN_INI_FILE"},
        {690, "ERROR_EMPTY_INI_FILE"},
        {697, "ERROR_PARTIAL_RESPONSE_LOOPING"},
        {724, "ERROR_IPXCP_NO_DIALOUT_CONFIGURED"},
        {729, "ERROR_SLIP_REQUIRES_IP"},
        {751, "ERROR_INVALID_CALLBACK_NUMBER"},
        {762, "ERROR_SHARING_PRIVATE_INSTALL"},
        {777, "ERROR_OUTOFORDER"},
        {792, "ERROR_OAKLEY_TIMED_OUT"},
        {806, "ERROR_VPN_GRE_BLOCKED"},
        {838, "ERROR_UPDATECONNECTION_REQUEST_IN_PROCESS"},
        {850, "ERROR_EAP_METHOD_NOT_INSTALLED"},
        {901, "ERROR_ALREADY_CONNECTED"},
        {930, "ERROR_AUTH_SERVER_TIMEOUT"},
        {944, "ERROR_DIALOUT_HOURS_RESTRICTION"}};
    for (const auto& [number, name] : names)
      CHECK(error_name(static_cast<ErrorCode>(number)) == name);
  }

  TEST_CASE("a number that is no code of ours is ERROR_UNKNOWN") {
    for (const unsigned number : {1U, 599U, 851U, 900U, 945U, 12345U, 0xffffffffU}) {
      CHECK(error_name(static_cast<ErrorCode>(number)) == "ERROR_UNKNOWN");
      CHECK(error_text(static_cast<ErrorCode>(number)) == error_text(ErrorCode::kUnknown));
    }
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
