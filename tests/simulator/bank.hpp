#pragma once

#include <uv.h>

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/line.hpp"
#include "uv/poll.hpp"

namespace dial::simulator {

// The lines of dialsim, and what may happen to them from outside. Each line is called by its link,
// or by the last part of its path. Loop's thread.
class Bank {
 public:
  explicit Bank(uv_loop_t* loop) : loop_(loop) {}

  Result<> add(LineOptions options);
  void clear() { slots_.clear(); }  // hangs everything up

  static std::string_view commands();  // what execute() knows, for --help
  // One command of a person or a test, without a line end. The error says what is wrong with it.
  std::expected<void, std::string> execute(std::string_view command);

 private:
  struct Slot {
    LineOptions options;
    std::unique_ptr<SimulatedLine> line;  // null: unplugged
  };
  Slot* find(std::string_view link);
  std::expected<void, std::string> unplug(Slot& slot, std::string_view value);
  std::expected<void, std::string> plug(Slot& slot, std::string_view value);

  uv_loop_t* loop_;
  std::vector<Slot> slots_;
};

// Commands that arrive on a descriptor, a line each, for as long as it is open; `answer` gets "ok"
// or "error: …" for each. Does not own the descriptor.
class BankControl {
 public:
  using Answer = std::function<void(const std::string& text)>;
  BankControl(uv_loop_t* loop, int descriptor, Bank& bank, Answer answer);

 private:
  void read_some();
  void take_lines();

  int descriptor_;
  Bank& bank_;
  Answer answer_;
  std::string input_;
  uv::Poll poll_;
};

}  // namespace dial::simulator
