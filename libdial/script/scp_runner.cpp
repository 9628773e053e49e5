// The time and the input of a running script.
#include <algorithm>
#include <utility>

#include "script/duration_text.hpp"
#include "script/overloaded.hpp"
#include "script/scp_escapes.hpp"
#include "script/scp_names.hpp"
#include "script/scp_runner.hpp"

namespace dial::script::scp {
namespace {

using namespace std::chrono_literals;

// What one call may do: 2000 instructions, or compare one string at 32 000 octets; well below a
// millisecond, so that an endless loop costs hardly anything.
constexpr std::size_t kInstructionCost = 16;
constexpr std::size_t kBudget = 2'000 * kInstructionCost;
constexpr Duration kRest = 10ms;
// How long nothing must follow an address that the last octet may have ended.
constexpr Duration kAddressSettles = 1s;

constexpr std::size_t kMaxUnread = 65'536;  // octets kept while nothing is waited for
// What a wait keeps of what it has looked at: more than the longest pattern.
constexpr std::size_t kWindow = 4'096;
static_assert(kWindow >= kLongestText);

constexpr std::size_t kNamed = 4;  // of the strings that did not come

std::uint8_t stripped(std::uint8_t octet) {
  return octet & 0x7f;
}
std::uint8_t lower(std::uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet - 'A' + 'a') : octet;
}

}  // namespace

Runner::Runner(Script script, Credentials credentials, Limits limits, TimePoint now)
    : script_(std::move(script)),
      credentials_(std::move(credentials)),
      limits_(limits),
      script_deadline_(now + limits.script),
      place_(script_.main().place),
      variables_(script_.main().slots) {
  transcript_.hide(credentials_.password.reveal());
  budget_ = kBudget;
  run(now);
}

// Octet by octet, so that it makes no difference how they were split.
void Runner::handle_input(Octets octets, TimePoint now) {
  budget_ = kBudget;
  for (const std::uint8_t octet : octets) {
    unread_.push_back(octet);
    if (is_over()) continue;
    transcript_.append(octet);
    if (ppp_.handle_octet(octet)) {
      // The frame that has begun belongs to whoever comes next.
      consume(unread_.size() - std::min(ppp_.length(), unread_.size()));
      finish(Outcome::kPppSeen, {});
    } else if (look()) {
      run(now);
    }
  }
  settle_address(now);
  bound_unread();
}

void Runner::handle_timeout(TimePoint now) {
  if (is_over()) return;
  if (now >= script_deadline_)
    return finish(Outcome::kTimeout,
                  "the script took longer than " + duration_text(limits_.script));
  if (!deadline_ || now < *deadline_) return;
  budget_ = kBudget;
  end_activity();
  run(now);
  settle_address(now);
}

void Runner::handle_hangup() {
  if (is_over()) return;
  output_.clear();
  finish(Outcome::kHangup, "the line was hung up");
}

std::optional<Runner::Output> Runner::poll_output() {
  if (output_.empty()) return std::nullopt;
  std::optional<Output> output(std::in_place, std::move(output_.front()));
  output_.pop_front();
  return output;
}

std::optional<TimePoint> Runner::poll_timeout() const {
  if (is_over()) return std::nullopt;
  return earlier(deadline_, script_deadline_);
}

std::optional<Runner::Finished> Runner::poll_finished() {
  return std::exchange(finished_, std::nullopt);
}

Buffer Runner::take_unread() {
  if (!is_over()) return {};
  return std::exchange(unread_, {});
}

void Runner::run(TimePoint now) {
  const std::vector<Instruction>& code = script_.main().code;
  while (std::holds_alternative<Running>(activity_)) {
    if (budget_ == 0) {
      activity_ = Pausing{};
      deadline_ = now + kRest;
      return;
    }
    budget_ -= std::min(budget_, kInstructionCost);
    if (next_ == code.size()) return finish(Outcome::kDone, {});
    const Instruction& instruction = code[next_++];
    place_ = instruction.place;
    std::visit([&](const auto& action) { execute(action, now); }, instruction.action);
    // A limit of 0 looks at what is there, and costs what it does like everything else.
    if (is_looking() && !look() && now >= *deadline_) end_activity();
  }
}

// The time of what is in progress is up.
void Runner::end_activity() {
  deadline_.reset();
  const Activity ended = std::exchange(activity_, Running{});
  if (const auto* waiting = std::get_if<Waiting>(&ended)) handle_time_up(*waiting);
  if (const auto* finding = std::get_if<Finding>(&ended)) handle_time_up(*finding);
}

bool Runner::is_looking() const {
  return std::holds_alternative<Waiting>(activity_) || std::holds_alternative<Finding>(activity_);
}

// Looks at what has come until the wait ends; true when it has.
bool Runner::look() {
  const bool is_met =
      std::visit(Overloaded{[this](const Waiting& waiting) { return look(waiting); },
                            [this](Finding& finding) { return look(finding); },
                            [](const auto&) { return false; }},
                 activity_);
  if (is_met) return true;
  if (scanned_ > 2 * kWindow) consume(scanned_ - kWindow);
  return false;
}

bool Runner::look(const Waiting& waiting) {
  for (;;) {
    for (const Pattern& pattern : waiting.patterns) {
      if (!window_ends_with(pattern)) continue;
      match(pattern.target);
      return true;
    }
    if (scanned_ == unread_.size()) return false;
    next_octet(waiting.patterns.size());
  }
}

std::uint8_t Runner::next_octet(std::size_t cost) {
  budget_ -= std::min(budget_, cost);
  return unread_[scanned_++];
}

void Runner::match(std::optional<std::size_t> target) {
  consume(scanned_);
  has_succeeded_ = true;
  if (target) next_ = *target;
  deadline_.reset();
  activity_ = Running{};
}

bool Runner::look(Finding& finding) {
  while (scanned_ < unread_.size()) {
    const auto address = finding.finder.handle_octet(next_octet(1));
    if (!address) continue;
    find(*address, 1);  // the octet behind it is for the next wait
    return true;
  }
  return false;
}

void Runner::find(Ipv4Address address, std::size_t kept) {
  consume(scanned_ - kept);
  stack_.push_back(text_value(dial::to_string(address)));
  deadline_.reset();
  activity_ = Running{};
}

void Runner::handle_time_up(const Waiting& waiting) {
  has_succeeded_ = false;
  if (waiting.is_handled) return;
  std::string text = "waited " + duration_text(waiting.limit) + " for ";
  for (std::size_t i = 0; i < std::min(waiting.patterns.size(), kNamed); ++i)
    text += (i == 0 ? "" : " or ") + waiting.patterns[i].shown;
  if (waiting.patterns.size() > kNamed) text += " or …";
  finish(Outcome::kTimeout, std::move(text));
}

void Runner::handle_time_up(const Finding& finding) {
  if (const auto address = finding.finder.pending()) return find(*address, 0);
  finish(Outcome::kTimeout, "waited " + duration_text(limits_.wait) + " for an IP address");
}

// An address that nothing follows is taken a little later.
void Runner::settle_address(TimePoint now) {
  const auto* finding = std::get_if<Finding>(&activity_);
  if (finding == nullptr) return;
  const bool may_settle = finding->finder.pending().has_value();
  deadline_ = may_settle ? std::min(finding->limit, now + kAddressSettles) : finding->limit;
}

bool Runner::window_ends_with(const Pattern& pattern) const {
  const std::string_view wanted = pattern.text.reveal();
  if (scanned_ < wanted.size()) return false;
  const Octets end = Octets(unread_).subspan(scanned_ - wanted.size(), wanted.size());
  return std::equal(end.rbegin(), end.rend(), wanted.rbegin(), [&](std::uint8_t octet, char c) {
    const std::uint8_t plain = stripped(octet);
    return (pattern.matches_case ? plain : lower(plain)) == static_cast<std::uint8_t>(c);
  });
}

Runner::Pattern Runner::pattern_of(const Text& text, const WaitCase& wanted) {
  std::string resolved = resolve_escapes(text.octets.reveal());
  for (char& c : resolved) {
    const std::uint8_t plain = stripped(static_cast<std::uint8_t>(c));
    c = static_cast<char>(wanted.matches_case ? plain : lower(plain));
  }
  Pattern pattern{.text = Secret(std::move(resolved)),
                  .shown = shown(text),
                  .matches_case = wanted.matches_case,
                  .target = std::nullopt};
  if (wanted.then) pattern.target = wanted.then->target;
  return pattern;
}

// Forgets the first `count` octets. A flag among them does not begin a frame.
void Runner::consume(std::size_t count) {
  unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(count));
  scanned_ -= std::min(scanned_, count);
  if (ppp_.length() > unread_.size()) ppp_.reset();
}

void Runner::bound_unread() {
  // The newest octets matter most.
  if (unread_.size() > kMaxUnread) consume(unread_.size() - kMaxUnread);
}

void Runner::finish(Outcome outcome, std::string text) {
  const Place place = outcome == Outcome::kDone ? script_.main().end : place_;
  finished_ = Finished{outcome, std::move(text), place, transcript_.text()};
  activity_ = Over{};
  deadline_.reset();
  stack_.clear();
}

}  // namespace dial::script::scp
