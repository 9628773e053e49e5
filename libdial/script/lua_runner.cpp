// The time and the input of a running script.
#include "script/lua_runner.hpp"

#include <algorithm>
#include <utility>

#include "script/duration_text.hpp"
#include "script/overloaded.hpp"

namespace dial::script::lua {
namespace {

using namespace std::chrono_literals;

// What a request takes of our time, and comparing an octet, with much to spare: a script that asks
// for ever, or for what is hard to find, gets its answers later. A burst is free.
constexpr std::chrono::nanoseconds kRequestCost = 150us;
constexpr std::chrono::nanoseconds kComparisonCost = 10ns;
constexpr Duration kFreeBurst = 10ms;
// How long nothing must follow what may be the beginning of an echo.
constexpr Duration kEchoSettles = 300ms;

constexpr std::size_t kMaxUnread = 16'384;  // octets kept while nothing is waited for
// What a wait keeps of what it has looked at: more than the longest string.
constexpr std::size_t kWindow = 4'096;

char stripped(std::uint8_t octet) {
  return static_cast<char>(octet & 0x7f);
}

}  // namespace

Runner::Runner(Script script, const Profile& profile, Limits limits, TimePoint now)
    : script_(std::move(script)),
      limits_(limits),
      script_deadline_(now + limits.script),
      line_(script_.first_line()),
      busy_until_(now - kFreeBurst) {
  tell(load_of(profile), now);
}

void Runner::handle_input(Octets octets, TimePoint now) {
  if (is_over()) {
    ByteWriter(unread_).bytes(octets);
    return;
  }
  while (!octets.empty() && !is_over()) {
    receive(octets.front());
    octets = octets.subspan(1);
    look(now);
  }
  ByteWriter(unread_).bytes(octets);  // behind the start of an LCP frame
  echo_deadline_.reset();
  if (is_over()) return;
  if (echoes_.is_holding()) echo_deadline_ = now + kEchoSettles;
  // Nothing is expected, or this would have been looked at: the newest octets matter most.
  if (unread_.size() > kMaxUnread) consume(unread_.size() - kMaxUnread);
}

void Runner::receive(std::uint8_t octet) {
  transcript_.append(octet);
  const bool is_ppp = ppp_.handle_octet(octet);
  if (ppp_.length() <= 1) frame_.clear();
  if (ppp_.length() > 0) frame_.push_back(octet);
  if (!is_ppp) return echoes_.handle_octet(octet, unread_);
  unread_ = std::exchange(frame_, {});
  echoes_ = {};
  finish(Outcome::kPppSeen, {});
}

void Runner::handle_timeout(TimePoint now) {
  if (is_over()) return;
  if (echo_deadline_ && now >= *echo_deadline_) {
    echo_deadline_.reset();
    echoes_.release(unread_);
    look(now);
  }
  if (is_over() || std::holds_alternative<Asking>(activity_)) return;
  if (now >= script_deadline_)
    return fail(Outcome::kTimeout, "the script took longer than " + duration_text(limits_.script));
  if (deadline_ && now >= *deadline_) end_activity(now);
}

// The time of what is in progress is up.
void Runner::end_activity(TimePoint now) {
  deadline_.reset();
  std::visit(Overloaded{
                 [&](const Computing&) {
                   fail(Outcome::kTimeout,
                        "the script computed for more than " + duration_text(limits_.turn));
                 },
                 [&](Resting& resting) {
                   const Command ready = std::move(resting.answer);
                   tell(ready, now);
                 },
                 [&](const Pausing&) { answer(Done{}, now); },
                 [&](const Waiting&) { answer(TimeUp{time_up_}, now); },
                 [](const auto&) {},
             },
             activity_);
}

void Runner::handle_hangup() {
  if (is_over()) return;
  output_.clear();
  fail(Outcome::kHangup, "the line was hung up");
}

void Runner::handle_answer(const Secret& typed, TimePoint now) {
  const auto* asking = std::get_if<Asking>(&activity_);
  if (asking == nullptr) return;
  script_deadline_ += now - asking->since;
  if (!asking->is_secret) return answer(Answer{std::string(typed.reveal())}, now);
  transcript_.hide(typed.reveal());
  secrets_.push_back(typed);
  answer(Answer{SecretId{static_cast<std::uint32_t>(secrets_.size() - 1)}}, now);
}

void Runner::handle_interpreter(Octets octets, TimePoint now) {
  if (is_over()) return;
  frames_.handle_input(octets);
  while (!is_over()) {
    if (frames_.is_broken()) return misbehave("its frame is too long");
    const auto frame = frames_.poll_frame();
    if (!frame) return;
    handle_frame(*frame, now);
  }
}

void Runner::handle_interpreter_gone(const std::string& why) {
  if (!is_over()) fail(Outcome::kFailed, why);
}

std::optional<Engine::Output> Runner::poll_output() {
  if (output_.empty()) return std::nullopt;
  std::optional<Output> output(std::in_place, std::move(output_.front()));
  output_.pop_front();
  return output;
}

std::optional<TimePoint> Runner::poll_timeout() const {
  if (is_over()) return std::nullopt;
  if (std::holds_alternative<Asking>(activity_)) return echo_deadline_;
  return earlier(earlier(deadline_, echo_deadline_), script_deadline_);
}

std::optional<Engine::Finished> Runner::poll_finished() {
  return std::exchange(finished_, std::nullopt);
}

Buffer Runner::take_unread() {
  if (!is_over()) return {};
  return std::exchange(unread_, {});
}

// Answers the request in progress, later if the script keeps us busy.
void Runner::answer(Command command, TimePoint now) {
  busy_until_ = std::max(busy_until_, now - kFreeBurst) + kRequestCost +
                std::exchange(comparisons_, 0) * kComparisonCost;
  if (busy_until_ <= now) return tell(command, now);
  deadline_ = busy_until_;
  activity_ = Resting{std::move(command)};
}

void Runner::tell(const Command& command, TimePoint now) {
  output_.emplace_back(ToInterpreter{encode(command)});
  deadline_ = now + limits_.turn;
  activity_ = Computing{};
}

// Looks at what has come until the wait ends; true when it has.
bool Runner::look(TimePoint now) {
  const auto* waiting = std::get_if<Waiting>(&activity_);
  if (waiting == nullptr) return false;
  const auto matches = [this](const std::string& wanted) { return window_ends_with(wanted); };
  while (scanned_ < unread_.size()) {
    ++scanned_;
    const auto found = std::find_if(waiting->strings.begin(), waiting->strings.end(), matches);
    if (found == waiting->strings.end()) continue;
    const auto which = static_cast<std::uint32_t>(found - waiting->strings.begin());
    answer(Matched{which, take_scanned()}, now);
    return true;
  }
  if (scanned_ > 2 * kWindow) consume(scanned_ - kWindow);
  return false;
}

bool Runner::window_ends_with(const std::string& wanted) {
  if (scanned_ < wanted.size()) return false;
  const Octets end = Octets(unread_).subspan(scanned_ - wanted.size(), wanted.size());
  return std::equal(end.rbegin(), end.rend(), wanted.rbegin(), [this](std::uint8_t octet, char c) {
    ++comparisons_;
    return stripped(octet) == c;
  });
}

std::string Runner::take_scanned() {
  std::string text;
  const std::size_t begin = scanned_ - std::min(scanned_, kWindow);
  for (std::size_t i = begin; i < scanned_; ++i)
    text += stripped(unread_[i]);
  consume(scanned_);
  return text;
}

// Forgets the first `count` octets.
void Runner::consume(std::size_t count) {
  unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(count));
  scanned_ -= std::min(scanned_, count);
}

// Of what the script did, at the line where it is.
void Runner::fail(Outcome outcome, const std::string& what) {
  finish(outcome, script_.name() + ":" + std::to_string(line_) + ": " + what);
}

// Not the script's doing: our own interpreter is another, or somebody has taken it over.
void Runner::misbehave(const std::string& how) {
  fail(Outcome::kFailed, "the interpreter does not speak as it must: " + how);
}

void Runner::finish(Outcome outcome, std::string text) {
  if (outcome != Outcome::kPppSeen) echoes_.release(unread_);
  finished_ = Finished{outcome, std::move(text), line_, transcript_.text()};
  activity_ = Over{};
  deadline_.reset();
  echo_deadline_.reset();
}

}  // namespace dial::script::lua
