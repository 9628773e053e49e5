#include "script/dry_run.hpp"

#include <algorithm>
#include <utility>

#include "script/overloaded.hpp"
#include "script/transcript.hpp"

namespace dial::script {
namespace {

using Kind = DialogueLine::Kind;
using Sent = std::vector<std::uint16_t>;

constexpr std::uint16_t kBreakMark = 256;
// Nothing that is written takes longer.
constexpr Duration kForEver = std::chrono::hours(24 * 365);

Sent marks_of(const WrittenLine& line) {
  if (line.octets.empty()) return {kBreakMark};
  return {line.octets.begin(), line.octets.end()};
}

enum class Comparison : std::uint8_t { kSame, kMore, kDifferent };
struct Compared {
  Comparison how = Comparison::kMore;  // kMore: as far as it goes it is the same
  std::size_t used = 0;                // of what was sent
};

// A mask stands for whatever is sent up to what is written behind it.
Compared compare(const Sent& written, const Sent& sent) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto rest = std::span(written).subspan(i);
    const bool is_mask = rest.size() >= kMask.size() &&
                         std::ranges::equal(rest.first(kMask.size()), octets_of(kMask));
    if (is_mask) {
      const auto behind = rest.subspan(kMask.size());
      const auto from = sent.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = behind.empty() ? sent.end() : std::find(from, sent.end(), behind[0]);
      if (end == sent.end() && (!behind.empty() || end == from)) return {Comparison::kMore, at};
      at = static_cast<std::size_t>(end - sent.begin());
      i += kMask.size() - 1;
      continue;
    }
    if (at == sent.size()) return {Comparison::kMore, at};
    if (sent[at] != written[i]) return {Comparison::kDifferent, at};
    ++at;
  }
  return {Comparison::kSame, at};
}

}  // namespace

DryRun::Outcome DryRun::run(Engine& engine) {
  engine_ = &engine;
  drain();
  for (const WrittenLine& line : written_) {
    const bool is_compared = owes_comparison() && line.kind != Kind::kReceived;
    if (is_over() && !is_compared) {
      outcome_.unused_line = line.line;
      break;
    }
    play(line);
    last_ = line.at;
  }
  while (!is_over() && wait(now_ + kForEver)) {
  }
  outcome_.dialogue = log_.dialogue();
  outcome_.took = std::chrono::duration_cast<Duration>(now_.time_since_epoch());
  return std::move(outcome_);
}

void DryRun::play(const WrittenLine& line) {
  if (line.kind == Kind::kReceived) hear(line);
  if (line.kind == Kind::kSent) expect(line);
}

void DryRun::hear(const WrittenLine& line) {
  const TimePoint due = now_ + (line.at - last_);
  while (!is_over() && wait(due)) {
  }
  if (is_over()) return;
  now_ = due;
  log_.handle_received(line.octets, now_);
  engine_->handle_input(line.octets, now_);
  drain();
}

void DryRun::expect(const WrittenLine& line) {
  const Sent written = marks_of(line);
  for (;;) {
    const Compared compared = compare(written, sent_);
    if (compared.how == Comparison::kSame) {
      sent_.erase(sent_.begin(), sent_.begin() + static_cast<std::ptrdiff_t>(compared.used));
      return;
    }
    if (compared.how == Comparison::kDifferent || owes_comparison()) return differ(line);
    if (is_over() || !wait(now_ + kForEver)) return;
  }
}

// A script that has failed is not asked what else it would have sent.
bool DryRun::owes_comparison() const {
  if (!outcome_.end || outcome_.difference || sent_.empty()) return false;
  return outcome_.end->outcome == Engine::Outcome::kDone ||
         outcome_.end->outcome == Engine::Outcome::kHalted;
}

void DryRun::differ(const WrittenLine& line) {
  // As the log has it, so that no secret is told.
  std::string shown;
  for (const DialogueLine& said : log_.dialogue().lines) {
    if (said.kind == Kind::kSent) shown = said.text;
  }
  outcome_.difference =
      Difference{.line = line.line,
                 .written = line.octets.empty() ? std::string(kBreak) : spell(line.octets),
                 .sent = std::move(shown)};
  outcome_.end.reset();
}

// Lets the script's next deadline come, `limit` at the latest. False: there is none until then.
bool DryRun::wait(TimePoint limit) {
  const auto next = engine_->poll_timeout();
  if (!next || *next > limit) return false;
  now_ = std::max(now_, *next);
  engine_->handle_timeout(now_);
  drain();
  return true;
}

void DryRun::drain() {
  while (auto output = engine_->poll_output())
    put_out(*output);
  if (auto end = engine_->poll_finished()) outcome_.end = std::move(end);
}

void DryRun::put_out(const Engine::Output& output) {
  std::visit(Overloaded{
                 [&](const Buffer& octets) {
                   sent_.insert(sent_.end(), octets.begin(), octets.end());
                   log_.handle_sent(octets, now_);
                 },
                 [&](const Engine::Break&) {
                   sent_.push_back(kBreakMark);
                   log_.handle_break(now_);
                 },
                 [&](const Engine::Report& report) { log_.add_note(report.text, now_); },
                 [&](const Engine::ClientAddress& client) {
                   log_.add_note("our address is " + to_string(client.address), now_);
                 },
                 [&](const Engine::Question& question) { ask(question); },
                 [&](const Engine::ToInterpreter& frames) { interpret(frames.octets); },
                 [](const auto&) {},
             },
             output);
}

// The interpreter owes one frame for each that it is given.
void DryRun::interpret(Octets octets) {
  for (bool is_owed = true; is_owed;) {
    const auto answer = hooks_.tell_interpreter(std::exchange(octets, {}));
    if (!answer) return engine_->handle_interpreter_gone(answer.error());
    frames_.handle_input(*answer);
    is_owed = !frames_.poll_frame() && !frames_.is_broken();
    engine_->handle_interpreter(*answer, now_);
  }
}

void DryRun::ask(const Engine::Question& question) {
  log_.add_note("asks: " + question.text, now_);
  const auto answer = hooks_.answer(question);
  if (!answer) {
    outcome_.unanswered = question.text;
    return;
  }
  if (question.is_secret) log_.hide(*answer);
  engine_->handle_answer(*answer, now_);
}

}  // namespace dial::script
