// The end of a round: everything is brought to rest, and what became of it is looked at.
#include <algorithm>

#include "conformance/interleavings/round.hpp"

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

bool is_done(const std::future<void>& work) {
  return work.wait_for(0s) == std::future_status::ready;
}

}  // namespace

Tally Round::tally() const {
  Tally tally;
  for (const Record& record : records_) {
    if (record.has_paused()) ++tally.paused;
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
