#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "script/chat.hpp"

namespace dial::script::test {

inline Chat parsed(std::string_view text) {
  auto chat = Chat::parse(text);
  REQUIRE_MESSAGE(chat.has_value(), text);
  return *chat;
}

// A running script with its clock. A break that is sent reads as "<break>".
struct Running {
  explicit Running(std::string_view text, Variables variables = {}, Habits habits = {})
      : runner(parsed(text), std::move(variables), now, habits) {}

  void receive(std::string_view text) { runner.handle_input(octets_of(text), now); }
  void wait(Duration duration) {
    now += duration;
    runner.handle_timeout(now);
  }
  std::string sent() {
    std::string text;
    while (const auto output = runner.poll_output()) {
      const auto* octets = std::get_if<Buffer>(&*output);
      text += octets != nullptr ? std::string(text_of(*octets)) : "<break>";
    }
    return text;
  }
  std::string unread() {
    const Buffer octets = runner.take_unread();
    return std::string(text_of(octets));
  }
  Runner::Finished finished() {
    auto end = runner.poll_finished();
    REQUIRE(end);
    CHECK_FALSE(runner.poll_finished());
    CHECK_FALSE(runner.poll_timeout());
    return *end;
  }
  bool is_running() { return !runner.poll_finished(); }

  TimePoint now{};
  Runner runner;
};

}  // namespace dial::script::test
