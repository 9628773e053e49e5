#include "record_service.hpp"

#include "rpc/messages_history.hpp"
#include "rpc/service.hpp"

namespace dial::daemon {

void RecordService::serve_on(rpc::Server& server) {
  const std::string prefix = std::string(rpc::kInterface) + ".";
  server.add_method(prefix + "History", [this](rpc::AsyncCall call, const rpc::Json& json) {
    const rpc::Peer peer = call.peer();
    if (!access_.may_look(peer)) return std::move(call).abort(access_.refusal(peer));
    const auto wanted = rpc::from_json<rpc::HistoryCall>(json);
    if (!wanted) return rpc::refuse_parameter(std::move(call), wanted.error().raw);
    history(std::move(call), *wanted);
  });
  server.add_method(prefix + "Metrics", [this](rpc::AsyncCall call, const rpc::Json& json) {
    const rpc::Peer peer = call.peer();
    if (!access_.may_look(peer)) return std::move(call).abort(access_.refusal(peer));
    const auto none = rpc::from_json<rpc::NoParameters>(json);
    if (!none) return rpc::refuse_parameter(std::move(call), none.error().raw);
    std::move(call).complete(rpc::to_json(rpc::MetricsReply{metrics_.text()}));
  });
}

void RecordService::history(rpc::AsyncCall call, const rpc::HistoryCall& wanted) {
  if (wanted.entry.empty()) {
    return std::move(call).complete(
        rpc::to_json(rpc::HistoryReply{history_.last("", wanted.count)}));
  }
  const uid_t uid = call.peer().uid;
  const auto key = book_.resolve(wanted.entry, uid);
  if (!key) return std::move(call).abort(key.error());
  rpc::HistoryReply reply{history_.last(*key, wanted.count)};
  // The caller's own entry, which is no longer in the phone book.
  if (reply.connections.empty() && book_.find_entry(*key) == nullptr) {
    reply.connections = history_.last(
        to_string(manager::EntryKey{.user = uid, .name = wanted.entry}), wanted.count);
  }
  std::move(call).complete(rpc::to_json(reply));
}

}  // namespace dial::daemon
