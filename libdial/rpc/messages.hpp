#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dial/dialer.hpp"
#include "dial/types.hpp"
#include "rpc/codec.hpp"

// The structures of org.libdial.Dial.varlink and their JSON. from_json fails with kInvalidParameter
// and names the field that is missing, unknown or of the wrong type.
namespace dial::rpc {

inline constexpr std::string_view kInterface = "org.libdial.Dial";

struct DialCall {
  DialParameters parameters;
  bool acknowledge = false;
};
struct DialReply {
  Notification notification;  // sequence 0: the dial was accepted
  std::string token;          // in the first reply only
};
struct AcknowledgeCall {
  ConnectionId connection;
  std::string token;
  std::uint64_t sequence = 0;
};
struct CancelCall {
  ConnectionId connection;
  std::string token;
};
struct ResumeCall {
  ConnectionId connection;
  ResumeInput input;
};
struct HangUpCall {
  ConnectionId connection;
  bool force = false;
};
struct DisconnectCall {
  std::string entry;
  bool force = false;
};
struct HangUpReply {
  bool closed = false;
  std::vector<uid_t> holders;
};

Json to_json(const Error& error);
Json to_json(const ConnectionStatus& status);
Json to_json(const Statistics& statistics);
Json to_json(const ProfileInfo& profile);
Json to_json(const WatchEvent& event);
Json to_json(const DialCall& call);
Json to_json(const DialReply& reply);
Json to_json(const AcknowledgeCall& call);
Json to_json(const CancelCall& call);
Json to_json(const ResumeCall& call);
Json to_json(const HangUpCall& call);
Json to_json(const DisconnectCall& call);
Json to_json(const HangUpReply& reply);

// T is any of the structures above.
template <class T>
Result<T> from_json(const Json& json);

}  // namespace dial::rpc
