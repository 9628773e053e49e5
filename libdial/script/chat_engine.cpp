#include "script/chat_engine.hpp"

#include <utility>

#include "script/duration_text.hpp"

namespace dial::script {
namespace {

Engine::Outcome outcome_of(Runner::Outcome outcome) {
  switch (outcome) {
    case Runner::Outcome::kDone:
      return Engine::Outcome::kDone;
    case Runner::Outcome::kAborted:
      return Engine::Outcome::kAborted;
    case Runner::Outcome::kTimeout:
    case Runner::Outcome::kTooLong:
      return Engine::Outcome::kTimeout;
    case Runner::Outcome::kHangup:
      return Engine::Outcome::kHangup;
    case Runner::Outcome::kPppSeen:
      return Engine::Outcome::kPppSeen;
  }
  return Engine::Outcome::kFailed;
}

}  // namespace

ChatEngine::ChatEngine(const Chat& script, const LoginValues& values, const LoginLimits& limits,
                       Habits habits, Source source, TimePoint now)
    : runner_(
          script,
          {.phone = values.number, .phone2 = {}, .user = values.user, .password = values.password},
          now, habits, limits.wait.value_or(kDefaultTimeout)),
      source_(std::move(source)),
      limit_(limits.script),
      deadline_(now + limits.script) {}

void ChatEngine::handle_timeout(TimePoint now) {
  if (deadline_ && now >= *deadline_) {
    runner_.handle_limit();
  } else {
    runner_.handle_timeout(now);
  }
}

std::optional<Engine::Output> ChatEngine::poll_output() {
  if (auto output = runner_.poll_output()) {
    if (auto* octets = std::get_if<Buffer>(&*output)) return Output(std::move(*octets));
    return Output(Break{});
  }
  if (auto report = runner_.poll_report()) return Output(Report{std::move(*report)});
  return std::nullopt;
}

std::optional<TimePoint> ChatEngine::poll_timeout() const {
  return earlier(runner_.poll_timeout(), deadline_);
}

std::optional<Engine::Finished> ChatEngine::poll_finished() {
  auto end = runner_.poll_finished();
  if (!end) return std::nullopt;
  deadline_.reset();
  return told(*end);
}

Engine::Finished ChatEngine::told(const Runner::Finished& end) const {
  Finished told{.outcome = outcome_of(end.outcome),
                .text = end.text,
                .line = end.line == 0 ? 0 : source_.line + end.line - 1,
                .received = end.received};
  if (end.outcome == Runner::Outcome::kAborted) told.text = "the far end said " + end.text;
  if (end.outcome == Runner::Outcome::kTimeout) told.text = "waited for " + end.text;
  if (end.outcome == Runner::Outcome::kTooLong)
    told.text = "the script took longer than " + duration_text(limit_);
  if (!told.text.empty())
    told.text = source_.name + ":" + std::to_string(told.line) + ": " + told.text;
  return told;
}

}  // namespace dial::script
