#include "simulator/phone_book.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace dial::simulator {
namespace {

using Problem = std::unexpected<std::string>;

constexpr std::array<std::pair<Outcome, std::string_view>, 12> kNames{{
    {Outcome::kConnect, "connect"},
    {Outcome::kBusy, "busy"},
    {Outcome::kNoCarrier, "no-carrier"},
    {Outcome::kNoAnswer, "no-answer"},
    {Outcome::kNoDialtone, "no-dialtone"},
    {Outcome::kVoice, "voice"},
    {Outcome::kDelayed, "delayed"},
    {Outcome::kBlacklisted, "blacklisted"},
    {Outcome::kSilence, "silence"},
    {Outcome::kDrop, "drop"},
    {Outcome::kGarbage, "garbage"},
    {Outcome::kError, "error"},
}};

constexpr std::string_view kDots = "...";

std::optional<Outcome> outcome_called(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name, &decltype(kNames)::value_type::second);
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

// "2", "2s" or "1500ms"; an hour at most.
std::optional<Duration> parse_time(std::string_view text) {
  std::int64_t unit = 1000;
  if (text.ends_with("ms")) {
    unit = 1;
    text.remove_suffix(2);
  } else if (text.ends_with('s')) {
    text.remove_suffix(1);
  }
  std::uint32_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const Duration time{count * unit};
  if (time > std::chrono::hours{1}) return std::nullopt;
  return time;
}

std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

bool has_only_number_characters(std::string_view number) {
  return number.find_first_not_of("0123456789*#+") == std::string_view::npos;
}

bool has_rate(Outcome outcome) {
  return outcome == Outcome::kConnect || outcome == Outcome::kDrop || outcome == Outcome::kGarbage;
}

Problem bad(std::string_view what, std::string_view word) {
  return Problem(std::string(what) + " \"" + std::string(word) + "\"");
}

// "busy", "drop:2"
std::expected<Reaction, std::string> parse_outcome(std::string_view word) {
  const auto name = word.substr(0, word.find(':'));
  const auto outcome = outcome_called(name);
  if (!outcome) return bad("no such outcome:", name);
  Reaction reaction{.outcome = *outcome};
  if (*outcome != Outcome::kDrop) {
    if (name.size() != word.size()) return bad("only drop takes a time:", word);
    return reaction;
  }
  const auto time = parse_time(word.substr(std::min(name.size() + 1, word.size())));
  if (!time) return bad("drop needs a time, as in drop:2, not", word);
  reaction.lasts = *time;
  return reaction;
}

std::expected<Reaction, std::string> parse_reaction(std::string_view text) {
  auto reaction = parse_outcome(next_word(text));
  if (!reaction) return reaction;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    if (word.starts_with("delay=")) {
      const auto time = parse_time(word.substr(6));
      if (!time) return bad("not a time:", word);
      reaction->delay = *time;
    } else if (has_rate(reaction->outcome)) {
      reaction->rate = word;
    } else {
      return bad("only a connection has a rate:", word);
    }
  }
  return reaction;
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  return std::ranges::find(kNames, outcome, &decltype(kNames)::value_type::first)->second;
}

PhoneBook::PhoneBook() {
  for (const auto* entry :
       {"...=connect", "5551234=connect", "008816000025=connect 9600", "...7700=busy",
        "...7701=no-carrier", "...7702=no-answer", "...7703=no-dialtone", "...7704=silence",
        "...7705=drop:2", "...7706=garbage", "...7707=voice", "...7708=delayed", "...7709=error"}) {
    [[maybe_unused]] const auto added = add(entry);
  }
}

std::expected<void, std::string> PhoneBook::add(std::string_view entry) {
  const auto equals = entry.find('=');
  if (equals == std::string_view::npos) return bad("NUMBER=OUTCOME is meant, not", entry);
  auto number = entry.substr(0, equals);
  const bool is_ending = number.starts_with(kDots);
  if (is_ending) number.remove_prefix(kDots.size());
  if (!has_only_number_characters(number)) return bad("not a number:", number);
  if (number.empty() && !is_ending) return Problem("the number is missing");
  auto reaction = parse_reaction(entry.substr(equals + 1));
  if (!reaction) return Problem(std::move(reaction).error());
  entries_.push_back({std::string(number), is_ending, std::move(*reaction)});
  return {};
}

Reaction PhoneBook::find(std::string_view number) const {
  const Entry* best = nullptr;
  const auto rank = [](const Entry& entry) {
    return std::pair(!entry.is_ending, entry.number.size());
  };
  for (const auto& entry : entries_) {
    const bool matches = entry.is_ending ? number.ends_with(entry.number) : number == entry.number;
    if (matches && (best == nullptr || rank(entry) >= rank(*best))) best = &entry;
  }
  return best == nullptr ? Reaction{} : best->reaction;
}

}  // namespace dial::simulator
