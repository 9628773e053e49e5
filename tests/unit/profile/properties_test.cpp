#include "profile/properties.hpp"

#include <doctest/doctest.h>

#include <set>

#include "profile/edit.hpp"

using namespace dial;
using namespace dial::profile;

namespace {

constexpr std::string_view kText = R"(number = '1'
[line]
device = '/dev/ttyS0'
[modem]
init = ['ATZ']
[ppp]
accm = 0x000a0000
authentication = ['chap']
[x.site]
"who to ask" = 'Joe'
since = 1999-01-01
)";

PropertyValue text(std::string value) {
  return value;
}

// What the parser says are the keys of a table.
std::set<std::string> keys_of_table(const std::string& table) {
  const auto profile = parse_profile(
      table.empty() ? "qqqqqqqqqqqq = 1" : "[" + table + "]\nqqqqqqqqqqqq = 1", "isp.toml");
  REQUIRE_FALSE(profile);
  std::set<std::string> keys;
  for (const Diagnostic& diagnostic : profile.error()) {
    const auto at = diagnostic.message.find("the keys here are ");
    if (at == std::string::npos) continue;
    std::string list = diagnostic.message.substr(at + 18) + ", ";
    for (std::size_t end = list.find(", "); end != std::string::npos; end = list.find(", ")) {
      keys.insert((table.empty() ? "" : table + ".") + list.substr(0, end));
      list.erase(0, end + 2);
    }
  }
  return keys;
}

}  // namespace

TEST_SUITE("profile::Properties") {
  TEST_CASE("what the file says is told by dotted key, and nothing else") {
    const Properties set = set_properties(kText);
    CHECK(set == Properties{{"number", text("1")},
                            {"line.device", text("/dev/ttyS0")},
                            {"modem.init", std::vector<std::string>{"ATZ"}},
                            {"ppp.accm", std::int64_t{0xa0000}},
                            {"ppp.authentication", std::vector<std::string>{"chap"}},
                            {"x.site.\"who to ask\"", text("Joe")}});
  }

  TEST_CASE("what counts has every key, with the defaults of docs/profile.md") {
    const auto profile = parse_profile(kText, "isp.toml");
    REQUIRE(profile);
    const Properties all = effective_properties(*profile);
    CHECK(all.at("number") == text("1"));
    CHECK(all.at("user") == text(""));
    CHECK(all.at("link") == text("telephone"));
    CHECK(all.at("datapath") == text("auto"));
    CHECK(all.at("handler_limit") == text("10s"));
    CHECK(all.at("pause_limit") == text("2m"));
    CHECK_FALSE(all.contains("send_ahead"));
    CHECK(all.at("line.speed") == PropertyValue(std::int64_t{115200}));
    CHECK(all.at("line.data_bits") == PropertyValue(std::int64_t{8}));
    CHECK(all.at("line.stop_bits") == PropertyValue(std::int64_t{1}));
    CHECK(all.at("line.parity") == text("none"));
    CHECK(all.at("line.flow_control") == text("hardware"));
    CHECK(all.at("modem.type") == text("modem"));
    CHECK(all.at("modem.init") == PropertyValue(std::vector<std::string>{"ATZ"}));
    CHECK(all.at("modem.dial_command") == text("ATDT"));
    CHECK(all.at("modem.dial_timeout") == text("1m"));
    CHECK(all.at("modem.hang_up") == text("dtr"));
    CHECK(all.at("modem.guard_time") == text("1s"));
    CHECK(all.at("modem.dtr_hold") == text("500ms"));
    CHECK(all.at("ppp.mru") == PropertyValue(std::int64_t{1500}));
    CHECK(all.at("ppp.authentication") == PropertyValue(std::vector<std::string>{"chap"}));
    CHECK(all.at("ppp.restart") == text("750ms"));
    CHECK(all.at("ppp.compress_protocol") == PropertyValue(true));
    CHECK(all.at("ip.local") == text("0.0.0.0"));
    CHECK(all.at("ip.default_route") == PropertyValue(false));
  }

  TEST_CASE("every key the parser knows is a property, and the other way round") {
    const auto listed = property_keys();
    const std::set<std::string> properties(listed.begin(), listed.end());
    std::set<std::string> known;
    for (const std::string table : {"", "location", "line", "modem", "cellular", "script", "ppp",
                                    "ip", "hooks", "redial", "recovery", "limits"})
      known.merge(keys_of_table(table));
    for (const char* table : {"location", "line", "modem", "cellular", "script", "ppp", "ip",
                              "hooks", "redial", "recovery", "limits"})
      CHECK(known.erase(table) == 1);
    CHECK(properties == known);
  }

  TEST_CASE("what counts can be written down, and then counts the same") {
    constexpr std::string_view kWhole =
        "number='1'\nuser='u'\nsecret='s'\nsend_ahead=true\nline.device='/dev/ttyS0'\n"
        "modem.prefix='0'\nmodem.volume=2\nip.interface='tun0'\nscript.login=\"a '\\\\n'\\nb\"\n"
        "script.language='chat'\nscript.wait_limit='45s'\nrequires='vpn'\n"
        "limits.idle='10m'\nlimits.call='8h'\nlimits.time_per_day='2h'\n"
        "limits.megabytes_per_day=5\nlimits.dials_per_day=9\nppp.mtu=1400\nip.mss=1300\n"
        "ip.vrf='red'\nhooks.up='/bin/up'\nhooks.down='/bin/down'\nscript.variables.menu='2'\n"
        "modem.power_hook='/etc/dial/power/relay'\nrecovery.usb='reset'\n";
    const auto profile = parse_profile(kWhole, "isp.toml");
    REQUIRE(profile);
    const Properties all = effective_properties(*profile);
    CHECK(all.size() + 2 == property_keys().size());  // neither base nor namespace
    const auto written =
        edit_profile(kWhole, "isp.toml", PropertyChanges(all.begin(), all.end()), Trust::kRoot);
    REQUIRE(written);
    CHECK(set_properties(*written) == all);
    CHECK(effective_properties(*parse_profile(*written, "isp.toml")) == all);
  }
}
