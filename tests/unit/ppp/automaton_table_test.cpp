#include "ppp/automaton_table.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace dial::ppp;

namespace {

constexpr std::array<const char*, kAutomatonEvents> kRows = {
    "Up",  "Down", "Open", "Close", "TO+", "TO-",  "RCR+", "RCR-",
    "RCA", "RCN",  "RTR",  "RTA",   "RUC", "RXJ+", "RXJ-", "RXR"};

// In the order in which the RFC prints several actions of one cell.
const std::vector<std::pair<std::string, unsigned>> kNames = {
    {"tld", action::tld}, {"tls", action::tls}, {"irc", action::irc}, {"zrc", action::zrc},
    {"scr", action::scr}, {"sca", action::sca}, {"scn", action::scn}, {"str", action::str},
    {"sta", action::sta}, {"scj", action::scj}, {"ser", action::ser}, {"tlu", action::tlu},
    {"tlf", action::tlf}};

std::string printed(Step step) {
  if (step.next < 0) return "-";
  std::string text;
  for (const auto& [name, bit] : kNames)
    if ((step.actions & bit) != 0) text += (text.empty() ? "" : ",") + name;
  return text + (text.empty() ? "" : "/") + std::to_string(step.next);
}

// The cells of the printed table by row; the letters of its footnotes are left out.
std::map<std::string, std::vector<std::string>> printed_table() {
  std::map<std::string, std::vector<std::string>> rows;
  std::ifstream file(std::string(DIAL_TEST_DATA) + "/rfc1661_states.txt");
  for (std::string line; std::getline(file, line);) {
    const auto bar = line.find('|');
    if (bar == std::string::npos || line.starts_with('#')) continue;
    std::istringstream head(line.substr(0, bar));
    std::string name;
    head >> name;
    if (name.empty() || name == "Events") continue;
    std::istringstream cells(line.substr(bar + 1));
    for (std::string cell; cells >> cell;) {
      while (std::string("rpx").find(cell.back()) != std::string::npos)
        cell.pop_back();
      rows[name].push_back(cell);
    }
  }
  return rows;
}

}  // namespace

TEST_SUITE("ppp::automaton_table") {
  TEST_CASE("all 160 cells are those of the table printed in RFC 1661 4.1") {
    const auto rows = printed_table();
    REQUIRE(rows.size() == kAutomatonEvents);
    for (std::size_t event = 0; event < kAutomatonEvents; ++event) {
      const auto& cells = rows.at(kRows[event]);
      REQUIRE(cells.size() == kAutomatonStates);
      for (std::size_t state = 0; state < kAutomatonStates; ++state) {
        CAPTURE(kRows[event]);
        CAPTURE(state);
        CHECK(printed(step_for(static_cast<AutomatonEvent>(event),
                               static_cast<AutomatonState>(state))) == cells[state]);
      }
    }
  }
}
