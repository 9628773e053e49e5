#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "dial/types.hpp"
#include "policy/address_exchange.hpp"
#include "policy/call_limits.hpp"
#include "policy/target.hpp"
#include "session/established.hpp"

namespace dial::manager {

// Another number with each change of what is written, here or in the session.
inline constexpr std::uint32_t kHandOverVersion = 2;

// The interface of a call on demand, which is to stand by when the call is over.
struct StandingBy {
  // More would not fit into the page that a kill leaves whole.
  static constexpr std::size_t kMostFlows = 128;

  unsigned number = 0;   // among the entries on demand
  Ipv4Address address;   // ours between calls
  std::string made_for;  // what its profile said about it
  std::vector<policy::AddressExchange::Flow> flows;
  bool operator==(const StandingBy&) const = default;
};

// A connection that is up, as a later manager needs it to go on: who it belongs to, what was asked
// for, the account of the call, and its session.
struct HandOver {
  ConnectionId id;
  std::string entry;
  std::string device;
  std::string number;
  uid_t owner = 0;
  std::vector<gid_t> groups;
  std::map<uid_t, unsigned> references;
  DialParameters parameters;      // but for what only the client of then knows
  policy::Target way;             // by which it is up
  ConnectionId required;          // which this one holds; 0: none
  std::uint64_t told_before = 0;  // notifications, by connections of the operation that failed
  policy::Accounted accounted;
  TimePoint started;  // by the machine's steady clock
  TimePoint connected;
  session::Established established;
  std::optional<StandingBy> standing_by = {};  // nullopt: its interface ends with it
};

// With a version: nothing of another one is read.
Buffer encode(const HandOver& hand_over);
std::optional<HandOver> decode_hand_over(Octets octets);

}  // namespace dial::manager
