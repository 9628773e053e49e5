#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace dial::script {

// What was heard, in pieces with their times.
struct Heard {
  std::vector<std::pair<TimePoint, std::string>> pieces;

  void add(char octet, TimePoint at);
  std::string text() const;
};

// What a person typed at one go, up to Enter or another control key, and what was heard before it.
struct TypedTurn {
  Heard heard;
  TimePoint at;  // of the first key
  Secret typed;  // every key, corrections and Enter included
};

// A session as turns, one after the other.
class TypedTurns {
 public:
  void handle_typed(char octet, TimePoint now);
  void handle_received(char octet, TimePoint now);
  void finish() { end_turn(); }

  const std::vector<TypedTurn>& turns() const { return turns_; }
  // Its echo, if there was one, and the answer.
  const Heard& heard_after(std::size_t turn) const {
    return turn + 1 < turns_.size() ? turns_[turn + 1].heard : rest();
  }
  const Heard& rest() const { return before_; }  // behind the last turn
  bool is_echoed(std::size_t turn) const;
  // It was not echoed and is more than a key.
  bool is_secret(std::size_t turn) const;

 private:
  void end_turn();

  std::vector<TypedTurn> turns_;
  Heard before_;     // of the turn in progress, or after the last
  Heard meanwhile_;  // since its first key
  std::string typed_;
  TimePoint typed_at_{};
  bool has_line_ended_ = false;  // in meanwhile_
};

// A line as it stands on the screen after its corrections; without its end.
std::string edited(std::string_view typed);

}  // namespace dial::script
