#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/hayes_modem.hpp"

namespace dial::simulator {

// A modem, a virtual clock, and everything both sides have heard.
class ModemBench {
 public:
  explicit ModemBench(const std::vector<std::string>& entries = {}) : modem(book_of(entries)) {}

  // Types `text` in one piece; returns what the modem sent meanwhile.
  std::string type(std::string_view text) {
    modem.handle_input(octets_of(text), now);
    return settle();
  }
  // A whole command, answered without its echo.
  std::string command(std::string_view text) {
    const auto typed = std::string(text) + "\r";
    auto answer = type(typed);
    if (answer.starts_with(typed)) answer.erase(0, typed.size());
    return answer;
  }
  // Lets time pass, serving each deadline when it is due.
  std::string wait(Duration duration) {
    const auto end = now + duration;
    std::string heard;
    while (modem.poll_timeout() && *modem.poll_timeout() <= end) {
      now = std::max(now, *modem.poll_timeout());
      modem.handle_timeout(now);
      heard += take_output();
    }
    now = end;
    return heard + settle();
  }
  std::string take_line() { return std::exchange(line, {}); }

  HayesModem modem;
  TimePoint now{};
  std::string line;  // what the far end got
  std::vector<ModemEvent> events;

 private:
  static PhoneBook book_of(const std::vector<std::string>& entries) {
    PhoneBook book;
    for (const auto& entry : entries)
      (void)book.add(entry);
    return book;
  }
  std::string take_output() {
    while (auto event = modem.poll_event())
      events.push_back(*event);
    line += text_of(modem.poll_line());
    return std::string(text_of(modem.poll_output()));
  }
  std::string settle() {
    auto heard = take_output();
    while (modem.poll_timeout() && *modem.poll_timeout() <= now) {
      modem.handle_timeout(now);
      heard += take_output();
    }
    return heard;
  }
};

}  // namespace dial::simulator
