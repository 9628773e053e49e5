#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile/import/draft.hpp"
#include "profile/import/words.hpp"

namespace dial::profile {

inline constexpr std::uint32_t kLongestWait = 86'400;  // seconds a login script may wait

// A chat(8) command with its script.
struct ChatScript {
  std::string file;  // where the words stand: the script's own, or that of the command
  std::size_t line = 0;
  std::vector<SourceWord> words{};
  std::string phone = "T";   // \T, or its letter without -T
  std::string phone2 = "U";  // \U
  bool has_environment = false;
  std::optional<std::uint32_t> timeout{};  // seconds, by -t
};

struct ChatProblem {
  Origin origin;
  std::string message;
};

// What a connect, init or disconnect option of pppd runs; an error when it is not one chat(8).
std::expected<ChatScript, ChatProblem> read_chat_command(std::string_view command,
                                                         const Origin& origin,
                                                         const ReadFile& read_file);

// A word to send whose escapes stand for plain octets, but for pauses before them.
struct PlainSend {
  WipedText text;
  std::string lead;  // the pauses, as escapes
  bool has_return = true;
  bool is_quiet = false;  // \q: chat(8) does not log it
};
std::optional<PlainSend> plain_send(const ChatScript& script, std::string_view word);

// The word as a profile's script has it: \T and \U filled in, quoted where it has to be, printable
// ASCII only. Nothing if it cannot be one.
std::optional<std::string> script_word(const ChatScript& script, std::string_view word,
                                       bool is_send);

// The parts of expect-send-expect-…; \- is a plain dash.
std::vector<std::string_view> split_at_dashes(std::string_view word);

}  // namespace dial::profile
