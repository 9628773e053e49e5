#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/render.hpp"

using namespace dial;
using namespace dial::cli;
using Json = nlohmann::json;

namespace {

const ConnectionStatus kStatus{
    .id = {5}, .entry = "isp", .device = "/dev/ttyS0", .state = State::kConnected, .error = {}};

// One document on one line.
Json parsed(const std::string& text) {
  REQUIRE(std::ranges::count(text, '\n') == 1);
  REQUIRE(text.back() == '\n');
  return Json::parse(text);
}

}  // namespace

TEST_SUITE("cli::render as JSON") {
  TEST_CASE("an error is the problem that the daemon's Failed carries") {
    const Json json =
        parsed(error_json({ErrorCode::kLineBusy, Layer::kModem, "dialling", "BUSY", 0}));
    CHECK(json["problem"]["code"] == 676);
    CHECK(json["problem"]["name"] == "ERROR_LINE_BUSY");
    CHECK(json["problem"]["layer"] == "modem");
    CHECK(json["problem"]["raw"] == "BUSY");
    CHECK(json["problem"]["hint"] == error_hint(ErrorCode::kLineBusy));
  }

  TEST_CASE("a notification has the fields of a reply of Dial") {
    const Json json = parsed(notification_json(
        {.connection = {5}, .sequence = 3, .state = State::kConnectDevice, .error = {}}));
    CHECK(json["connection"] == 5);
    CHECK(json["sequence"] == 3);
    CHECK(json["state"] == "ConnectDevice");
    CHECK(json["state_number"] == 2);
    CHECK(json["error"].is_null());
    CHECK(json["subentry"] == 1);
  }

  TEST_CASE("a status has its counters beside it when they are known") {
    const Statistics counters{.bytes_sent = 7};
    const Json both = parsed(status_json(kStatus, &counters));
    CHECK(both["connection"]["connection"] == 5);
    CHECK(both["connection"]["state"] == "Connected");
    CHECK(both["counters"]["bytes_sent"] == 7);
    CHECK_FALSE(parsed(status_json(kStatus, nullptr)).contains("counters"));
  }

  TEST_CASE("lists are arrays under their Varlink names, empty ones too") {
    CHECK(parsed(list_json({kStatus}, {}))["connections"][0]["entry"] == "isp");
    CHECK(parsed(list_json({}, {{"x", {"Waits."}}}))["waiting"] ==
          Json{{{"entry", "x"}, {"sentences", {"Waits."}}}});
    CHECK(parsed(list_json({}, {})) ==
          Json{{"connections", Json::array()}, {"waiting", Json::array()}});
    CHECK(parsed(profiles_json({{.name = "isp"}}))["profiles"][0]["name"] == "isp");
    CHECK(parsed(profile_text_json("a\nb")) == Json{{"text", "a\nb"}});
    CHECK(parsed(disconnected_json({false, {1000}})) ==
          Json{{"closed", false}, {"holders", {1000}}});
    const Json change = parsed(change_json({.sequence = 9, .status = kStatus}));
    CHECK(change["sequence"] == 9);
    CHECK(change["connection"]["entry"] == "isp");
  }

  TEST_CASE("words of a modem that are no UTF-8 do not break the document") {
    const Json json = parsed(error_json({ErrorCode::kLineBusy, Layer::kModem, "", "B\xff\xc3", 0}));
    CHECK(json["problem"]["raw"] == "B\ufffd\ufffd");
  }
}
