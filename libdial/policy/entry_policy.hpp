#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/call_limits.hpp"
#include "policy/ladder.hpp"
#include "policy/redialer.hpp"
#include "policy/state_text.hpp"

namespace dial::policy {

enum class Phase : std::uint8_t {
  kIdle,      // nobody wants it
  kDialling,  // a dial is under way
  kPausing,   // the next dial has its time: dial_at()
  kWaiting,   // for a packet, which dials from packet_dials_at() on
  kUp,
  kGaveUp,    // the operation has failed
  kHeldDown,  // somebody hung up what would come back
};

// What is done about one entry, and when: [redial], [limits] and the ways to its far end, from the
// first dial on and over all of its operations. It decides; whoever drives it dials, hangs up and
// keeps the time. Sans-IO.
class EntryPolicy {
 public:
  EntryPolicy(const profile::Profile& profile, const Remembered& remembered);

  // The profile was read anew.
  void change(const profile::Profile& profile);
  // What is dialled next, without a beginning: number, or what the profile says now.
  // A pause that has begun goes on until that number may be dialled.
  void aim(const std::string& number, TimePoint now);

  // Why no dial may begin now: hours and daily budget.
  Result<> may_dial(const Moment& moment);
  // An operation begins; its first way is target(). With `number` that one is dialled.
  void begin(const std::string& number, const Moment& moment);
  void handle_dialled(const Moment& moment);
  // True: it is dialled again, at dial_at(). False: the operation has failed.
  bool handle_failed(const Error& error, const Moment& moment, const RandomSource& random);
  // The device of target() is in use: another way, without a pause, as nothing was dialled. False:
  // there is none.
  bool pass_over(TimePoint now) { return redialer_.pass_over(now); }
  // It was not dialled, because what it requires is not up, for this reason. True: it is dialled
  // later, at dial_at(). Nothing is blamed on its own ways and its modem.
  bool handle_lacking(const Error& error, const Moment& moment, const RandomSource& random);
  // The same on demand, after the operation: a packet dials from packet_dials_at() on.
  bool wait_lacking(const Error& error, const Moment& moment, const RandomSource& random);
  // No dial can begin, for this reason; nothing follows.
  void handle_refused(const Error& error);
  // The time has come, but what the entry needs is not there yet: later.
  void postpone(const Moment& moment, const RandomSource& random);
  void handle_connected(const Moment& moment);
  // It is up since then: another process had dialled it, this way, with `number` if somebody asked
  // for that one.
  void take_over(const std::string& number, const Target& way, const Accounted& accounted,
                 const Moment& moment);
  // Of the call that is up.
  std::optional<Accounted> accounted() const;
  // Why what is up has to be hung up.
  std::optional<Error> check_call(const Traffic& traffic, const Moment& moment);
  // It is down. True: it is dialled again, at dial_at().
  bool handle_lost(const Error& error, const Moment& moment, const RandomSource& random);
  // On demand: a packet dials from now on.
  void wait_for_packet(const Moment& moment);
  // The same after an operation that has ended so, and after its pause. False: none dials before
  // the profile has changed.
  bool wait_again(const Error& error, const Moment& moment, const RandomSource& random);
  void stop_waiting();  // none does any more
  // While it waits: when a packet that has come dials. nullopt: it does not; of what may_dial()
  // says nothing is known here.
  std::optional<TimePoint> packet_dials_at(TimePoint now) const;
  // Somebody ended the operation, in whatever phase. What is persistent or on demand stays down.
  void handle_hung_up();

  // The steps of [recovery], which each device climbs for itself. What the dial that begins now has
  // to say to its modem before all else; taken with the call.
  std::optional<Step> take_step_on_line(TimePoint now);
  struct HelperStep {
    Step step = Step::kUsb;
    std::string device;
    unsigned failures = 0;  // in a row
  };
  // What dial-helper has to do before the next dial; taken with the call.
  std::optional<HelperStep> take_helper_step(TimePoint now);
  RecoveryCounts recovery_counts() const;  // of all devices
  // Between two dials: the device that is not there. Empty: it is, or was at the last dial.
  std::string waits_for() const;
  // It is there: the next dial comes soon.
  void handle_device_there(const Moment& moment);

  Phase phase() const { return phase_; }
  // It is down, and dialled again by itself, or would be had nobody hung it up and nothing failed.
  bool has_future() const;
  const Target& target() const { return redialer_.target(); }
  std::optional<TimePoint> dial_at() const;
  // When the dial is to be expected; at dial_at() hours and budgets may have to be looked at again.
  std::optional<TimePoint> next_dial(const Moment& moment) const;
  // While up: when check_call() is to be asked next.
  std::optional<TimePoint> check_at(TimePoint now) const;
  unsigned dials() const { return redialer_.dials(); }
  const profile::Profile& profile() const { return profile_; }
  Remembered remembered() const;

  // What it does next and why, in plain sentences, for a person.
  std::vector<std::string> explain(const Moment& moment);

 private:
  bool is_closed(const Moment& moment) { return !may_dial(moment); }
  void pause_until(TimePoint at, const Moment& moment);
  void explain_pause(const Moment& moment, std::vector<std::string>& sentences) const;
  void explain_waiting(const Moment& moment, std::vector<std::string>& sentences) const;
  void explain_up(const Moment& moment, std::vector<std::string>& sentences) const;
  void explain_end(std::vector<std::string>& sentences) const;
  std::string because() const;
  void explain_recovery(std::vector<std::string>& sentences) const;
  const std::string& device() const;  // of target()
  void note_failure(const Error& error, TimePoint now);
  void note_lacking(const Error& error);
  // Until when a device that is not there is waited for without a dial; nullopt: it is not.
  std::optional<TimePoint> device_limit(const Error& error, TimePoint now);

  profile::Profile profile_;
  Redialer redialer_;
  Budget budget_;
  Target promoted_;
  Phase phase_ = Phase::kIdle;
  TimePoint dial_at_ = {};
  std::optional<CallLimits> call_;
  Error last_error_;
  std::map<std::string, Ladder> ladders_;  // by device
  std::optional<Step> said_;               // by the present dial, to its modem
  std::string missing_;                    // device that was not there at the last dial
  std::optional<TimePoint> missing_since_;
};

}  // namespace dial::policy
