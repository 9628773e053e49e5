#include "policy/ladder.hpp"

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

const Error kNoCarrier = failure(ErrorCode::kNoCarrier, Layer::kModem, "NO CARRIER");

profile::Profile cellular_profile() {
  profile::Profile profile = modem_profile();
  profile.link = profile::LinkClass::kCellular;
  return profile;
}

profile::Profile whole_ladder() {
  profile::Profile profile = cellular_profile();
  profile.recovery.usb = profile::UsbReset::kReset;
  profile.modem.power_hook = "/etc/dial/power/relay";
  return profile;
}

// Fails once, and takes what is due then.
std::vector<Step> fail(Ladder& ladder, const profile::Profile& profile, TimePoint now = {},
                       const Error& error = kNoCarrier) {
  ladder.handle_failed(error, now, profile);
  std::vector<Step> taken;
  for (const auto& due : {ladder.due_by_helper(profile), ladder.due_on_line(profile)}) {
    if (!due) continue;
    ladder.handle_begun(*due, now);
    taken.push_back(*due);
  }
  return taken;
}

}  // namespace

TEST_SUITE("policy::Ladder") {
  TEST_CASE("each step follows its number of failures, once, and then nothing does") {
    const auto profile = whole_ladder();
    Ladder ladder;
    std::vector<std::vector<Step>> taken;
    for (int i = 0; i < 12; ++i)
      taken.push_back(fail(ladder, profile));
    const std::vector<Step> none;
    CHECK(taken == std::vector<std::vector<Step>>{none,
                                                  {Step::kReset},
                                                  none,
                                                  {Step::kRestart},
                                                  none,
                                                  {Step::kUsb},
                                                  none,
                                                  {Step::kPower},
                                                  none,
                                                  none,
                                                  none,
                                                  none});
    CHECK(ladder.counts() ==
          RecoveryCounts{.resets = 1, .restarts = 1, .usb_resets = 1, .power_hooks = 1});
  }

  TEST_CASE("by default a telephone's modem is reset and no more, a cellular one restarted too") {
    const auto telephone = modem_profile();
    CHECK(threshold(Step::kReset, telephone) == 2);
    for (const Step step : {Step::kRestart, Step::kUsb, Step::kPower})
      CHECK(threshold(step, telephone) == 0);
    auto by_name = modem_profile();
    by_name.cellular.access_point = "internet";
    for (const auto& profile : {cellular_profile(), by_name}) {
      CHECK(threshold(Step::kRestart, profile) == 4);
      CHECK(threshold(Step::kUsb, profile) == 0);
      CHECK(threshold(Step::kPower, profile) == 0);
    }
    auto asked = modem_profile();
    asked.recovery.restart_after = 1;
    CHECK(threshold(Step::kRestart, asked) == 1);
    auto refused = cellular_profile();
    refused.recovery.restart_after = 0;
    refused.recovery.reset_after = 0;
    Ladder ladder;
    for (int i = 0; i < 9; ++i)
      CHECK(fail(ladder, refused).empty());
  }

  TEST_CASE("a direct line has no modem to talk to, and may have a power switch") {
    auto profile = whole_ladder();
    profile.modem.present = false;
    CHECK(threshold(Step::kReset, profile) == 0);
    CHECK(threshold(Step::kRestart, profile) == 0);
    CHECK(threshold(Step::kPower, profile) == 8);
  }

  TEST_CASE("what a modem may be to blame for counts") {
    for (const Error& error :
         {kNoCarrier, failure(ErrorCode::kNoDialtone), failure(ErrorCode::kRequestTimeout),
          failure(ErrorCode::kDeviceNotReady), failure(ErrorCode::kHardwareFailure, Layer::kPort),
          failure(ErrorCode::kDeviceDoesNotExist, Layer::kPort),
          failure(ErrorCode::kPppNoResponse, Layer::kLcp),
          failure(ErrorCode::kLinkFailure, Layer::kLcp)}) {
      CAPTURE(describe(error));
      Ladder ladder;
      fail(ladder, modem_profile(), {}, error);
      CHECK(ladder.failures() == 1);
    }
  }

  TEST_CASE("what no modem can mend does not count, nor what shows that it works") {
    for (const Error& error :
         {busy(), failure(ErrorCode::kNoAnswer), failure(ErrorCode::kVoiceAnswer),
          failure(ErrorCode::kBlocked), failure(ErrorCode::kPortNotAvailable, Layer::kPort),
          failure(ErrorCode::kAccessDenied, Layer::kPort),
          failure(ErrorCode::kAuthenticationFailure, Layer::kAuthentication),
          failure(ErrorCode::kRequestTimeout, Layer::kScript),
          failure(ErrorCode::kRemoteDisconnection, Layer::kLcp),
          failure(ErrorCode::kLinkFailure, Layer::kNetwork),
          failure(ErrorCode::kUserDisconnection, Layer::kManager),
          failure(ErrorCode::kIdleTimeout, Layer::kManager),
          failure(ErrorCode::kBadPhoneNumber, Layer::kConfiguration)}) {
      CAPTURE(describe(error));
      Ladder ladder;
      fail(ladder, modem_profile(), {}, error);
      CHECK(ladder.failures() == 0);
    }
  }

  TEST_CASE("ERROR is a wrong profile's, until the profile has worked") {
    const Error error = failure(ErrorCode::kFromDevice, Layer::kModem, "ERROR");
    Ladder ladder;
    fail(ladder, cellular_profile(), {}, error);
    CHECK(ladder.failures() == 0);
    ladder.handle_connected();
    fail(ladder, cellular_profile(), {}, error);
    CHECK(ladder.failures() == 1);
  }

  TEST_CASE("a call that lasted ends the climb, and its steps can be taken again") {
    const auto profile = modem_profile();
    Ladder ladder;
    fail(ladder, profile);
    CHECK(fail(ladder, profile) == std::vector{Step::kReset});
    ladder.handle_stable();
    CHECK(ladder.failures() == 0);
    CHECK(fail(ladder, profile).empty());
    CHECK(fail(ladder, profile) == std::vector{Step::kReset});
    CHECK(ladder.counts().resets == 2);
  }

  TEST_CASE("where nothing has helped the steps begin anew after again_after, not before") {
    const auto profile = modem_profile();
    const TimePoint start{};
    Ladder ladder;
    fail(ladder, profile, start);
    CHECK(fail(ladder, profile, start + 1min) == std::vector{Step::kReset});
    CHECK(fail(ladder, profile, start + 6h).empty());
    CHECK(fail(ladder, profile, start + 6h + 1min).empty());
    CHECK(fail(ladder, profile, start + 6h + 2min) == std::vector{Step::kReset});
  }

  TEST_CASE("what could not be said is due again, and holds up no step of the helper's") {
    const auto profile = whole_ladder();
    Ladder ladder;
    for (int i = 0; i < 6; ++i) {
      ladder.handle_failed(failure(ErrorCode::kDeviceDoesNotExist, Layer::kPort), {}, profile);
      const auto due = ladder.due_on_line(profile);
      if (!due) continue;
      CHECK(*due == Step::kReset);
      ladder.handle_begun(*due, {});
      ladder.handle_not_done(*due);
    }
    CHECK(ladder.counts().resets == 0);
    CHECK(ladder.due_by_helper(profile) == Step::kUsb);
  }
}
