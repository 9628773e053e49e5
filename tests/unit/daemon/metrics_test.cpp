// The figures for Prometheus: what is counted, and how it is written (text exposition format
// 0.0.4).
#include "metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "exposition.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::daemon;

namespace {

// name{labels} → value, and what is not as the format has it.
struct Parsed {
  std::map<std::string, double> samples;
  std::map<std::string, std::string> types;
  std::vector<std::string> mistakes;
};

// The name of the family a sample belongs to.
std::string family_of(const Parsed& parsed, const std::string& name) {
  for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
    if (!name.ends_with(suffix)) continue;
    const std::string family = name.substr(0, name.size() - suffix.size());
    const auto found = parsed.types.find(family);
    if (found != parsed.types.end() && found->second == "histogram") return family;
  }
  return name;
}

Parsed parse(const std::string& text) {
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
  Metrics metrics{{.statistics = [this](ConnectionId id) -> Result<Statistics> {
                     if (live.contains(id)) return live[id];
                     return std::unexpected(Error{ErrorCode::kInvalidHandle});
                   },
                   .profiles = [this] { return profiles; },
                   .process =
                       [] {
                         return ProcessFigures{.started = 1.7e9,
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
                       .age = 12s}};
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

}  // namespace

TEST_SUITE("daemon::Metrics") {
  TEST_CASE("the text is in the exposition format, before the first dial and after the last") {
    Rig rig;
    CHECK(parse(rig.metrics.text()).mistakes == std::vector<std::string>{});
    rig.tell(State::kOpenPort);
    rig.tell(State::kConnected);
    rig.end(ErrorCode::kNoCarrier, {.connected = 5s});
    CHECK(parse(rig.metrics.text()).mistakes == std::vector<std::string>{});
  }

  TEST_CASE("counters, and nothing else, end in _total; times are seconds, octets are bytes") {
    const Parsed parsed = parse(Rig().metrics.text());
    CHECK(parsed.types.size() > 15);
    for (const auto& [name, type] : parsed.types) {
      CAPTURE(name);
      CHECK((type == "counter") == name.ends_with("_total"));
      CHECK(name.find("_ms") == std::string::npos);
      CHECK(name.starts_with("dial_"));
    }
  }

  TEST_CASE("a profile that was never dialled has its figures, a base for others has none") {
    Rig rig;
    rig.profiles.push_back({.name = "base", .abstract = true});
    rig.profiles.push_back({.name = "wrong", .problem = "wrong.toml:1:1: no"});
    const Parsed parsed = parse(rig.metrics.text());
    CHECK(parsed.samples.at("dial_up{entry=\"isp\",device=\"/dev/ttyS0\"}") == 0);
    CHECK(parsed.samples.at("dial_dials_total{entry=\"isp\"}") == 0);
    CHECK_FALSE(parsed.samples.contains("dial_dials_total{entry=\"base\"}"));
    CHECK(parsed.samples.at("dial_profiles{state=\"ok\"}") == 1);
    CHECK(parsed.samples.at("dial_profiles{state=\"broken\"}") == 1);
  }

  TEST_CASE("a dial that fails counts as one dial and one failure, with its error") {
    Rig rig;
    rig.tell(State::kOpenPort);
    rig.metrics.on_change(rig.event(State::kConnectDevice, ErrorCode::kLineBusy));
    rig.end(ErrorCode::kLineBusy, {});
    CHECK(rig.value("dial_dials_total{entry=\"isp\"}") == 1);
    CHECK(rig.value(
              "dial_dials_failed_total{entry=\"isp\",code=\"676\",error=\"ERROR_LINE_BUSY\"}") ==
          1);
    CHECK(rig.value("dial_setup_seconds_count{entry=\"isp\"}") == 0);
  }

  TEST_CASE("a redial is another attempt of one dial, and another dial another dial") {
    Rig rig;
    for (int attempt = 0; attempt < 3; ++attempt) {
      rig.tell(State::kOpenPort);
      rig.metrics.on_change(rig.event(State::kConnectDevice, ErrorCode::kLineBusy));
    }
    rig.end(ErrorCode::kLineBusy, {});
    CHECK(rig.value("dial_dials_total{entry=\"isp\"}") == 1);
    CHECK(rig.value("dial_attempts_total{entry=\"isp\"}") == 3);
    rig.tell(State::kOpenPort);
    CHECK(rig.value("dial_dials_total{entry=\"isp\"}") == 2);
    CHECK(rig.value("dial_attempts_total{entry=\"isp\"}") == 4);
  }

  TEST_CASE("what the dials before a redial carried on the line stays in the sum") {
    Rig rig;
    rig.tell(State::kOpenPort);
    rig.live[{1}] = {.line_bytes_sent = 40};
    rig.metrics.on_change(rig.event(State::kConnectDevice, ErrorCode::kLineBusy));
    const std::string sample = "dial_line_sent_bytes_total{entry=\"isp\"}";
    CHECK(rig.value(sample) == 40);
    rig.live[{1}] = {.line_bytes_sent = 0};  // the next dial counts from 0
    rig.tell(State::kOpenPort);
    CHECK(rig.value(sample) == 40);
    rig.live[{1}] = {.line_bytes_sent = 7};
    CHECK(rig.value(sample) == 47);
    rig.end(ErrorCode::kLineBusy, {.line_bytes_sent = 9});
    CHECK(rig.value(sample) == 49);
  }

  TEST_CASE("what a connection carries is counted while it lives and once when it has ended") {
    Rig rig;
    rig.tell(State::kOpenPort);
    rig.tell(State::kConnected);
    rig.live[{1}] = {.bytes_sent = 100, .connected = 1500ms};
    CHECK(rig.value("dial_sent_bytes_total{entry=\"isp\"}") == 100);
    CHECK(rig.value("dial_connected_seconds_total{entry=\"isp\"}") == 1.5);
    CHECK(rig.value("dial_up{entry=\"isp\",device=\"/dev/ttyS0\"}") == 1);
    rig.end(ErrorCode::kUserDisconnection, {.bytes_sent = 150, .connected = 2s});
    CHECK(rig.value("dial_sent_bytes_total{entry=\"isp\"}") == 150);
    CHECK(rig.value("dial_up{entry=\"isp\",device=\"/dev/ttyS0\"}") == 0);
    CHECK(rig.value("dial_connections_ended_total{entry=\"isp\",code=\"631\",error=\"ERROR_USER_"
                    "DISCONNECTION\"}") == 1);
    rig.tell(State::kOpenPort);
    rig.live[{1}] = {.bytes_sent = 7};
    CHECK(rig.value("dial_sent_bytes_total{entry=\"isp\"}") == 157);
  }

  TEST_CASE("how long a dial took is counted in every class that holds it") {
    Rig rig;
    rig.tell(State::kConnected);  // after 12 s
    CHECK(rig.value("dial_setup_seconds_bucket{entry=\"isp\",le=\"10\"}") == 0);
    CHECK(rig.value("dial_setup_seconds_bucket{entry=\"isp\",le=\"20\"}") == 1);
    CHECK(rig.value("dial_setup_seconds_bucket{entry=\"isp\",le=\"120\"}") == 1);
    CHECK(rig.value("dial_setup_seconds_bucket{entry=\"isp\",le=\"+Inf\"}") == 1);
    CHECK(rig.value("dial_setup_seconds_sum{entry=\"isp\"}") == 12);
  }

  TEST_CASE("a label with quotes, backslashes and line feeds stays one label") {
    Exposition out;
    out.family("dial_x", "gauge", "A test.");
    out.sample({{"entry", "a\"b\\c\nd"}}, std::uint64_t{1});
    CHECK(out.text() ==
          "# HELP dial_x A test.\n# TYPE dial_x gauge\ndial_x{entry=\"a\\\"b\\\\c\\nd\"} 1\n");
    CHECK(parse(out.text()).mistakes.empty());
  }
}
