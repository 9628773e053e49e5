#include "script/typed_turns.hpp"

#include <algorithm>
#include <utility>

namespace dial::script {
namespace {

constexpr char kBackspace = '\b';
constexpr char kDelete = 0x7f;
constexpr char kEraseLine = 0x15;  // Ctrl-U

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == kDelete;
}
bool is_correction(char c) {
  return c == kBackspace || c == kDelete || c == kEraseLine || c == '\t';
}
bool is_line_end(char c) {
  return c == '\r' || c == '\n';
}

// The first line of what came back, as a screen has it: a backspace moves, and what follows
// overwrites.
std::string first_line(std::string_view text) {
  std::string line;
  std::size_t at = 0;
  for (const char c : text) {
    if (is_line_end(c)) break;
    if (c == kBackspace || c == kDelete) {
      at -= std::min<std::size_t>(at, 1);
    } else if (at < line.size()) {
      line[at++] = c;
    } else {
      line += c;
      ++at;
    }
  }
  while (line.ends_with(' '))
    line.pop_back();
  return line;
}

}  // namespace

void Heard::add(char octet, TimePoint at) {
  if (pieces.empty() || pieces.back().first != at) pieces.emplace_back(at, std::string());
  pieces.back().second += octet;
}

std::string Heard::text() const {
  std::string all;
  for (const auto& [at, piece] : pieces)
    all += piece;
  return all;
}

void TypedTurns::handle_typed(char octet, TimePoint now) {
  if (has_line_ended_) end_turn();
  if (typed_.empty()) typed_at_ = now;
  typed_ += octet;
  if (is_control(octet) && !is_correction(octet)) end_turn();
}

void TypedTurns::handle_received(char octet, TimePoint now) {
  if (typed_.empty()) return before_.add(octet, now);
  meanwhile_.add(octet, now);
  has_line_ended_ = has_line_ended_ || octet == '\n';
}

void TypedTurns::end_turn() {
  if (typed_.empty()) return;
  turns_.push_back({std::exchange(before_, std::exchange(meanwhile_, {})), typed_at_,
                    Secret(std::exchange(typed_, {}))});
  has_line_ended_ = false;
}

bool TypedTurns::is_echoed(std::size_t turn) const {
  std::string line = edited(turns_[turn].typed.reveal());
  while (line.ends_with(' '))
    line.pop_back();
  return !line.empty() && first_line(heard_after(turn).text()) == line;
}

bool TypedTurns::is_secret(std::size_t turn) const {
  const std::string_view typed = turns_[turn].typed.reveal();
  // A key that a menu waits for need not come back.
  if (typed.size() == 1 || edited(typed).empty()) return false;
  return !is_echoed(turn);
}

std::string edited(std::string_view typed) {
  std::string line;
  for (const char c : typed) {
    if (c == kBackspace || c == kDelete) {
      if (!line.empty()) line.pop_back();
    } else if (c == kEraseLine) {
      line.clear();
    } else if (!is_line_end(c)) {
      line += c;
    }
  }
  return line;
}

}  // namespace dial::script
