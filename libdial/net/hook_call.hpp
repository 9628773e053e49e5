#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "dial/types.hpp"
#include "net/journal.hpp"
#include "profile/profile.hpp"

namespace dial::net {

enum class HookStage : std::uint8_t { kUp, kDown };

// What is run for a connection, as pppd(8) runs /etc/ppp/ip-up and ip-down.
struct HookCall {
  HookStage stage = HookStage::kUp;
  std::string entry;    // the profile's name; calls of one entry run one after the other
  std::string program;  // the profile's own; empty: none
  bool system = true;   // those of the machine, too
  std::vector<std::string> arguments;    // interface, device, speed, local, remote, parameter
  std::vector<std::string> environment;  // "NAME=VALUE"
  Duration limit{30'000};                // of each program

  bool operator==(const HookCall&) const = default;
};

// Both calls of a connection; that for its end has the figures so far.
HookCall hook_call(HookStage stage, const profile::Profile& profile, const std::string& interface,
                   const Projection& projection, const std::vector<std::string>& name_servers,
                   const Statistics& totals);

JournalRecord record_of(const HookCall& call);
HookCall hook_call_of(const JournalRecord& record);

}  // namespace dial::net
