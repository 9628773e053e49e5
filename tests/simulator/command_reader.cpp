#include "simulator/command_reader.hpp"

#include <utility>

namespace dial::simulator {

std::optional<CommandReader::Line> CommandReader::handle_octet(std::uint8_t octet,
                                                               Characters characters) {
  octet &= 0x7f;
  const char character = static_cast<char>(octet);
  if (state_ != State::kBody) return handle_outside(character);
  if (octet == characters.terminator) {
    state_ = State::kIdle;
    if (!line_.is_overlong) last_body_ = line_.body;
    return std::exchange(line_, {});
  }
  if (octet == characters.back_space) {
    if (!line_.body.empty()) line_.body.pop_back();
  } else if (octet >= 0x20 && octet != 0x7f) {
    line_.is_overlong = line_.is_overlong || line_.body.size() == kMaxBody;
    if (!line_.is_overlong) line_.body += character;
  }
  return std::nullopt;
}

std::optional<CommandReader::Line> CommandReader::handle_outside(char character) {
  const bool follows_a = state_ == State::kPrefix;
  state_ = State::kIdle;
  if (character == 'A' || character == 'a') {
    state_ = State::kPrefix;
  } else if (follows_a && (character == 'T' || character == 't')) {
    state_ = State::kBody;
    line_ = {};
  } else if (follows_a && character == '/') {
    return Line{last_body_, false};
  }
  return std::nullopt;
}

}  // namespace dial::simulator
