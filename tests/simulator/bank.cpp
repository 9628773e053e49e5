#include "simulator/bank.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace dial::simulator {
namespace {

using Done = std::expected<void, std::string>;

constexpr std::uint32_t kMost = 600'000;  // of a number in a command
constexpr std::size_t kLongestCommand = 4096;

std::string_view next_word(std::string_view& rest) {
  const auto begin = std::min(rest.find_first_not_of(' '), rest.size());
  rest.remove_prefix(begin);
  const auto word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

std::expected<std::uint32_t, std::string> read_count(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value <= kMost) return value;
  return std::unexpected("'" + std::string(text) + "' is no number up to " + std::to_string(kMost));
}

// The same octets for the same number: a test that failed can be played again.
Buffer noise(std::uint32_t octets) {
  Buffer made(octets);
  std::uint32_t state = 0x9e3779b9U ^ octets;
  for (std::uint8_t& octet : made) {
    state = (state * 1'664'525U) + 1'013'904'223U;  // a linear congruential generator
    octet = static_cast<std::uint8_t>(state >> 24U);
  }
  return made;
}

Done drop(SimulatedLine& line, std::string_view) {
  line.lose_carrier();
  return {};
}

Done ring(SimulatedLine& line, std::string_view) {
  line.ring();
  return {};
}

Done stall(SimulatedLine& line, std::string_view value) {
  const auto time = read_count(value);
  if (!time) return std::unexpected(time.error());
  line.stall(Duration{*time});
  return {};
}

Done garble(SimulatedLine& line, std::string_view value) {
  const auto count = read_count(value);
  if (!count) return std::unexpected(count.error());
  line.make_noise(noise(*count));
  return {};
}

struct Command {
  std::string_view name;
  Done (*run)(SimulatedLine& line, std::string_view value);
};
constexpr std::array<Command, 4> kCommands{
    {{"drop", drop}, {"ring", ring}, {"stall", stall}, {"garble", garble}}};

}  // namespace

std::string_view Bank::commands() {
  return R"(drop LINK          the far end hangs up
  ring LINK          an incoming call
  stall LINK MS      the modem takes nothing for so many milliseconds
  garble LINK COUNT  so many wrong octets on the cable to the program
  unplug LINK        the device goes away: its tty is hung up, its link removed
  plug LINK          it is there again, as another tty)";
}

Result<> Bank::add(LineOptions options) {
  auto line = SimulatedLine::open(loop_, options);
  if (!line) return std::unexpected(line.error());
  slots_.push_back({.options = std::move(options), .line = std::move(*line)});
  return {};
}

Bank::Slot* Bank::find(std::string_view link) {
  for (Slot& slot : slots_) {
    const std::string_view path = slot.options.link;
    if (link == path || link == path.substr(path.rfind('/') + 1)) return &slot;
  }
  return nullptr;
}

Done Bank::unplug(Slot& slot, std::string_view) {
  if (!slot.line) return std::unexpected("it is unplugged already");
  slot.line.reset();
  return {};
}

Done Bank::plug(Slot& slot, std::string_view) {
  if (slot.line) return std::unexpected("it is plugged in already");
  auto line = SimulatedLine::open(loop_, slot.options);
  if (!line) return std::unexpected(describe(line.error()));
  slot.line = std::move(*line);
  return {};
}

Done Bank::execute(std::string_view command) {
  const auto name = next_word(command);
  const auto link = next_word(command);
  const auto value = next_word(command);
  Slot* slot = find(link);
  if (slot == nullptr) return std::unexpected("there is no line '" + std::string(link) + "'");
  if (name == "unplug") return unplug(*slot, value);
  if (name == "plug") return plug(*slot, value);
  const auto* known =
      std::ranges::find_if(kCommands, [&](const Command& each) { return each.name == name; });
  if (known == kCommands.end()) {
    return std::unexpected("there is no command '" + std::string(name) + "'");
  }
  if (!slot->line) return std::unexpected("it is unplugged");
  return known->run(*slot->line, value);
}

BankControl::BankControl(uv_loop_t* loop, int descriptor, Bank& bank, Answer answer)
    : descriptor_(descriptor),
      bank_(bank),
      answer_(std::move(answer)),
      poll_(loop, descriptor, [this](int, int) { read_some(); }) {
  poll_.watch(UV_READABLE | UV_DISCONNECT);
}

void BankControl::read_some() {
  std::array<char, 4096> octets;
  const auto count = ::read(descriptor_, octets.data(), octets.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) return poll_.watch(0);
  input_.append(octets.data(), static_cast<std::size_t>(count));
  take_lines();
  if (input_.size() > kLongestCommand) poll_.watch(0);  // nobody writes such a line
}

void BankControl::take_lines() {
  for (auto end = input_.find('\n'); end != std::string::npos; end = input_.find('\n')) {
    const auto done = bank_.execute(std::string_view(input_).substr(0, end));
    input_.erase(0, end + 1);
    answer_(done ? "ok" : "error: " + done.error());
  }
}

}  // namespace dial::simulator
