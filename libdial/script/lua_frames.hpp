#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "base/bytes.hpp"

namespace dial::script::lua {

// What a script and whoever runs it say to each other: the interpreter is a process of its own. It
// is given a Load, and from then on each of its requests gets one answer, in turn. A frame is the
// length of what follows (4 octets), the kind of message (1), and its fields in order; numbers are
// big-endian, a text and a list have a 4 octet count in front.

// A secret never gets to the interpreter. It has a number for it.
struct SecretId {
  std::uint32_t number = 0;
  bool operator==(const SecretId&) const = default;
};
using Value = std::variant<std::string, SecretId>;

// The messages to the interpreter. fields() names the members of each in their order.
struct Named {
  std::string name;
  Value value;
  static auto fields(auto& self) { return std::tie(self.name, self.value); }
};
struct Load {
  std::string name;
  std::uint32_t first_line = 1;
  std::string text;
  std::uint32_t memory = 0;       // octets
  std::uint32_t turn_ms = 0;      // of computing, from one request to the next
  std::uint32_t computing_s = 0;  // in all
  std::vector<Named> values;      // of the table `profile`
  std::vector<Named> variables;   // and of the table `variables` in it
  static auto fields(auto& self) {
    return std::tie(self.name, self.first_line, self.text, self.memory, self.turn_ms,
                    self.computing_s, self.values, self.variables);
  }
};
struct Done {
  static auto fields(auto&) { return std::tie(); }
};
struct Matched {
  std::uint32_t which = 0;  // of the strings, from 0
  std::string text;         // what was received, the string at its end; secrets masked
  static auto fields(auto& self) { return std::tie(self.which, self.text); }
};
struct TimeUp {
  std::string text;
  static auto fields(auto& self) { return std::tie(self.text); }
};
struct Answer {
  Value value;
  static auto fields(auto& self) { return std::tie(self.value); }
};
using Command = std::variant<Load, Done, Matched, TimeUp, Answer>;

// And from it; `line` is the one of the script that asks.
struct Expect {
  static constexpr std::uint32_t kUsualLimit = 0xffff'ffff;
  std::uint32_t line = 0;
  std::uint32_t limit_ms = kUsualLimit;
  std::vector<std::string> strings;
  static auto fields(auto& self) { return std::tie(self.line, self.limit_ms, self.strings); }
};
struct Send {
  std::uint32_t line = 0;
  std::vector<Value> values;
  static auto fields(auto& self) { return std::tie(self.line, self.values); }
};
struct SendBreak {
  std::uint32_t line = 0;
  static auto fields(auto& self) { return std::tie(self.line); }
};
struct Delay {
  std::uint32_t line = 0;
  std::uint32_t length_ms = 0;
  static auto fields(auto& self) { return std::tie(self.line, self.length_ms); }
};
struct Prompt {
  std::uint32_t line = 0;
  std::string text;
  std::uint32_t is_secret = 0;
  static auto fields(auto& self) { return std::tie(self.line, self.text, self.is_secret); }
};
struct SetAddress {
  std::uint32_t line = 0;
  std::uint32_t address = 0;
  static auto fields(auto& self) { return std::tie(self.line, self.address); }
};
struct Print {
  std::uint32_t line = 0;
  std::string text;
  static auto fields(auto& self) { return std::tie(self.line, self.text); }
};
struct End {  // the script has come to its end
  std::uint32_t line = 0;
  static auto fields(auto& self) { return std::tie(self.line); }
};
struct Fail {
  std::uint32_t line = 0;
  std::string text;
  static auto fields(auto& self) { return std::tie(self.line, self.text); }
};
using Request = std::variant<Expect, Send, SendBreak, Delay, Prompt, SetAddress, Print, End, Fail>;

// Octets of all strings of an Expect together, each with one at least: every octet that comes is
// compared with their ends.
inline constexpr std::size_t kMostExpected = 1'024;
inline constexpr std::size_t kMostSent = 32 << 10;  // octets of a Send, Print or Prompt

inline constexpr std::size_t kLengthSize = 4;
inline constexpr std::size_t kLongestFrame = 256 << 10;  // without its length

Buffer encode(const Command& command);  // the whole frame
Buffer encode(const Request& request);
// Of a frame without its length. Nothing: it is none.
std::optional<Command> decode_command(Octets frame);
std::optional<Request> decode_request(Octets frame);

// Finds the frames in a stream of octets.
class FrameReader {
 public:
  void handle_input(Octets octets);
  std::optional<Buffer> poll_frame();
  // A length that none has: nothing more will be found.
  bool is_broken() const;

 private:
  std::optional<std::size_t> length() const;

  Buffer waiting_;
};

}  // namespace dial::script::lua
