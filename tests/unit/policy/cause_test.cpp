#include "policy/cause.hpp"

#include <set>

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

TEST_SUITE("policy::Cause") {
  TEST_CASE("each answer of a modem is a cause of its own") {
    const std::pair<ErrorCode, Cause> kAnswers[] = {
        {ErrorCode::kLineBusy, Cause::kBusy},
        {ErrorCode::kNoAnswer, Cause::kNoAnswer},
        {ErrorCode::kNoCarrier, Cause::kNoCarrier},
        {ErrorCode::kNoDialtone, Cause::kNoDialTone},
        {ErrorCode::kVoiceAnswer, Cause::kRefused},
        {ErrorCode::kBlocked, Cause::kBlocked},
        {ErrorCode::kRequestTimeout, Cause::kNoAnswer},
        {ErrorCode::kDeviceNotReady, Cause::kLine},
        {ErrorCode::kFromDevice, Cause::kLine},
        {ErrorCode::kHardwareFailure, Cause::kLine},
    };
    for (const auto& [code, cause] : kAnswers)
      CHECK(cause_of(failure(code)) == cause);
  }

  TEST_CASE("what is beyond the modem is told by its layer") {
    CHECK(cause_of(failure(ErrorCode::kPortNotFound, Layer::kPort)) == Cause::kLine);
    CHECK(cause_of(failure(ErrorCode::kAccessDenied, Layer::kPort)) == Cause::kLine);
    CHECK(cause_of(failure(ErrorCode::kPortAlreadyOpen, Layer::kPort)) == Cause::kLine);
    CHECK(cause_of(failure(ErrorCode::kRequestTimeout, Layer::kScript)) == Cause::kLogin);
    CHECK(cause_of(failure(ErrorCode::kPppNoResponse, Layer::kLcp)) == Cause::kNetwork);
    CHECK(cause_of(failure(ErrorCode::kPppNcpTerminated, Layer::kNcp)) == Cause::kNetwork);
    CHECK(cause_of(failure(ErrorCode::kAuthenticationFailure, Layer::kAuthentication)) ==
          Cause::kAuthentication);
    CHECK(cause_of(failure(ErrorCode::kKeyNotFound, Layer::kConfiguration)) ==
          Cause::kConfiguration);
    CHECK(cause_of(failure(ErrorCode::kUserDisconnection, Layer::kManager)) == Cause::kAsked);
    CHECK(cause_of(failure(ErrorCode::kIdleTimeout, Layer::kManager)) == Cause::kLimit);
  }

  TEST_CASE("every cause has words of its own, and the first ten each a key that decides") {
    std::set<std::string_view> texts;
    auto stops = modem_profile();
    stops.redial.busy = stops.redial.no_answer = stops.redial.no_carrier =
        stops.redial.no_dial_tone = stops.redial.refused = stops.redial.blocked =
            stops.redial.login = stops.redial.network = stops.redial.line = profile::Rule::kStop;
    stops.redial.authentication = profile::Rule::kStop;
    for (int i = 0; i <= static_cast<int>(Cause::kConfiguration); ++i) {
      const auto cause = static_cast<Cause>(i);
      CHECK(texts.insert(cause_text(cause)).second);
      CHECK(rule_for(cause, stops) == profile::Rule::kStop);
    }
    auto goes_on = stops;
    goes_on.redial.no_dial_tone = profile::Rule::kSlow;
    CHECK(rule_for(Cause::kNoDialTone, goes_on) == profile::Rule::kSlow);
    CHECK(rule_for(Cause::kLine, goes_on) == profile::Rule::kStop);
  }
}
