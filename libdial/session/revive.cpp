// What is said to a modem that does not come back, before the init commands. It need not answer: a
// modem that is heard no more may still hear.
#include "session/session.hpp"

namespace dial::session {
namespace {

using namespace std::chrono_literals;

constexpr Duration kRest = 5s;    // after OK a modem takes a moment until it restarts
constexpr Duration kAnswer = 2s;  // for the bare AT that finds it again
constexpr std::string_view kProbe = "AT";

}  // namespace

void Session::begin_reviving(TimePoint now) {
  phase_ = Phase::kReviving;
  next_revival_ = 0;
  log_output(now);
  log_.add_note(settings_.modem.revival.note, now);
  effects_.emplace_back(Report{settings_.modem.revival.note});
  revive(now);
}

// The next command, or once all are said what finds the modem again.
void Session::revive(TimePoint now) {
  const Revival& revival = settings_.modem.revival;
  phase_ = Phase::kReviving;
  deadline_.reset();
  if (next_revival_ < revival.commands.size()) {
    set_talk(at::Dialogue());  // it owes nobody an answer: the command goes out without a probe
    return say_reviving(revival.commands[next_revival_], settings_.modem.init_timeout, now);
  }
  if (revival.wait == Duration(0)) return end_reviving(now);
  if (!revived_by_) {
    revived_by_ = now + revival.wait;
    deadline_ = now + kRest;
    return;
  }
  if (now >= *revived_by_) return end_reviving(now);
  set_talk(at::Dialogue());
  say_reviving(kProbe, kAnswer, now);
}

void Session::say_reviving(std::string_view command, Duration timeout, TimePoint now) {
  const auto sent = std::get<at::Dialogue>(talk_).send(command, timeout, now);
  if (!sent) fail(sent.error(), now);
}

void Session::handle_revival_answer(const at::Finished& answer, TimePoint now) {
  const bool is_back = revived_by_ && answer.outcome == at::Outcome::kOk;
  if (is_back) return end_reviving(now);
  const bool has_call = !revived_by_ && (answer.outcome == at::Outcome::kTimeout ||
                                         answer.outcome == at::Outcome::kConnect);
  if (has_call && recover())
    return set_talk(at::Escape({.guard = settings_.modem.guard_time}, now));
  if (!revived_by_) ++next_revival_;
  revive(now);
}

// The dialogue stays: it knows which answers are still owed.
void Session::end_reviving(TimePoint now) {
  next_revival_ = settings_.modem.revival.commands.size();
  revived_by_.reset();
  is_revived_ = true;
  phase_ = Phase::kInit;
  next_init_ = 0;
  send_init(now);
}

}  // namespace dial::session
