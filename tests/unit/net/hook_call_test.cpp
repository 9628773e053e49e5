// Hooks see what pppd(8) gives /etc/ppp/ip-up and ip-down.
#include "net/hook_call.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

using namespace dial;
using namespace dial::net;

namespace {

profile::Profile some_profile() {
  profile::Profile profile;
  profile.name = "isp";
  profile.user = "joe";
  profile.line.device = "/dev/ttyS1";
  profile.line.speed = 57600;
  profile.hooks.up = "/usr/local/bin/up";
  profile.hooks.down = "/usr/local/bin/down";
  profile.hooks.parameter = "office";
  profile.hooks.limit = Duration(5'000);
  return profile;
}

Projection some_projection() {
  return {.local = *parse_ipv4("10.64.0.2"), .remote = *parse_ipv4("10.64.0.1")};
}

HookCall call(HookStage stage) {
  const Statistics totals{
      .bytes_sent = 100, .bytes_received = 2000, .connected = std::chrono::milliseconds(61'900)};
  return hook_call(stage, some_profile(), "ppp0", some_projection(),
                   {"9.9.9.9", "1.1.1.1", "8.8.8.8"}, totals);
}

std::string value_of(const HookCall& call, const std::string& name) {
  for (const std::string& each : call.environment) {
    if (each.starts_with(name + "=")) return each.substr(name.size() + 1);
  }
  return "absent";
}

}  // namespace

TEST_SUITE("net::hook_call") {
  TEST_CASE("the six arguments are interface, device, speed, our address, the peer's, parameter") {
    CHECK(call(HookStage::kUp).arguments == std::vector<std::string>{"ppp0", "/dev/ttyS1", "57600",
                                                                     "10.64.0.2", "10.64.0.1",
                                                                     "office"});
    CHECK(call(HookStage::kUp).program == "/usr/local/bin/up");
    CHECK(call(HookStage::kDown).program == "/usr/local/bin/down");
    CHECK(call(HookStage::kUp).limit == Duration(5'000));
  }

  TEST_CASE("the environment has the names of pppd and those of Debian's /etc/ppp/ip-up") {
    const std::pair<const char*, std::string> wanted[] = {{"PPP_IFACE", "ppp0"},
                                                          {"PPP_TTY", "/dev/ttyS1"},
                                                          {"PPP_SPEED", "57600"},
                                                          {"PPP_LOCAL", "10.64.0.2"},
                                                          {"PPP_REMOTE", "10.64.0.1"},
                                                          {"PPP_IPPARAM", "office"},
                                                          {"DEVICE", "/dev/ttyS1"},
                                                          {"IFNAME", "ppp0"},
                                                          {"SPEED", "57600"},
                                                          {"IPLOCAL", "10.64.0.2"},
                                                          {"IPREMOTE", "10.64.0.1"},
                                                          {"LINKNAME", "isp"},
                                                          {"CALL_FILE", "isp"},
                                                          {"PPPLOGNAME", "joe"},
                                                          {"DNS1", "9.9.9.9"},
                                                          {"DNS2", "1.1.1.1"},
                                                          {"DNS3", "absent"},
                                                          {"USEPEERDNS", "absent"},
                                                          {"PPPD_PID", std::to_string(::getpid())}};
    for (const auto& [name, value] : wanted) {
      CAPTURE(name);
      CHECK(value_of(call(HookStage::kUp), name) == value);
      CHECK(value_of(call(HookStage::kDown), name) == value);
    }
    CHECK(value_of(call(HookStage::kUp), "PATH").find("/usr/sbin") != std::string::npos);
  }

  TEST_CASE("only the end has figures: whole seconds and octets of packets") {
    CHECK(value_of(call(HookStage::kDown), "CONNECT_TIME") == "61");
    CHECK(value_of(call(HookStage::kDown), "BYTES_SENT") == "100");
    CHECK(value_of(call(HookStage::kDown), "BYTES_RCVD") == "2000");
    CHECK(value_of(call(HookStage::kUp), "CONNECT_TIME") == "absent");
  }

  TEST_CASE("a call comes back from the journal as it was") {
    for (const HookStage stage : {HookStage::kUp, HookStage::kDown}) {
      HookCall wanted = call(stage);
      CHECK(hook_call_of(record_of(wanted)) == wanted);
      wanted.system = false;
      wanted.program.clear();
      CHECK(hook_call_of(record_of(wanted)) == wanted);
    }
  }
}
