#include "ras/signal_watch.hpp"

namespace dial::ras {
namespace {

// Between two attempts at a watch; and from its beginning until what there is is looked at.
constexpr std::chrono::seconds kPause{1};

}  // namespace

Result<> SignalWatch::add(const Signal& signal) {
  const auto there = [this]() -> Result<std::vector<ConnectionStatus>> {
    if (auto begun = begin(); !begun) return std::unexpected(begun.error());
    return dialer_->connections();
  }();
  if (there) {
    signals_.compare(*there);  // what is up already is no event for the new one
    signals_.add(signal);
    signals_.compare(*there);  // its connection may have ended before it was added
  }
  end_if_unused();
  if (!there) return std::unexpected(there.error());
  return {};
}

void SignalWatch::remove(int descriptor) {
  signals_.remove(descriptor);
  end_if_unused();
}

int SignalWatch::wait() const {
  if (!due_) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - Clock::now());
  return left.count() < 0 ? 0 : static_cast<int>(left.count());
}

void SignalWatch::handle_time() {
  if (!due_ || Clock::now() < *due_) return;
  due_.reset();
  if (is_watching_) return look();
  static_cast<void>(begin());  // if it fails, it is tried again
}

Result<> SignalWatch::begin() {
  if (is_watching_) return {};
  due_ = Clock::now() + kPause;
  if (!dialer_) {
    auto made = Dialer::create(dispatcher_, options_);
    if (!made) return std::unexpected(made.error());
    dialer_.emplace(std::move(*made));
  }
  const auto watching = dialer_->watch([this](const WatchEvent& event) { on_event(event); });
  is_watching_ = watching.has_value();
  return watching;
}

void SignalWatch::on_event(const WatchEvent& event) {
  switch (event.kind) {
    case WatchEvent::Kind::kPresent:
    case WatchEvent::Kind::kChange:
      signals_.on_change(event.status);
      break;
    case WatchEvent::Kind::kLost:
      signals_.signal_all();  // what came and went unseen is in nobody's list
      look();
      break;
    case WatchEvent::Kind::kEnd:
      is_watching_ = false;
      due_ = Clock::now() + kPause;
      signals_.end_all();
      break;
  }
  end_if_unused();
}

// A watch's events do not say where the list of what there is ends, nor that something was missing
// in it: what ended between add() and the beginning of the watch, or among the lost changes.
void SignalWatch::look() {
  if (const auto there = dialer_->connections()) {
    signals_.compare(*there);
  } else {
    due_ = Clock::now() + kPause;
  }
  end_if_unused();
}

void SignalWatch::end_if_unused() {
  if (!signals_.is_empty()) return;
  signals_ = {};
  is_watching_ = false;
  due_.reset();
  dialer_.reset();  // inside its handler, too
}

}  // namespace dial::ras
