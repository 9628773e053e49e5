#include "net/hook_call.hpp"

#include <unistd.h>

#include <cstdlib>

namespace dial::net {
namespace {

// What the scripts of the machine find their programs by; diald's own may be anything.
constexpr char kPath[] = "PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

}  // namespace

HookCall hook_call(HookStage stage, const profile::Profile& profile, const std::string& interface,
                   const Projection& projection, const std::vector<std::string>& name_servers,
                   const Statistics& totals) {
  const profile::Hooks& hooks = profile.hooks;
  HookCall call{
      .stage = stage,
      .entry = profile.name,
      .program = stage == HookStage::kUp ? hooks.up : hooks.down,
      .system = hooks.system,
      .arguments = {interface, profile.line.device, std::to_string(profile.line.speed),
                    to_string(projection.local), to_string(projection.remote), hooks.parameter},
      .environment = {kPath},
      .limit = hooks.limit};
  const auto set = [&](const char* name, const std::string& value) {
    call.environment.push_back(std::string(name) + "=" + value);
  };
  // Debian's /etc/ppp/ip-up makes these of the arguments.
  constexpr const char* kOfArguments[] = {"PPP_IFACE", "PPP_TTY",    "PPP_SPEED",
                                          "PPP_LOCAL", "PPP_REMOTE", "PPP_IPPARAM"};
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    set(kOfArguments[i], call.arguments[i]);
  // pppd(8), SCRIPTS.
  set("DEVICE", profile.line.device);
  set("IFNAME", interface);
  set("SPEED", std::to_string(profile.line.speed));
  set("IPLOCAL", to_string(projection.local));
  set("IPREMOTE", to_string(projection.remote));
  set("LINKNAME", profile.name);
  set("CALL_FILE", profile.name);
  set("PPPD_PID", std::to_string(::getpid()));
  if (!profile.user.empty()) set("PPPLOGNAME", profile.user);
  for (std::size_t i = 0; i < name_servers.size() && i < 2; ++i)
    set(i == 0 ? "DNS1" : "DNS2", name_servers[i]);
  if (stage == HookStage::kUp) return call;
  set("CONNECT_TIME",
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(totals.connected).count()));
  set("BYTES_SENT", std::to_string(totals.bytes_sent));
  set("BYTES_RCVD", std::to_string(totals.bytes_received));
  return call;
}

JournalRecord record_of(const HookCall& call) {
  return {.kind = "hooks",
          .values = {{"entry", {call.entry}},
                     {"stage", {call.stage == HookStage::kUp ? "up" : "down"}},
                     {"program", {call.program}},
                     {"system", {call.system ? "yes" : "no"}},
                     {"arguments", call.arguments},
                     {"environment", call.environment},
                     {"limit", {std::to_string(call.limit.count())}}}};
}

HookCall hook_call_of(const JournalRecord& record) {
  const auto list = [&](const std::string& name) {
    const auto found = record.values.find(name);
    return found == record.values.end() ? std::vector<std::string>() : found->second;
  };
  HookCall call{.stage = record.value("stage") == "up" ? HookStage::kUp : HookStage::kDown,
                .entry = record.value("entry"),
                .program = record.value("program"),
                .system = record.value("system") == "yes",
                .arguments = list("arguments"),
                .environment = list("environment")};
  const long limit = std::strtol(record.value("limit").c_str(), nullptr, 10);
  if (limit > 0) call.limit = Duration(limit);
  return call;
}

}  // namespace dial::net
