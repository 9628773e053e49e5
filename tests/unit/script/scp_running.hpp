#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "scp_parsed.hpp"
#include "script/overloaded.hpp"
#include "script/scp_runner.hpp"

namespace dial::script::test {

// A running .scp script with its clock. Outputs that are not octets read as "<databits 7>",
// "<parity 2>", "<stopbits 1>", "<keyboard on>" and "<address 10.0.0.1>".
struct ScpRunning {
  explicit ScpRunning(std::string_view commands, scp::Credentials credentials = {},
                      scp::Limits limits = {})
      : runner(scp_parsed(in_main(commands)), std::move(credentials), limits, now) {}

  void receive(std::string_view text) { runner.handle_input(octets_of(text), now); }
  void wait(Duration duration) {
    now += duration;
    runner.handle_timeout(now);
  }
  std::string sent() {
    std::string text;
    while (const auto output = runner.poll_output())
      text += text_of_output(*output);
    return text;
  }
  std::string unread() {
    const Buffer octets = runner.take_unread();
    return std::string(text_of(octets));
  }
  scp::Runner::Finished finished() {
    auto end = runner.poll_finished();
    REQUIRE(end);
    CHECK_FALSE(runner.poll_finished());
    CHECK_FALSE(runner.poll_timeout());
    return *end;
  }
  bool is_running() { return runner.poll_timeout().has_value(); }

  static std::string text_of_output(const scp::Runner::Output& output) {
    return std::visit(Overloaded{
                          [](const Buffer& octets) { return std::string(text_of(octets)); },
                          [](const scp::PortChange& change) { return text_of_change(change); },
                          [](scp::Runner::Keyboard keyboard) {
                            return std::string(keyboard.is_on ? "<keyboard on>" : "<keyboard off>");
                          },
                          [](scp::Runner::ClientAddress client) {
                            return "<address " + to_string(client.address) + ">";
                          },
                      },
                      output);
  }
  static std::string text_of_change(const scp::PortChange& change) {
    return std::visit(
        Overloaded{
            [](scp::DataBits bits) { return "<databits " + std::to_string(bits.count) + ">"; },
            [](scp::StopBits bits) { return "<stopbits " + std::to_string(bits.count) + ">"; },
            [](scp::Parity parity) {
              return "<parity " + std::to_string(static_cast<int>(parity)) + ">";
            },
        },
        change);
  }

  TimePoint now{};
  scp::Runner runner;
};

}  // namespace dial::script::test
