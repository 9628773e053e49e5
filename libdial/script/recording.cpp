#include "script/recording.hpp"

#include <algorithm>

#include "script/chat_draft.hpp"
#include "script/dialogue_log.hpp"
#include "script/dialogue_text.hpp"
#include "script/transcript.hpp"
#include "script/typed_turns.hpp"

namespace dial::script {
namespace {

// A shorter one is masked where it was typed; everywhere else it would hide half of the text.
constexpr std::size_t kShortestHidden = 3;
constexpr DialogueLog::Limits kLimits{.lines = 20'000, .octets = 2 * Recording::kLongest};

bool is_among(const std::vector<Secret>& secrets, std::string_view text) {
  return std::ranges::any_of(secrets,
                             [&](const Secret& secret) { return secret.reveal() == text; });
}

std::vector<Secret> secrets_of(const TypedTurns& turns) {
  std::vector<Secret> secrets;
  for (std::size_t i = 0; i < turns.turns().size(); ++i) {
    std::string line = edited(turns.turns()[i].typed.reveal());
    if (turns.is_secret(i) && !is_among(secrets, line)) secrets.emplace_back(std::move(line));
  }
  return secrets;
}

std::string dialogue_of(const TypedTurns& turns, const std::vector<Secret>& secrets,
                        TimePoint start) {
  DialogueLog log(start, kLimits);
  for (const Secret& secret : secrets) {
    if (secret.reveal().size() >= kShortestHidden) log.hide(secret);
  }
  const auto hear = [&log](const Heard& heard) {
    for (const auto& [at, text] : heard.pieces)
      log.handle_received(octets_of(text), at);
  };
  for (std::size_t i = 0; i < turns.turns().size(); ++i) {
    const TypedTurn& turn = turns.turns()[i];
    hear(turn.heard);
    std::string said = edited(turn.typed.reveal());
    if (is_among(secrets, said)) said = kMask;
    const char last = turn.typed.reveal().back();
    if (last == '\r' || last == '\n') said += last;
    if (!said.empty()) log.handle_sent(octets_of(said), turn.at);
  }
  hear(turns.rest());
  return format_dialogue(log.dialogue());
}

}  // namespace

void Recording::add(bool is_typed, Octets octets, TimePoint now) {
  const Octets kept = octets.first(std::min(octets.size(), kLongest - size_));
  is_cut_ = is_cut_ || kept.size() < octets.size();
  size_ += kept.size();
  if (!kept.empty()) chunks_.push_back({is_typed, now, Secret(std::string(text_of(kept)))});
}

Recorded Recording::finish() const {
  TypedTurns turns;
  for (const Chunk& chunk : chunks_) {
    for (const char c : chunk.octets.reveal()) {
      if (chunk.is_typed) {
        turns.handle_typed(c, chunk.at);
      } else {
        turns.handle_received(c, chunk.at);
      }
    }
  }
  turns.finish();
  const std::vector<Secret> secrets = secrets_of(turns);
  return {dialogue_of(turns, secrets, start_), draft_chat(turns, secrets), is_cut_};
}

}  // namespace dial::script
