#include "dial/error.hpp"
#include "rpc/messages.hpp"
#include "rpc/open_call.hpp"
#include "rpc/server.hpp"

namespace dial::rpc {

AsyncCall::AsyncCall(std::shared_ptr<OpenCall> call)
    : call_(std::move(call)), door_(call_->door()) {}

// The one moved from keeps the door: ending it is a mistake that the log should hear of.
AsyncCall::AsyncCall(AsyncCall&& other) noexcept
    : call_(std::move(other.call_)),
      door_(other.door_) {}  // NOLINT(performance-move-constructor-init)

AsyncCall& AsyncCall::operator=(AsyncCall&& other) noexcept {
  AsyncCall old(std::move(*this));  // given up when this returns
  call_ = std::move(other.call_);
  door_ = other.door_;
  return *this;
}

AsyncCall::~AsyncCall() {
  give_up();
}

// The call that is to be ended now; null if it was before.
std::shared_ptr<OpenCall> AsyncCall::consume() {
  auto call = std::move(call_);
  if (!call) door_->report("a call that had ended already was ended again");
  return call;
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
  static const Peer kNobody{
      .pid = 0, .uid = static_cast<uid_t>(-1), .gid = static_cast<gid_t>(-1), .groups = {}};
  return call_ ? call_->peer : kNobody;
}
bool AsyncCall::wants_more() const {
  return call_ && call_->more;
}
bool AsyncCall::is_oneway() const {
  return call_ && call_->oneway;
}

void AsyncCall::stream(Json parameters) {
  if (!wants_more()) return;
  call_->put({.parameters = std::move(parameters), .continues = true}, OpenCall::Kind::kMore);
}

void AsyncCall::complete(Json parameters) && {
  if (const auto call = consume())
    call->put({.parameters = std::move(parameters)}, OpenCall::Kind::kLast);
}

void AsyncCall::abort(const Error& error) && {
  Error problem = error;
  if (!problem) problem.code = ErrorCode::kUnknown;
  std::move(*this).abort(kFailed, to_json(FailedReply{std::move(problem)}));
}

void AsyncCall::abort(std::string_view error_name, Json parameters) && {
  if (const auto call = consume())
    call->put({.parameters = std::move(parameters), .error = std::string(error_name)},
              OpenCall::Kind::kLast);
}

std::optional<UpgradedStream> AsyncCall::upgrade(const Json& parameters) && {
  const auto call = consume();
  return call ? call->upgrade({.parameters = parameters}) : std::nullopt;
}

bool AsyncCall::is_cancelled() const {
  return !call_ || call_->is_cancelled();
}
void AsyncCall::on_cancel(std::function<void()> hook) {
  if (call_) call_->set_cancel_hook(std::move(hook));
}
std::size_t AsyncCall::unsent() const {
  return call_ ? call_->unsent() : 0;
}
void AsyncCall::on_drained(std::function<void()> hook) {
  if (call_) call_->set_drain_hook(std::move(hook));
}

}  // namespace dial::rpc
