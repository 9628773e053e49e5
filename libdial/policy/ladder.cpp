#include "policy/ladder.hpp"

#include "policy/cause.hpp"

namespace dial::policy {
namespace {

constexpr std::array kAll{Step::kReset, Step::kRestart, Step::kUsb, Step::kPower};

std::size_t index_of(Step step) {
  return static_cast<std::size_t>(step);
}

// A link over which nothing comes any more; what the peer said itself came over it.
bool is_dead_link(ErrorCode code) {
  switch (code) {
    case ErrorCode::kLinkFailure:
    case ErrorCode::kPortDisconnected:
    case ErrorCode::kPppNoResponse:
    case ErrorCode::kPppTimeout:
    case ErrorCode::kPppLoopbackDetected:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view step_name(Step step) {
  switch (step) {
    case Step::kReset:
      return "reset";
    case Step::kRestart:
      return "restart";
    case Step::kUsb:
      return "usb";
    case Step::kPower:
      return "power";
  }
  return "";
}

std::string_view step_text(Step step) {
  switch (step) {
    case Step::kReset:
      return "ATH and ATZ are said to the modem";
    case Step::kRestart:
      return "AT+CFUN=1,1 restarts the modem";
    case Step::kUsb:
      return "the modem's USB device is reset";
    case Step::kPower:
      return "the modem's power is switched off and on";
  }
  return "";
}

unsigned threshold(Step step, const profile::Profile& profile) {
  const profile::Recovery& recovery = profile.recovery;
  switch (step) {
    case Step::kReset:
      return profile.modem.present ? recovery.reset_after : 0;
    case Step::kRestart:
      return profile.modem.present ? restart_after_of(profile) : 0;
    case Step::kUsb:
      return recovery.usb == profile::UsbReset::kNever ? 0 : recovery.usb_after;
    case Step::kPower:
      return profile.modem.power_hook.empty() ? 0 : recovery.power_after;
  }
  return 0;
}

bool Ladder::counts_as_failure(const Error& error) const {
  // What answers an init command or the dial by ERROR may be a profile that is wrong; it is the
  // modem if the profile has worked.
  if (error.code == ErrorCode::kFromDevice) return has_connected_;
  switch (cause_of(error)) {
    case Cause::kNoCarrier:
    case Cause::kNoDialTone:
      return true;
    case Cause::kNoAnswer:  // said by the modem it is the far end's; silence is the modem's
      return error.code == ErrorCode::kRequestTimeout;
    case Cause::kLine:  // in use, or not allowed: no modem can mend that
      return error.code == ErrorCode::kDeviceNotReady ||
             error.code == ErrorCode::kDeviceDoesNotExist ||
             error.code == ErrorCode::kHardwareFailure || error.code == ErrorCode::kPortOrDevice;
    case Cause::kNetwork:
      return is_dead_link(error.code) && error.layer != Layer::kNetwork;
    case Cause::kBusy:
    case Cause::kRefused:
    case Cause::kBlocked:
    case Cause::kLogin:
    case Cause::kAuthentication:
    case Cause::kLimit:
    case Cause::kAsked:
    case Cause::kConfiguration:
      return false;
  }
  return false;
}

void Ladder::handle_failed(const Error& error, TimePoint now, const profile::Profile& profile) {
  if (last_step_ && now - *last_step_ >= profile.recovery.again_after) handle_stable();
  if (counts_as_failure(error)) ++failures_;
}

void Ladder::handle_stable() {
  failures_ = 0;
  taken_.fill(false);
  last_step_.reset();
}

std::optional<Step> Ladder::next(const profile::Profile& profile) const {
  for (const Step step : kAll) {
    if (!taken_[index_of(step)] && threshold(step, profile) != 0) return step;
  }
  return std::nullopt;
}

std::optional<Step> Ladder::due_on_line(const profile::Profile& profile) const {
  return due(false, profile);
}

std::optional<Step> Ladder::due_by_helper(const profile::Profile& profile) const {
  return due(true, profile);
}

std::optional<Step> Ladder::due(bool by_helper, const profile::Profile& profile) const {
  for (const Step step : kAll) {
    if (is_for_helper(step) != by_helper) continue;
    const unsigned after = threshold(step, profile);
    if (!taken_[index_of(step)] && after != 0 && failures_ >= after) return step;
  }
  return std::nullopt;
}

std::uint64_t& Ladder::counter(Step step) {
  switch (step) {
    case Step::kReset:
      return counts_.resets;
    case Step::kRestart:
      return counts_.restarts;
    case Step::kUsb:
      return counts_.usb_resets;
    case Step::kPower:
      break;
  }
  return counts_.power_hooks;
}

void Ladder::handle_begun(Step step, TimePoint now) {
  taken_[index_of(step)] = true;
  last_step_ = now;
  ++counter(step);
}

void Ladder::handle_not_done(Step step) {
  taken_[index_of(step)] = false;
  --counter(step);
}

}  // namespace dial::policy
