#include "cli/top_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "cli/text.hpp"
#include "rpc/codec.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::cli;

namespace {

TopSample sample(std::uint64_t received, std::uint64_t sent = 0, std::uint64_t id = 1) {
  TopSample made;
  made.status.id = {id};
  made.status.entry = id == 1 ? "isp" : "other";
  made.status.device = "/dev/ttyS0";
  made.status.state = State::kConnected;
  made.counters.bytes_received = received;
  made.counters.bytes_sent = sent;
  made.counters.connected = 75s;
  return made;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

// A view that has seen these counts of received octets, a second apart.
TopView view_of(const std::vector<std::uint64_t>& received, bool has_utf8 = true) {
  TopView view(has_utf8);
  TimePoint now;
  for (const std::uint64_t count : received)
    view.handle_sample({sample(count)}, now += 1s);
  return view;
}

}  // namespace

TEST_SUITE("cli::TopView") {
  TEST_CASE("a rate is the octets since the sample before, by the time that has passed") {
    TopView view(true);
    view.handle_sample({sample(1000, 100)}, TimePoint(1s));
    CHECK(
        has(view.lines("12:00:00"), "receiving 0 B/s, sending 0 B/s, received 1.0 kB, sent 100 B"));
    view.handle_sample({sample(4000, 100)}, TimePoint(3s));
    CHECK(has(view.lines("12:00:02"), "receiving 1.5 kB/s, sending 0 B/s"));
  }

  TEST_CASE("counters that begin anew, and a clock that stands still, give no rate") {
    TopView view(true);
    view.handle_sample({sample(1000)}, TimePoint(1s));
    view.handle_sample({sample(10)}, TimePoint(2s));
    CHECK(has(view.lines(""), "receiving 0 B/s"));
    view.handle_sample({sample(1000)}, TimePoint(2s));
    CHECK(has(view.lines(""), "receiving 0 B/s"));
  }

  TEST_CASE(
      "a plot is as high as its greatest value, newest at the right, a little is not nothing") {
    // Rates 1000, 500, 1, 0.
    const auto lines = lines_of(view_of({0, 1000, 1500, 1501, 1501}).screen(20, 30, "now"));
    const auto title = std::ranges::find_if(
        lines, [](const auto& line) { return line.starts_with("isp: receiving"); });
    REQUIRE(title != lines.end());
    CHECK(title[1] == std::string(16, ' ') + "█   ");
    CHECK(title[2] == std::string(16, ' ') + "█   ");
    CHECK(title[3] == std::string(16, ' ') + "██  ");
    CHECK(title[4] == std::string(16, ' ') + "██▁ ");
  }

  TEST_CASE("without UTF-8 there is no octet above 127") {
    const std::string text = view_of({0, 1000, 1500, 1501}, false).screen(79, 30, "now");
    CHECK(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; }));
    CHECK(has(text, "#"));
  }

  TEST_CASE("a screen has no more lines and columns than there are, whatever is shown") {
    TopView view(true);
    for (std::uint64_t i = 0; i < 300; ++i)
      view.handle_sample({sample(i * i, i, 1), sample(i, i * 7, 2)}, TimePoint(i * 1s));
    for (std::size_t rows = 1; rows < 40; ++rows) {
      for (const std::size_t columns : {1U, 2U, 3U, 17U, 80U, 400U}) {
        const auto lines = lines_of(view.screen(columns, rows, "now"));
        CHECK(lines.size() <= rows);
        CHECK(std::ranges::all_of(lines,
                                  [&](const auto& line) { return width_of(line) <= columns; }));
      }
    }
    CHECK(lines_of(view.screen(80, 30, "now")).size() > 20);
  }

  TEST_CASE("a connection that has gone is no longer shown, and one that comes begins at no rate") {
    TopView view(true);
    view.handle_sample({sample(10)}, TimePoint(1s));
    view.handle_sample({sample(10'000, 0, 2)}, TimePoint(2s));
    CHECK_FALSE(has(view.screen(80, 30, "now"), "isp"));
    CHECK(has(view.lines("now"), "other  Connected  receiving 0 B/s"));
    view.handle_sample({}, TimePoint(3s));
    CHECK(view.lines("now") == "now  no connections\n");
    CHECK(has(view.screen(80, 30, "now"), "0 connections"));
  }

  TEST_CASE("a name cannot steer the terminal") {
    TopView view(true);
    TopSample wild = sample(1);
    wild.status.entry = "a\x1b[2J";
    view.handle_sample({wild}, TimePoint(1s));
    CHECK_FALSE(has(view.screen(80, 30, "now") + view.lines("now"), "\x1b"));
  }

  TEST_CASE("for a program it is one document with the rates") {
    const auto json = rpc::Json::parse(view_of({0, 1500}).json());
    REQUIRE(json["connections"].size() == 1);
    CHECK(json["connections"][0]["bytes_received_per_second"] == 1500);
    CHECK(json["connections"][0]["bytes_sent_per_second"] == 0);
    CHECK(json["connections"][0]["counters"]["bytes_received"] == 1500);
    CHECK(json["connections"][0]["connection"]["entry"] == "isp");
  }
}
