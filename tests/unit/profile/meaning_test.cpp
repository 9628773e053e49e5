// Keys that are good alone and make no sense together.
#include <doctest/doctest.h>

#include "profile/profile.hpp"

using namespace dial::profile;

namespace {

const std::string kTop = "number='1'\nuser='joe'\nline.device='/d'\n";

std::vector<std::string> problems(const std::string& text) {
  const auto profile = parse_profile(text, "isp.toml");
  std::vector<std::string> all;
  if (profile) return all;
  for (const Diagnostic& diagnostic : profile.error())
    all.push_back(to_string(diagnostic));
  return all;
}

// Exactly one problem, which begins so.
void check_refused(const std::string& tail, std::string_view start) {
  CAPTURE(tail);
  const auto found = problems(kTop + tail);
  REQUIRE(found.size() == 1);
  CHECK_MESSAGE(found[0].starts_with("isp.toml:" + std::string(start)), found[0]);
}

void check_good(const std::string& tail) {
  const auto found = problems(kTop + tail);
  CHECK_MESSAGE(found.empty(), found.front());
}

}  // namespace

TEST_SUITE("profile::check_meaning") {
  TEST_CASE("software flow control has XON and XOFF escaped, unless accm says otherwise") {
    const auto profile = parse_profile(kTop + "line.flow_control='software'\n", "isp.toml");
    REQUIRE(profile);
    CHECK(profile->ppp.accm == 0x000a0000);
    CHECK(flow_control_characters(*profile) == 0x000a0000);
    check_good("line.flow_control='software'\nppp.accm=0xffffffff\n");
    check_good("ppp.accm=0\n");
    check_refused("line.flow_control='software'\nppp.accm=0x00080000\n",
                  "5:10: `accm` leaves out XON or XOFF");
  }

  TEST_CASE("a login in seven bits makes its parity itself, and needs a login") {
    check_good("[script]\nline='7e1'\nlogin='ogin: joe'\n");
    check_good("[script]\nline='7o1'\nterminal='after_dial'\n");
    check_refused("[script]\nline='7e1'\n", "5:6: `line` has no use");
    check_refused("line.parity='even'\nscript.line='7e1'\nscript.login='x'\n",
                  "5:13: `line` makes the parity bit itself");
  }

  TEST_CASE("what a packet dials has an interface, a way to it, and nobody to ask") {
    check_good("on_demand=true\nip.default_route=true\nlimits.idle='5m'\n");
    check_good("on_demand=true\nip.routes=['10.1.0.0/16']\n");
    check_good("on_demand=true\nip.remote='10.0.0.1'\n");
    check_refused("on_demand=true\n", "4:11: `on_demand` has no use: nothing leads packets");
    check_refused("on_demand=true\npersistent=true\nip.default_route=true\n",
                  "4:11: `on_demand` and `persistent` contradict each other");
    check_refused("on_demand=true\ndatapath='memory'\nip.default_route=true\n",
                  "4:11: `on_demand` needs an interface");
    check_refused("on_demand=true\nscript.terminal='after_dial'\nip.default_route=true\n",
                  "4:11: `on_demand` and [script] terminal contradict each other");
  }

  TEST_CASE("tone and pulse are said once") {
    const auto pulse = parse_profile(kTop + "location.dialling='pulse'\n", "isp.toml");
    REQUIRE(pulse);
    CHECK(pulse->modem.dial_command == "ATDP");
    check_good("location.dialling='pulse'\nmodem.dial_command='ATD'\n");
    check_refused("location.dialling='pulse'\nmodem.dial_command='ATDT'\n",
                  "5:20: `dial_command` says tone");
    check_refused("location.dialling='tone'\nmodem.dial_command='ATDP'\n",
                  "5:20: `dial_command` says pulse");
    check_good("modem.dial_command='ATDP'\n");
  }

  TEST_CASE("two prefixes for an outside line are one too many") {
    check_refused("location.outside_line='0'\nmodem.prefix='0'\n", "5:14: `prefix` and [location]");
  }

  TEST_CASE("a number that is too long only with what stands before it is refused") {
    const std::string long_number = std::string(120, '5');
    const auto found = problems("number='" + long_number +
                                "'\nline.device='/d'\nlocation.outside_line='0123456789'\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].starts_with("isp.toml:1:8: `number` cannot be dialled with what stands before"));
  }

  TEST_CASE("a direct line has no dialling at all") {
    const auto found = problems(
        "country_code=49\nline.device='/d'\n[modem]\ntype='direct'\nwait_for_dial_tone=false\n");
    REQUIRE(found.size() == 2);
    CHECK(found[0].starts_with("isp.toml:1:14: `country_code` has no use here"));
    CHECK(found[1].starts_with("isp.toml:5:20: `wait_for_dial_tone` is for a modem"));
  }
}
