// What each instruction of a script does.
#include <utility>

#include "script/scp_escapes.hpp"
#include "script/scp_runner.hpp"

namespace dial::script::scp {
namespace {

using std::chrono::seconds;

// A login sends much less; a script that sends for ever comes to an end.
constexpr std::size_t kMostPutOut = 65'536;
constexpr std::size_t kOutputCost = 16;
constexpr std::size_t kShownText = 64;  // octets of a string in an error text

}  // namespace

void Runner::execute(const Push& push, TimePoint) {
  stack_.push_back(push.value);
}

void Runner::execute(const Load& load, TimePoint) {
  stack_.push_back(variables_[load.slot]);
}

void Runner::execute(const LoadSystem& load, TimePoint) {
  switch (load.variable) {
    case SystemVariable::kUserId:
      return stack_.push_back(text_value(credentials_.user));
    case SystemVariable::kPassword:
      return stack_.push_back(Text{credentials_.password, true});
    case SystemVariable::kSuccess:
      return stack_.push_back(has_succeeded_);
    case SystemVariable::kFailure:
      return stack_.push_back(!has_succeeded_);
  }
}

void Runner::execute(const Unary& unary, TimePoint) {
  push(operate(unary.op, pop()));
}

void Runner::execute(const Binary& binary, TimePoint) {
  const Value right = pop();
  const Value left = pop();
  push(operate(binary.op, left, right));
}

void Runner::execute(const SkipIf& skip, TimePoint) {
  if (std::get<bool>(stack_.back()) == skip.decides) next_ = skip.target;
}

void Runner::execute(const GetIp&, TimePoint now) {
  const auto which = pop_within(1, kMostAddresses, "getip");
  if (!which) return;
  scanned_ = 0;
  deadline_ = now + limits_.wait;
  activity_ = Finding{AddressFinder(*which), *deadline_};
}

void Runner::execute(const Declare& declare, TimePoint) {
  variables_[declare.slot] = initial_value(declare.type);
}

void Runner::execute(const Store& store, TimePoint) {
  variables_[store.slot] = pop();
}

void Runner::execute(const Label&, TimePoint) {}

void Runner::execute(const Jump& jump, TimePoint) {
  next_ = jump.target;
}

void Runner::execute(const JumpUnless& jump, TimePoint) {
  if (!std::get<bool>(pop())) next_ = jump.target;
}

void Runner::execute(const Delay&, TimePoint now) {
  const auto length = pop_within(0, kLongestWait, "delay");
  if (!length) return;
  if (*length == 0) return;
  deadline_ = now + seconds(*length);
  activity_ = Pausing{};
}

void Runner::execute(const Transmit& transmit, TimePoint) {
  const Text text = std::get<Text>(pop());
  std::string octets =
      transmit.is_raw ? std::string(text.octets.reveal()) : resolve_escapes(text.octets.reveal());
  put_out(Buffer(octets.begin(), octets.end()), octets.size());
  if (text.is_secret) {
    // The peer echoes what was sent, and perhaps not its line end.
    while (octets.ends_with('\r') || octets.ends_with('\n'))
      octets.pop_back();
    transcript_.hide_sent(octets);
    transcript_.hide_sent(credentials_.password.reveal());
  }
  const Secret wiped(std::move(octets));
}

void Runner::execute(const WaitFor& wait, TimePoint now) {
  Duration limit = limits_.wait;
  if (wait.has_limit) {
    const auto until = pop_within(0, kLongestWait, "until");
    if (!until) return;
    limit = seconds(*until);
  }
  Waiting waiting{.patterns = {}, .limit = limit, .is_handled = wait.has_limit};
  const std::size_t first = stack_.size() - wait.cases.size();
  for (std::size_t i = 0; i < wait.cases.size(); ++i)
    waiting.patterns.push_back(pattern_of(std::get<Text>(stack_[first + i]), wait.cases[i]));
  stack_.resize(first);
  scanned_ = 0;
  deadline_ = now + limit;
  activity_ = std::move(waiting);
}

void Runner::execute(const SetPort& set, TimePoint) {
  put_out(set.change, 0);
}

void Runner::execute(const SetKeyboard& set, TimePoint) {
  put_out(Keyboard{set.is_on}, 0);
}

void Runner::execute(const SetAddress&, TimePoint) {
  const Text text = std::get<Text>(pop());
  const auto address = parse_ipv4(text.octets.reveal());
  if (!address) return fail(shown(text) + " is no IP address; four numbers from 0 to 255 are");
  put_out(ClientAddress{*address}, 0);
}

void Runner::execute(const Halt&, TimePoint) {
  finish(Outcome::kHalted, {});
}

Value Runner::pop() {
  Value top = std::move(stack_.back());
  stack_.pop_back();
  return top;
}

void Runner::push(const Applied& applied) {
  if (!applied) return fail(applied.error());
  stack_.push_back(*applied);
}

std::optional<std::int32_t> Runner::pop_within(std::int32_t least, std::int32_t most,
                                               std::string_view what) {
  const std::int32_t number = std::get<std::int32_t>(pop());
  if (number >= least && number <= most) return number;
  fail(std::string(what) + " takes " + std::to_string(least) + " to " + std::to_string(most) +
       ", not " + std::to_string(number));
  return std::nullopt;
}

void Runner::put_out(Output output, std::size_t size) {
  put_out_ += size + kOutputCost;
  if (put_out_ > kMostPutOut) return fail("the script sends more than any login needs");
  output_.push_back(std::move(output));
}

std::string Runner::shown(const Text& text) const {
  if (text.is_secret) return '"' + std::string(kMask) + '"';
  const std::string masked = transcript_.masked(text.octets.reveal());
  return '"' + masked.substr(0, kShownText) + (masked.size() > kShownText ? "…" : "") + '"';
}

}  // namespace dial::script::scp
