// Anything a peer may send: cut into messages, parsed as call and as reply, and read as each of the
// structures. What is read must be written and read again alike.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rpc/codec.hpp"
#include "rpc/messages.hpp"

namespace {

using namespace dial;
using namespace dial::rpc;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class T>
void read_as(const Json& json) {
  const auto read = from_json<T>(json);
  if (!read) {
    require(read.error().code == ErrorCode::kInvalidParameter);
    return;
  }
  const Json written = to_json(*read);
  const auto again = from_json<T>(written);
  require(again.has_value());
  require(to_json(*again) == written);
}

template <class... T>
void read_as_each(const Json& json) {
  (read_as<T>(json), ...);
}

void handle_message(std::string_view message) {
  if (const auto call = parse_call(message)) {
    const std::string wire = serialize(*call);
    require(parse_call(std::string_view(wire).substr(0, wire.size() - 1)).has_value());
    read_as_each<DialCall, AcknowledgeCall, CancelCall, ResumeCall, HangUpCall, DisconnectCall,
                 ConnectionCall, WatchCall, EntryCall, NoParameters>(call->parameters);
  }
  if (const auto reply = parse_reply(message)) {
    read_as_each<Error, Projection, ConnectionStatus, Statistics, ProfileInfo, DialReply,
                 WatchEvent, ProjectionsReply, DialogueLine, LogReply, HangUpReply, StatusReply,
                 ListReply, WaitingReply, StatisticsReply, ProfilesReply, ProfileTextReply,
                 FailedReply>(reply->parameters);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MessageSplitter splitter;
  const Octets input(data, size);
  const std::size_t half = size / 2;
  splitter.handle_input(input.first(half));
  splitter.handle_input(input.subspan(half));
  while (const auto message = splitter.poll_message())
    handle_message(*message);
  require(splitter.held() <= size);
  return 0;
}
