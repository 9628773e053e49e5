#include "cli/render.hpp"
#include "rpc/messages.hpp"

namespace dial::cli {
namespace {

// A modem's words need not be UTF-8: what is not becomes U+FFFD, as on the wire.
std::string line_of(const rpc::Json& json) {
  return json.dump(-1, ' ', false, rpc::Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string error_json(const Error& error) {
  return line_of(rpc::to_json(rpc::FailedReply{error}));
}

std::string notification_json(const Notification& notification) {
  return line_of(rpc::to_json(rpc::DialReply{notification, ""}));
}

std::string status_json(const ConnectionStatus& status, const Statistics* counters) {
  rpc::Json json = rpc::to_json(rpc::StatusReply{status});
  if (counters != nullptr) json.update(rpc::to_json(rpc::StatisticsReply{*counters}));
  return line_of(json);
}

std::string connections_json(const std::vector<ConnectionStatus>& connections) {
  return line_of(rpc::to_json(rpc::ListReply{connections}));
}

std::string change_json(const WatchEvent& event) {
  return line_of(rpc::to_json(event));
}

std::string profiles_json(const std::vector<ProfileInfo>& profiles) {
  return line_of(rpc::to_json(rpc::ProfilesReply{profiles}));
}

std::string profile_text_json(const std::string& text) {
  return line_of(rpc::to_json(rpc::ProfileTextReply{text}));
}

std::string disconnected_json(const Disconnected& outcome) {
  return line_of(rpc::to_json(rpc::HangUpReply{outcome.closed, outcome.holders}));
}

}  // namespace dial::cli
