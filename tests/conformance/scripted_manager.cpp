#include "conformance/scripted_manager.hpp"

namespace dial::conformance {

ScriptedManager::ScriptedManager(const std::string& socket) {
  const bool listens = thread_.ask([&] {
    server_ = std::make_unique<rpc::Server>(thread_.loop(), rpc::ServerInfo{}, rpc::ServerLimits{},
                                            rpc::Server::Log{});
    const std::string interface(rpc::kInterface);
    server_->add_method(interface + ".List", [this](rpc::AsyncCall call, const rpc::Json&) {
      answer_list(std::move(call));
    });
    server_->add_method(interface + ".Status", [this](rpc::AsyncCall call, const rpc::Json&) {
      std::move(call).complete(rpc::to_json(rpc::StatusReply{connections_.at(0)}));
    });
    server_->add_method(interface + ".Watch", [this](rpc::AsyncCall call, const rpc::Json&) {
      watches_.push_back(std::move(call));
    });
    return server_->listen(socket, 0600).has_value();
  });
  if (!listens) give_up("a socket");
}

ScriptedManager::~ScriptedManager() {
  thread_.ask([this] {
    for (rpc::AsyncCall& call : watches_)
      std::move(call).complete();
    watches_.clear();
    server_.reset();
  });
}

void ScriptedManager::answer_list(rpc::AsyncCall call) {
  std::move(call).complete(rpc::to_json(rpc::ListReply{connections_}));
  connections_ = later_;
  ++lists_;
}

void ScriptedManager::set_connections(const std::vector<ConnectionStatus>& connections) {
  thread_.ask([&] { connections_ = later_ = connections; });
}

void ScriptedManager::set_connections_later(const std::vector<ConnectionStatus>& connections) {
  thread_.ask([&] { later_ = connections; });
}

void ScriptedManager::tell(const WatchEvent& event) {
  thread_.ask([&] {
    for (rpc::AsyncCall& call : watches_)
      call.stream(rpc::to_json(event));
  });
}

std::size_t ScriptedManager::watches() {
  return thread_.ask([&] { return watches_.size(); });
}

unsigned ScriptedManager::lists() {
  return thread_.ask([&] { return lists_; });
}

}  // namespace dial::conformance
