#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dial/dialer.hpp"
#include "dial/dialogue.hpp"
#include "dial/types.hpp"
#include "rpc/codec.hpp"

// The structures of org.libdial.dial.varlink and their JSON. from_json fails with kInvalidParameter
// and names the field that is missing, unknown or of the wrong type; `raw` is the name alone.
namespace dial::rpc {

inline constexpr std::string_view kInterface = "org.libdial.dial";

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
  bool no_more = false;
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
struct NoParameters {};  // List, Profiles; the replies of Acknowledge, Cancel, Resume
struct WatchCall {
  std::optional<ConnectionId> connection;  // this one alone
  std::size_t queue = WatchOptions().queue;
};
struct ConnectionCall {  // Status, Statistics, Projections, Log, Terminal
  ConnectionId connection;
};
struct EntryCall {  // EntryStatus, Explain, ProfileText
  std::string entry;
};
struct StatusReply {  // Status, EntryStatus
  ConnectionStatus connection;
};
struct ListReply {
  std::vector<ConnectionStatus> connections;
};
struct StatisticsReply {
  Statistics counters;
};
struct ProjectionsReply {
  std::vector<ProjectionRecord> records;
};
struct LogReply {
  Dialogue dialogue;
};
struct ProfilesReply {
  std::vector<ProfileInfo> profiles;
};
struct WaitingReply {
  std::vector<WaitingEntry> entries;
};
struct ExplainReply {
  std::vector<std::string> sentences;
};
struct ProfileTextReply {
  std::string text;
};
struct FailedReply {  // the parameters of the error Failed
  Error problem;
};

inline constexpr std::string_view kFailed = "org.libdial.dial.Failed";
inline constexpr std::string_view kWrongToken = "org.libdial.dial.WrongToken";
inline constexpr std::string_view kMessageTooLarge = "org.libdial.dial.MessageTooLarge";
inline constexpr std::string_view kTooManyCalls = "org.libdial.dial.TooManyCalls";
inline constexpr std::string_view kTooManyClients = "org.libdial.dial.TooManyClients";

// The parts, to and from JSON.
Json to_json(const Error& error);
Json to_json(const Projection& projection);
Json to_json(const ProjectionRecord& record);
Json to_json(const RecoveryCounts& counts);
Json to_json(const ConnectionStatus& status);
Json to_json(const Statistics& statistics);
Json to_json(const ProfileInfo& profile);
Json to_json(const WaitingEntry& waiting);
Json to_json(const DialogueLine& line);

// What is called with.
Json to_json(const DialCall& call);
Json to_json(const AcknowledgeCall& call);
Json to_json(const CancelCall& call);
Json to_json(const ResumeCall& call);
Json to_json(const HangUpCall& call);
Json to_json(const DisconnectCall& call);
Json to_json(const WatchCall& call);
Json to_json(const ConnectionCall& call);
Json to_json(const EntryCall& call);
Json to_json(const NoParameters& none);

// What is replied.
Json to_json(const DialReply& reply);
Json to_json(const WatchEvent& event);
Json to_json(const LogReply& reply);
Json to_json(const HangUpReply& reply);
Json to_json(const StatusReply& reply);
Json to_json(const ListReply& reply);
Json to_json(const StatisticsReply& reply);
Json to_json(const ProjectionsReply& reply);
Json to_json(const ProfilesReply& reply);
Json to_json(const WaitingReply& reply);
Json to_json(const ExplainReply& reply);
Json to_json(const ProfileTextReply& reply);
Json to_json(const FailedReply& reply);

// T is any of the structures above. A call with a field that is not declared is refused; in a part
// or a reply such a field is ignored, since the daemon may be newer than its client.
template <class T>
Result<T> from_json(const Json& json);

// clang-format off
template <> Result<Error> from_json(const Json& json);
template <> Result<Projection> from_json(const Json& json);
template <> Result<ProjectionRecord> from_json(const Json& json);
template <> Result<RecoveryCounts> from_json(const Json& json);
template <> Result<ConnectionStatus> from_json(const Json& json);
template <> Result<Statistics> from_json(const Json& json);
template <> Result<ProfileInfo> from_json(const Json& json);
template <> Result<WaitingEntry> from_json(const Json& json);
template <> Result<DialogueLine> from_json(const Json& json);

template <> Result<DialCall> from_json(const Json& json);
template <> Result<AcknowledgeCall> from_json(const Json& json);
template <> Result<CancelCall> from_json(const Json& json);
template <> Result<ResumeCall> from_json(const Json& json);
template <> Result<HangUpCall> from_json(const Json& json);
template <> Result<DisconnectCall> from_json(const Json& json);
template <> Result<WatchCall> from_json(const Json& json);
template <> Result<ConnectionCall> from_json(const Json& json);
template <> Result<EntryCall> from_json(const Json& json);
template <> Result<NoParameters> from_json(const Json& json);

template <> Result<DialReply> from_json(const Json& json);
template <> Result<WatchEvent> from_json(const Json& json);
template <> Result<LogReply> from_json(const Json& json);
template <> Result<HangUpReply> from_json(const Json& json);
template <> Result<StatusReply> from_json(const Json& json);
template <> Result<ListReply> from_json(const Json& json);
template <> Result<StatisticsReply> from_json(const Json& json);
template <> Result<ProjectionsReply> from_json(const Json& json);
template <> Result<ProfilesReply> from_json(const Json& json);
template <> Result<WaitingReply> from_json(const Json& json);
template <> Result<ExplainReply> from_json(const Json& json);
template <> Result<ProfileTextReply> from_json(const Json& json);
template <> Result<FailedReply> from_json(const Json& json);
// clang-format on

}  // namespace dial::rpc
