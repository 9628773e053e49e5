#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "policy/cause.hpp"
#include "policy/target.hpp"

namespace dial::policy {

// No settings of a profile lift it: so many dials in a row, and one a minute from then on.
inline constexpr unsigned kBurst = 10;
inline constexpr Duration kDialEvery{60'000};

// Which way to the far end is dialled next, and when: back-off, rules per cause, alternates.
//
// A round is one pass through the ways; the redials of a profile count rounds. Pauses grow from
// round to round, over all operations, until a call has lasted for `stable_after`. Sans-IO.
class Redialer {
 public:
  explicit Redialer(profile::Profile profile);

  // Somebody begins an operation: its first dial is now, whatever failed before.
  void begin(const profile::Profile& profile, const std::string& number, TimePoint now);
  void change(const profile::Profile& profile) { profile_ = profile; }  // the rules, from now on
  // What comes by itself, without a beginning: the ways of that number, or of the profile, as they
  // are now. A way that there was before stands where it stood in the round.
  void aim(const std::string& number, TimePoint now);
  void handle_dialled(TimePoint now);
  // When the next dial is due; nullopt: nothing more is dialled.
  std::optional<TimePoint> handle_failed(const Error& error, TimePoint now,
                                         const RandomSource& random);
  // The line of target() is in use, and was not dialled. False: there is no other way in this
  // round.
  bool pass_over(TimePoint now);
  void handle_connected(TimePoint now);
  // Another process dialled it, this way.
  void take_over(const std::string& number, const Target& way, TimePoint connected);
  // The same for a connection that ended by itself, or at a limit of the profile.
  std::optional<TimePoint> handle_lost(const Error& error, TimePoint now,
                                       const RandomSource& random);
  // A packet may dial from then on, after an operation that has ended so: at once after what was
  // wished or limited, else after the pause that would stand before a redial. nullopt: not before
  // the profile has changed.
  std::optional<TimePoint> rest(const Error& error, TimePoint now, const RandomSource& random);
  // When an operation that nobody is waiting for may begin at the earliest: ceiling and blacklists.
  TimePoint earliest(TimePoint now) const;
  // It failed because of something that another dial will not meet: no rule counts, and no attempt.
  TimePoint pause(TimePoint now, const RandomSource& random) const;
  // What is required did not come up. It may be dialled for us each time: pauses grow, the ceiling
  // counts. nullopt: a rule says stop.
  std::optional<TimePoint> put_off(const Error& error, TimePoint now, const RandomSource& random);
  // The same where somebody waits for the end: an attempt is used up, and what only another day
  // mends ends it.
  std::optional<TimePoint> retry_lacking(const Error& error, TimePoint now,
                                         const RandomSource& random);

  // The call that is up, or was last, has lasted for `stable_after`.
  bool has_lasted(TimePoint now) const;
  // Another device is to be tried in this round, if that of target() cannot be used.
  bool has_other_device() const;
  // When target() may be dialled, at `at` at the earliest: the ceiling, and its rest.
  TimePoint soonest(TimePoint at) const;

  void promote(const Target& target);  // tried first from now on, if it is one of ours
  const Target& target() const { return ways_[current_].target; }
  std::vector<Target> targets() const;      // in the order in which they are tried
  std::optional<Target> following() const;  // in this round, if target() fails; nullopt: none
  unsigned redials() const { return redials_; }
  unsigned dials() const { return dials_; }  // of this operation

 private:
  struct Way {
    Target target;
    bool was_tried = false;   // in this round
    bool is_skipped = false;  // in this operation
  };

  // As it is dialled, or the other profile: what a profile calls its number may change.
  using NumberOf = std::pair<std::string, std::string>;

  NumberOf number_of(const Target& target) const;
  void make_ways();
  bool choose(const Target& target);  // as target(); false: it is none of ours
  bool has_attempt_left() const;
  void mark(Cause cause, bool skips);
  void block(const Error& error, TimePoint now);
  void pay(TimePoint now);  // for a dial
  TimePoint rests_until(const Target& target) const;
  std::optional<std::size_t> next_in_round(TimePoint at) const;
  std::optional<std::size_t> next_round();
  Duration back_off(const RandomSource& random) const;
  Duration jittered(Duration pause, const RandomSource& random) const;
  Duration longest() const;
  TimePoint allowed_from(TimePoint at) const;  // by the ceiling

  profile::Profile profile_;
  std::vector<Way> ways_;
  std::vector<Target> made_of_;  // the profile's, when they were made
  std::string number_;           // that somebody asked for
  Target favourite_;             // empty: none
  std::map<NumberOf, TimePoint> rests_;
  std::size_t current_ = 0;
  unsigned redials_ = 0;
  unsigned dials_ = 0;
  unsigned level_ = 0;  // of the back-off
  std::optional<TimePoint> connected_at_;
  std::optional<TimePoint> last_dial_;
  TimePoint paid_until_ = {};  // each dial costs kDialEvery
};

}  // namespace dial::policy
