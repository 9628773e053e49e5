#include "cli/json_document.hpp"
#include "cli/render.hpp"
#include "rpc/messages.hpp"

namespace dial::cli {

std::string error_json(const Error& error) {
  return json_document(rpc::to_json(rpc::FailedReply{error}));
}

std::string notification_json(const Notification& notification) {
  return json_document(rpc::to_json(rpc::DialReply{notification, ""}));
}

std::string status_json(const ConnectionStatus& status, const Statistics* counters) {
  rpc::Json json = rpc::to_json(rpc::StatusReply{status});
  if (counters != nullptr) json.update(rpc::to_json(rpc::StatisticsReply{*counters}));
  return json_document(json);
}

std::string list_json(const std::vector<ConnectionStatus>& connections,
                      const std::vector<WaitingEntry>& waiting) {
  rpc::Json json = rpc::to_json(rpc::ListReply{connections});
  json.update({{"waiting", rpc::to_json(rpc::WaitingReply{waiting})["entries"]}});
  return json_document(json);
}

std::string explain_json(const std::vector<std::string>& sentences) {
  return json_document(rpc::to_json(rpc::ExplainReply{sentences}));
}

std::string change_json(const WatchEvent& event) {
  return json_document(rpc::to_json(event));
}

std::string profiles_json(const std::vector<ProfileInfo>& profiles) {
  return json_document(rpc::to_json(rpc::ProfilesReply{profiles}));
}

std::string profile_text_json(const std::string& text) {
  return json_document(rpc::to_json(rpc::ProfileTextReply{text}));
}

std::string disconnected_json(const Disconnected& outcome) {
  return json_document(rpc::to_json(rpc::HangUpReply{outcome.closed, outcome.holders}));
}

}  // namespace dial::cli
