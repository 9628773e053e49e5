// Between two dials: what dial-helper does for a modem that does not come back, and the device that
// is waited for. What is decided is decided by policy::EntryPolicy.
#include <algorithm>

#include "manager/manager.hpp"
#include "manager/modem_plan.hpp"
#include "sys/name_space.hpp"

namespace dial::manager {
namespace {

namespace helper = sys::helper;
using policy::Step;

helper::Request request_for(const policy::EntryPolicy::HelperStep& due, const std::string& key,
                            const profile::Profile& profile) {
  if (due.step == Step::kUsb) {
    const bool by_bus = profile.recovery.usb == profile::UsbReset::kReset;
    return {.verb = helper::Verb::kResetUsb,
            .name = due.device,
            .arguments = {by_bus ? "reset" : "authorized"}};
  }
  return {.verb = helper::Verb::kRunPowerHook,
          .name = profile.modem.power_hook,
          .arguments = {"cycle", due.device},
          .environment = {{"DIAL_ENTRY", key}, {"DIAL_DEVICE", due.device}},
          .limit = profile.recovery.wait};
}

// The error of what ran and ended badly, too.
Error problem_of(const Result<HelperAnswer>& answer, const std::string& program) {
  if (!answer) return answer.error();
  const auto& reply = answer->reply;
  if (reply.status == 0 && reply.signal == 0) return {};
  const std::string how = reply.signal != 0 ? "was ended by signal " + std::to_string(reply.signal)
                                            : "ended with " + std::to_string(reply.status);
  return {ErrorCode::kHardwareFailure, Layer::kManager, program + " " + how};
}

}  // namespace

// What a dial that begins now says to its modem before all else.
session::Revival Manager::revival_for(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return {};
  policy::EntryPolicy& policy = found->second.policy;
  const auto step = policy.take_step_on_line(uv::now_on(loop_));
  return step ? revival(*step, policy.profile()) : session::Revival{};
}

// Called whenever the time of the next dial may have changed.
void Manager::look_after(const std::string& key, Entry& entry, bool can_dial) {
  if (shut_down_done_) entry.mending.reset();
  const std::string wanted = can_dial ? entry.policy.waits_for() : std::string();
  if (wanted.empty()) {
    entry.device_watch.reset();
  } else if (!entry.device_watch || entry.device_watch->path() != wanted) {
    tell(key, wanted, "waits for " + wanted + ", which is not there");
    entry.device_watch =
        std::make_unique<uv::PathWatch>(loop_, wanted, [this, key] { handle_device_there(key); });
  }
  if (!can_dial || entry.mending || shut_down_done_) return;
  if (const auto due = entry.policy.take_helper_step(uv::now_on(loop_))) mend(key, entry, *due);
}

void Manager::handle_device_there(const std::string& key) {
  Entry& entry = entries_.at(key);
  tell(key, entry.device_watch->path(), entry.device_watch->path() + " is there");
  entry.policy.handle_device_there(moment());
  set_policy_timer();
}

// The next dial waits until dial-helper has answered, or failed.
void Manager::mend(const std::string& key, Entry& entry,
                   const policy::EntryPolicy::HelperStep& due) {
  const profile::Profile& profile = entry.policy.profile();
  tell(key, due.device,
       std::string(policy::step_text(due.step)) + ", after " + std::to_string(due.failures) +
           " failures in a row");
  const helper::Request request = request_for(due, key, profile);
  auto space = sys::own_name_space();
  const bool has_space = due.step == Step::kPower && space;
  const std::vector<int> descriptors =
      has_space ? std::vector<int>{space->get()} : std::vector<int>{};
  entry.mending = HelperCall::start(
      loop_, settings_.helper, request, descriptors,
      [this, key, device = due.device, step = due.step,
       program = request.name](const Result<HelperAnswer>& answer) {
        const Error problem = problem_of(answer, program);
        const std::string done = "recovery step " + std::string(policy::step_name(step));
        tell(key, device, done + (problem ? " failed: " + describe(problem) : " done"));
        Entry& mended = entries_.at(key);
        mended.mending.reset();
        set_policy_timer();
      });
}

void Manager::tell(const std::string& key, const std::string& device, const std::string& text) {
  if (!settings_.on_report) return;
  const auto found = find_entry(key);
  ConnectionStatus status = found == records_.end() ? ConnectionStatus() : status_of(found->second);
  status.entry = key;
  status.device = device;
  settings_.on_report(status, text);
}

// When the next dial comes, and what was done for the modem.
void Manager::add_outlook(ConnectionStatus& status, bool is_between_dials) const {
  const auto found = entries_.find(status.entry);
  if (found == entries_.end()) return;
  const policy::EntryPolicy& policy = found->second.policy;
  status.recovery = policy.recovery_counts();
  const auto at = policy.next_dial(moment());
  if (!is_between_dials || !at) return;
  const auto left = std::chrono::duration_cast<Duration>(*at - uv::now_on(loop_));
  status.next_dial = std::max(left, Duration(0));
  status.waits_for = policy.waits_for();
}

}  // namespace dial::manager
