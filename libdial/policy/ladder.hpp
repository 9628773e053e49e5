#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "dial/error.hpp"
#include "dial/types.hpp"
#include "profile/profile.hpp"

namespace dial::policy {

// What is done, beside dialling again, for a modem that does not come back; in this order.
enum class Step : std::uint8_t { kReset, kRestart, kUsb, kPower };
inline constexpr std::size_t kSteps = 4;

// "reset", "restart", "usb", "power": as metrics have them.
std::string_view step_name(Step step);
// "ATH and ATZ are said to the modem"
std::string_view step_text(Step step);
// After how many failures in a row; 0: never.
unsigned threshold(Step step, const profile::Profile& profile);
// Two are said by the session of the next dial, two are done by dial-helper before it.
constexpr bool is_for_helper(Step step) {
  return step >= Step::kUsb;
}

// The failures in a row that a modem may be to blame for, and the steps that follow them. Each step
// is taken once; a call that has lasted ends the climb, and so does `recovery.again_after` without
// a step. Sans-IO.
class Ladder {
 public:
  // A dial failed, or a call that was too short was lost. What tells that the modem works (busy, a
  // refused password, a hang-up) does not count, nor what no modem can mend.
  void handle_failed(const Error& error, TimePoint now, const profile::Profile& profile);
  void handle_connected() { has_connected_ = true; }
  void handle_stable();  // a call has lasted

  // What the next dial has to say to the modem; what dial-helper has to do before it. A port that
  // does not open holds up the first, and not the second.
  std::optional<Step> due_on_line(const profile::Profile& profile) const;
  std::optional<Step> due_by_helper(const profile::Profile& profile) const;
  // It is being done, or will be as soon as the port is open.
  void handle_begun(Step step, TimePoint now);
  // The port did not open: what was to be said on it was not.
  void handle_not_done(Step step);
  // What comes next if nothing gets better.
  std::optional<Step> next(const profile::Profile& profile) const;

  unsigned failures() const { return failures_; }  // in a row
  const RecoveryCounts& counts() const { return counts_; }

 private:
  bool counts_as_failure(const Error& error) const;
  std::optional<Step> due(bool by_helper, const profile::Profile& profile) const;
  std::uint64_t& counter(Step step);

  unsigned failures_ = 0;
  std::array<bool, kSteps> taken_{};
  bool has_connected_ = false;  // the profile is right: it worked before
  std::optional<TimePoint> last_step_;
  RecoveryCounts counts_;
};

}  // namespace dial::policy
