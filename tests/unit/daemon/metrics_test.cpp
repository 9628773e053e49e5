// The figures for Prometheus: what is counted, and how it is written (text exposition format
// 0.0.4).
#include <doctest/doctest.h>

#include "exposition.hpp"
#include "metrics_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::daemon;
using namespace dial::test;

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

  TEST_CASE("all that the dials before a redial have counted stays in the sums, each in its own") {
    Rig rig;
    rig.tell(State::kOpenPort);
    rig.live[{1}] = {.bytes_sent = 1,
                     .bytes_received = 2,
                     .packets_sent = 3,
                     .packets_received = 4,
                     .fcs_errors = 5,
                     .framing_errors = 6,
                     .line_bytes_sent = 7,
                     .line_bytes_received = 8,
                     .connected = 9s};
    rig.metrics.on_change(rig.event(State::kConnectDevice, ErrorCode::kLineBusy));
    rig.live[{1}] = {};
    rig.tell(State::kOpenPort);
    const Parsed parsed = parse(rig.metrics.text());
    double counted = 0;
    for (const std::string what :
         {"sent_bytes", "received_bytes", "sent_packets", "received_packets", "fcs_errors",
          "framing_errors", "line_sent_bytes", "line_received_bytes", "connected_seconds"})
      CHECK(parsed.samples.at("dial_" + what + "_total{entry=\"isp\"}") == ++counted);
  }

  TEST_CASE("what was done for a modem is told as the entry counts it, step by step") {
    Rig rig;
    WatchEvent event = rig.event(State::kOpenPort);
    event.status.recovery = {.resets = 4, .restarts = 3, .usb_resets = 2, .power_hooks = 1};
    rig.metrics.on_change(event);
    double done = 4;
    for (const std::string step : {"reset", "restart", "usb", "power"})
      CHECK(rig.value("dial_recovery_total{entry=\"isp\",step=\"" + step + "\"}") == done--);
  }

  TEST_CASE("a connection that was up before the daemon is up, and was not dialled by it") {
    Rig rig;
    WatchEvent present = rig.event(State::kConnected);
    present.kind = WatchEvent::Kind::kPresent;
    rig.metrics.on_change(present);
    CHECK(rig.value("dial_up{entry=\"isp\",device=\"/dev/ttyS0\"}") == 1);
    CHECK(rig.value("dial_setup_seconds_count{entry=\"isp\"}") == 0);
    WatchEvent dialling = rig.event(State::kOpenPort);
    dialling.kind = WatchEvent::Kind::kPresent;
    rig.metrics.on_change(dialling);
    CHECK(rig.value("dial_attempts_total{entry=\"isp\"}") == 0);
    CHECK(rig.value("dial_dials_total{entry=\"isp\"}") == 0);
  }

  TEST_CASE("that events were lost, or that no more come, is no figure of any entry") {
    for (const auto kind : {WatchEvent::Kind::kLost, WatchEvent::Kind::kEnd}) {
      Rig rig;
      WatchEvent event = rig.event(State::kConnected);
      event.kind = kind;
      event.status.entry = "none";
      rig.metrics.on_change(event);
      CHECK_FALSE(parse(rig.metrics.text()).samples.contains("dial_dials_total{entry=\"none\"}"));
    }
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

  TEST_CASE("a dial that took as long as the bound of a class says is of that class") {
    Rig rig;
    WatchEvent event = rig.event(State::kConnected);
    event.status.age = 20s;
    rig.metrics.on_change(event);
    CHECK(rig.value("dial_setup_seconds_bucket{entry=\"isp\",le=\"10\"}") == 0);
    CHECK(rig.value("dial_setup_seconds_bucket{entry=\"isp\",le=\"20\"}") == 1);
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
