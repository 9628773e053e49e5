#include "watch_stream.hpp"

#include "rpc/messages.hpp"

namespace dial::daemon {
namespace {
// Octets on their way to a client past which it is slow; far below ServerLimits::unsent_per_client.
constexpr std::size_t kSlow = 64 << 10;
}  // namespace

WatchStream::WatchStream(rpc::AsyncCall call, Hooks hooks)
    : call_(std::move(call)), hooks_(std::move(hooks)) {
  call_->on_cancel([this] { end(); });
}

void WatchStream::end() {
  const auto ended = hooks_.ended;  // it may destroy this
  ended(*this);
}

bool WatchStream::is_ready() const {
  return call_ && call_->unsent() < kSlow;
}

void WatchStream::on_change(const WatchEvent& event) {
  if (!call_) return;
  if (event.kind == WatchEvent::Kind::kEnd) {
    std::move(*call_).complete(rpc::to_json(event));
    call_.reset();
    return end();
  }
  call_->stream(rpc::to_json(event));
  if (!is_ready()) call_->on_drained([this] { hooks_.ready(*this); });
}

void WatchStream::abort(const Error& error) {
  if (!call_) return;
  std::move(*call_).abort(error);
  call_.reset();
}

}  // namespace dial::daemon
