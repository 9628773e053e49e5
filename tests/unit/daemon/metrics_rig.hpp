#pragma once

#include <doctest/doctest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "metrics.hpp"

// The figures for Prometheus as somebody else reads them, and what they are made of.
namespace dial::test {

// name{labels} → value, and what is not as the format has it.
struct Parsed {
  std::map<std::string, double> samples;
  std::map<std::string, std::string> types;
  std::vector<std::string> mistakes;
};

// The name of the family a sample belongs to.
inline std::string family_of(const Parsed& parsed, const std::string& name) {
  for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
    if (!name.ends_with(suffix)) continue;
    const std::string family = name.substr(0, name.size() - suffix.size());
    const auto found = parsed.types.find(family);
    if (found != parsed.types.end() && found->second == "histogram") return family;
  }
  return name;
}

inline Parsed parse(const std::string& text) {
  static const std::regex comment(R"(# (HELP|TYPE) ([a-z_]+) (.+))");
  static const std::regex sample(
      R"(([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? ([0-9.e+-]+))");
  Parsed parsed;
  std::set<std::string> helped;
  std::string present;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, comment)) {
      present = match[2];
      const bool is_new = match[1] == "HELP" ? helped.insert(present).second
                                             : parsed.types.emplace(present, match[3]).second;
      if (!is_new) parsed.mistakes.push_back("a family twice: " + line);
    } else if (std::regex_match(line, match, sample)) {
      if (family_of(parsed, match[1]) != present) parsed.mistakes.push_back("elsewhere: " + line);
      if (!parsed.samples.emplace(match[1].str() + match[2].str(), std::stod(match[3])).second)
        parsed.mistakes.push_back("a sample twice: " + line);
    } else {
      parsed.mistakes.push_back("neither comment nor sample: " + line);
    }
  }
  if (!text.ends_with('\n')) parsed.mistakes.push_back("the last line does not end");
  return parsed;
}

struct Rig {
  std::map<ConnectionId, Statistics> live;
  std::vector<ProfileInfo> profiles{{.name = "isp", .device = "/dev/ttyS0"}};
  daemon::Metrics metrics{{.statistics = [this](ConnectionId id) -> Result<Statistics> {
                             if (live.contains(id)) return live[id];
                             return std::unexpected(Error{ErrorCode::kInvalidHandle});
                           },
                           .profiles = [this] { return profiles; },
                           .process =
                               [] {
                                 return daemon::ProcessFigures{.started = 1.7e9,
                                                               .cpu_seconds = 0.25,
                                                               .resident_bytes = 4096,
                                                               .open_descriptors = 12};
                               },
                           .version = "1.2.3"}};

  WatchEvent event(State state, ErrorCode code = ErrorCode::kSuccess) const {
    return {.kind = WatchEvent::Kind::kChange,
            .sequence = 1,
            .status = {.id = {1},
                       .entry = "isp",
                       .state = state,
                       .error = {code, Layer::kModem, "", "", 0},
                       .age = std::chrono::seconds(12)}};
  }
  void tell(State state) { metrics.on_change(event(state)); }
  void end(ErrorCode code, const Statistics& totals) {
    WatchEvent last = event(State::kDisconnected, code);
    last.totals = totals;
    metrics.on_change(last);
    live.clear();
  }
  double value(const std::string& sample) const {
    const Parsed parsed = parse(metrics.text());
    const auto found = parsed.samples.find(sample);
    REQUIRE_MESSAGE(found != parsed.samples.end(), sample);
    return found->second;
  }
};

}  // namespace dial::test
