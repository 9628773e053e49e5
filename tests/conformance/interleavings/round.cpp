#include "conformance/interleavings/round.hpp"

#include <algorithm>
#include <csignal>

#include "conformance/client_process.hpp"

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

DialParameters parameters_of(const Step& step) {
  DialParameters parameters{.entry = entry(step.line), .number = step.number};
  parameters.handler_limit = kScriptHandlerLimit;
  parameters.allow_pause = step.verb == Verb::kDial && step.may_pause;
  if (step.wrong_password) {
    parameters.user = "alice";
    parameters.password = "wrong";
  }
  return parameters;
}

Buffer buffer_of(std::string_view text) {
  return {text.begin(), text.end()};
}

// Anything may come, what looks like an answer of a modem or a frame of the peer's included.
Buffer noise_of(const Step& step) {
  Random random(step.target);
  if (random.one_in(4)) return buffer_of("\r\nNO CARRIER\r\n");
  if (random.one_in(4)) return buffer_of("\r\nOK\r\n");
  Buffer octets(1 + random.below(200));
  std::ranges::generate(octets, [&] { return static_cast<std::uint8_t>(random.below(256)); });
  return octets;
}

}  // namespace

Round::Round(Lab& lab, bool direct, const Script& script)
    : lab_(lab), direct_(direct), script_(script) {}

Round::~Round() = default;

std::vector<std::string> Round::play() {
  for (std::size_t i = 0; i < script_.players; ++i)
    players_.push_back(
        std::make_unique<Player>(lab_.dialer_options(), script_.polls[i], problems_));
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
      return resume(step);
    case Verb::kWatch:
      return player.post([this, &player](Dialer& dialer) {
        static_cast<void>(dialer.watch([this, &player](const WatchEvent&) {
          if (std::this_thread::get_id() != player.thread()) wrong("a watch on another thread");
          if (player.depth != 0) wrong("a watch inside a handler");
        }));
      });
    case Verb::kDestroy:
      return player.destroy_dialer(step.force);
    case Verb::kEnd:
      return player.end();
    case Verb::kVanish:
      return player.vanish();
    case Verb::kStandStill:
      return player.post([lasts = step.lasts](Dialer&) { std::this_thread::sleep_for(lasts); });
    case Verb::kLoseCarrier:
      return lab_.on_line(step.line, [](simulator::SimulatedLine& line) { line.lose_carrier(); });
    case Verb::kMakeNoise:
      return lab_.on_line(step.line,
                          [&](simulator::SimulatedLine& line) { line.make_noise(noise_of(step)); });
    case Verb::kStall:
      return lab_.on_line(step.line,
                          [&](simulator::SimulatedLine& line) { line.stall(step.lasts); });
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
    const bool is_lost = id && !dialer->status(*id);
    if (is_lost && !daemon_has_ended_) wrong("a connection that is up has no status");
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

// The last dial that pauses, if one does.
void Round::resume(const Step& step) {
  const auto pausing = std::ranges::find_if(
      records_.rbegin(), records_.rend(),
      [](const Record& record) { return record.has_paused() && record.ends() == 0; });
  const Record* record = pausing == records_.rend() ? target(step) : &*pausing;
  if (record == nullptr) return;
  ResumeInput input = kRightAnswer;
  if (step.wrong_password) input.password = "wrong";
  players_[step.player]->post(
      [id = record->id(), input](Dialer& dialer) { static_cast<void>(dialer.resume(id, input)); });
}

void Round::run_client(const Step& step) {
  // It dies in the middle of whatever it does.
  waiting_.push_back(std::async(std::launch::async, [this, step] {
    const ClientProcess client(direct_, lab_.directory(), entry(step.line), step.number, "");
    std::this_thread::sleep_for(step.lasts);
  }));
}

void Round::restart_daemon(Verb verb) {
  daemon_has_ended_ = true;
  lab_.daemon().signal(verb == Verb::kStopDaemon ? SIGTERM : SIGKILL);
  lab_.daemon().wait();
  lab_.restart_daemon();
}

}  // namespace dial::conformance
