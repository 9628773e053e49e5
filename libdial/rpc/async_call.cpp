#include "dial/error.hpp"
#include "rpc/messages.hpp"
#include "rpc/open_call.hpp"
#include "rpc/server.hpp"

namespace dial::rpc {

AsyncCall::AsyncCall(std::shared_ptr<OpenCall> call) : call_(std::move(call)) {}
AsyncCall::AsyncCall(AsyncCall&&) noexcept = default;

AsyncCall& AsyncCall::operator=(AsyncCall&& other) noexcept {
  AsyncCall old(std::move(*this));  // given up when this returns
  call_ = std::move(other.call_);
  return *this;
}

AsyncCall::~AsyncCall() {
  give_up();
}

void AsyncCall::give_up() {
  const auto call = std::move(call_);
  if (!call) return;
  const Error error{.code = ErrorCode::kUnknown,
                    .layer = Layer::kService,
                    .context = "the daemon dropped the call without an answer"};
  call->put({.parameters = to_json(FailedReply{error}), .error = std::string(kFailed)},
            OpenCall::Kind::kAbandoned);
}

const Peer& AsyncCall::peer() const {
  return call_->peer;
}
bool AsyncCall::wants_more() const {
  return call_->more;
}
bool AsyncCall::is_oneway() const {
  return call_->oneway;
}

void AsyncCall::stream(Json parameters) {
  if (!call_->more) return;
  call_->put({.parameters = std::move(parameters), .continues = true}, OpenCall::Kind::kMore);
}

void AsyncCall::complete(Json parameters) && {
  const auto call = std::move(call_);
  call->put({.parameters = std::move(parameters)}, OpenCall::Kind::kLast);
}

void AsyncCall::abort(const Error& error) && {
  Error problem = error;
  if (!problem) problem.code = ErrorCode::kUnknown;
  std::move(*this).abort(kFailed, to_json(FailedReply{std::move(problem)}));
}

void AsyncCall::abort(std::string_view error_name, Json parameters) && {
  const auto call = std::move(call_);
  call->put({.parameters = std::move(parameters), .error = std::string(error_name)},
            OpenCall::Kind::kLast);
}

bool AsyncCall::is_cancelled() const {
  return call_->is_cancelled();
}
void AsyncCall::on_cancel(std::function<void()> hook) {
  call_->set_hook(std::move(hook));
}

}  // namespace dial::rpc
