#include "conformance/interleavings/round.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

std::string entry(std::size_t line) {
  return "line" + std::to_string(line);
}

DialParameters parameters_of(const Step& step) {
  DialParameters parameters{.entry = entry(step.line), .number = step.number};
  parameters.handler_limit = kScriptHandlerLimit;
  if (step.wrong_password) {
    parameters.user = "alice";
    parameters.password = "wrong";
  }
  return parameters;
}

bool is_done(const std::future<void>& work) {
  return work.wait_for(0s) == std::future_status::ready;
}

// A process that dials and waits; it dies in the middle of whatever it does.
void run_and_kill(std::vector<std::string> command, std::chrono::milliseconds lasts) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& word : command)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) return;
  std::this_thread::sleep_for(lasts);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

}  // namespace

Round::Round(Lab& lab, bool direct, const Script& script)
    : lab_(lab), direct_(direct), script_(script) {}

Round::~Round() = default;

std::vector<std::string> Round::play() {
  for (std::size_t i = 0; i < script_.players; ++i)
    players_.push_back(std::make_unique<Player>(lab_.dialer_options(), problems_));
  const auto begin = std::chrono::steady_clock::now();
  for (const Step& step : script_.steps) {
    std::this_thread::sleep_until(begin + step.at);
    perform(step);
  }
  std::this_thread::sleep_for(script_.lingers);
  bring_to_rest();
  judge_dials();
  for (const auto& player : players_)
    player->end();
  dial_every_line();
  judge_lines();
  return problems_.all();
}

void Round::perform(const Step& step) {
  Player& player = *players_[step.player];
  switch (step.verb) {
    case Verb::kDial:
      return dial(step);
    case Verb::kDialAndWait:
      return dial_and_wait(step);
    case Verb::kHangUp:
    case Verb::kHangUpAndWait:
      return hang_up(step);
    case Verb::kCancel:
      if (const Record* record = target(step)) {
        const Cancel how = step.force ? Cancel::kAbandon : Cancel::kWait;
        player.post([id = record->id(), how](Dialer& dialer) {
          static_cast<void>(dialer.cancel(id, how));
        });
      }
      return;
    case Verb::kDisconnect:
      return player.post([=](Dialer& dialer) {
        static_cast<void>(dialer.disconnect(entry(step.line), step.force));
      });
    case Verb::kResume:
      if (const Record* record = target(step)) {
        player.post([id = record->id()](Dialer& dialer) {
          static_cast<void>(dialer.resume(id, {.user = "a", .password = "b", .number = ""}));
        });
      }
      return;
    case Verb::kWatch:
      return player.post([this, &player](Dialer& dialer) {
        static_cast<void>(dialer.watch([this, &player](const WatchEvent&) {
          if (std::this_thread::get_id() != player.thread()) wrong("a watch on another thread");
          if (player.depth != 0) wrong("a watch inside a handler");
        }));
      });
    case Verb::kDestroy:
      return player.destroy_dialer();
    case Verb::kEnd:
      return player.end();
    case Verb::kStandStill:
      return player.post([lasts = step.lasts](Dialer&) { std::this_thread::sleep_for(lasts); });
    case Verb::kLoseCarrier:
      return lab_.on_line(step.line, [](simulator::SimulatedLine& line) { line.lose_carrier(); });
    case Verb::kRunClient:
      return run_client(step);
    case Verb::kStopDaemon:
    case Verb::kKillDaemon:
      return restart_daemon(step.verb);
  }
}

void Round::dial(const Step& step) {
  Player& player = *players_[step.player];
  records_.emplace_back("dial " + std::to_string(records_.size()), player, problems_);
  Record& record = records_.back();
  record.inside = step.inside;
  player.post([&record, parameters = parameters_of(step)](Dialer& dialer) {
    record.is_inside_dial = true;
    const auto id = dialer.dial(parameters, [&record](const Notification& notification) {
      return record.take(notification);
    });
    record.is_inside_dial = false;
    if (id) record.set_id(*id);
  });
}

void Round::dial_and_wait(const Step& step) {
  waiting_.push_back(std::async(std::launch::async, [this, parameters = parameters_of(step)] {
    auto dialer = Dialer::create(nullptr, lab_.dialer_options());
    if (!dialer) return;
    const auto id = dialer->dial(parameters);
    if (id && !dialer->status(*id)) wrong("a connection that is up has no status");
  }));
}

Record* Round::target(const Step& step) {
  if (records_.empty()) return nullptr;
  Record& record = records_[step.target % records_.size()];
  return record.id() == ConnectionId{} ? nullptr : &record;
}

void Round::hang_up(const Step& step) {
  const Record* record = target(step);
  if (record == nullptr) return;
  Player& player = *players_[step.player];
  if (step.verb == Verb::kHangUpAndWait) {
    return player.post([id = record->id(), force = step.force](Dialer& dialer) {
      static_cast<void>(dialer.hang_up(id, force));
    });
  }
  HangUp& hang_up = hang_ups_.emplace_back();
  player.post([&player, &hang_up, id = record->id(), force = step.force](Dialer& dialer) {
    hang_up.player = &player;
    const auto asked =
        dialer.hang_up(id, [&hang_up](const Result<>&) { ++hang_up.completions; }, force);
    if (!asked) ++hang_up.completions;
  });
}

void Round::run_client(const Step& step) {
  std::vector<std::string> command{DIAL_CONFORMANCE_CLIENT, direct_ ? "direct" : "daemon",
                                   lab_.directory(), entry(step.line), step.number};
  waiting_.push_back(std::async(std::launch::async, run_and_kill, std::move(command), step.lasts));
}

void Round::restart_daemon(Verb verb) {
  lab_.daemon().signal(verb == Verb::kStopDaemon ? SIGTERM : SIGKILL);
  lab_.daemon().wait();
  lab_.restart_daemon();
}

Tally Round::tally() const {
  Tally tally;
  for (const Record& record : records_) {
    if (record.id() == ConnectionId{})
      ++tally.refused;
    else if (record.ends() == 0)
      ++tally.without_end;
    else
      ++(record.is_up() ? tally.up : tally.failed);
  }
  return tally;
}

// Nothing dials any more, and every line is on hook.
void Round::bring_to_rest() {
  for (const auto& player : players_)
    player->wait_for_turn();
  auto looker = Dialer::create(nullptr, lab_.dialer_options());
  if (!looker) return wrong("nobody can look: " + describe(looker.error()));
  const bool rests = eventually([&] {
    hang_up_everything(*looker);
    const auto left = looker->connections();
    return left && left->empty() && std::ranges::all_of(waiting_, is_done);
  });
  if (!rests) wrong("connections or calls that do not end");
}

void Round::hang_up_everything(Dialer& looker) {
  const auto all = looker.connections();
  if (!all) return;
  for (const ConnectionStatus& status : *all)
    static_cast<void>(looker.hang_up(status.id, true));
}

void Round::judge_dials() {
  for (const Record& record : records_) {
    if (record.id() == ConnectionId{} || record.is_gone()) continue;
    if (!eventually([&] { return record.ends() != 0 || record.is_gone(); }))
      wrong(record.name() + ": no terminal call");
  }
  for (const HangUp& hang_up : hang_ups_) {
    const bool is_due = hang_up.player != nullptr && hang_up.player->has_dialer();
    if (is_due) eventually([&] { return hang_up.completions != 0; });
    if (hang_up.completions > 1 || (is_due && hang_up.completions == 0))
      wrong("a hang-up completed " + std::to_string(hang_up.completions) + " times");
  }
  for (const auto& player : players_)
    player->wait_for_turn();
}

// A fresh dial works on each, all at once.
void Round::dial_every_line() {
  Program program(lab_.dialer_options());
  std::vector<std::pair<ConnectionId, Handler>> dials;
  for (std::size_t line = 0; line < script_.lines; ++line) {
    const Handler handler;
    Result<ConnectionId> id;
    // What a client asked for just before it was killed may still be on its way down.
    eventually([&] {
      id = program.dial({.entry = entry(line)}, handler);
      return id || (id.error().code != ErrorCode::kDialAlreadyInProgress &&
                    id.error().code != ErrorCode::kAlreadyDisconnecting);
    });
    if (!id) wrong("a fresh dial of " + entry(line) + ": " + describe(id.error()));
    if (id) dials.emplace_back(*id, handler);
  }
  std::vector<std::future<Result<>>> ends;
  for (const auto& [id, handler] : dials) {
    if (!handler.wait_for_end() || handler.last()->state != State::kConnected)
      wrong("a fresh dial fails: " + describe(handler.error()));
    ends.push_back(program.start_hang_up(id));
  }
  for (auto& end : ends) {
    const auto result = take(std::move(end), "the completion of a hang-up");
    if (!result) wrong("a hang-up fails: " + describe(result.error()));
  }
}

void Round::judge_lines() {
  for (std::size_t line = 0; line < script_.lines; ++line) {
    if (!lab_.is_free(line)) wrong(entry(line) + " is still locked or open");
  }
}

}  // namespace dial::conformance
