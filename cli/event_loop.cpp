#include "cli/event_loop.hpp"

#include <csignal>
#include <utility>

#include "uv/wake.hpp"

namespace dial::cli {

EventLoop::EventLoop() {
  uv_loop_init(&loop_);
}

EventLoop::~EventLoop() {
  // Closed handles are let go when the loop next turns; nothing here may wait for anything else.
  uv::WakeQueue::sweep(&loop_);
  uv_run(&loop_, UV_RUN_NOWAIT);
  uv_run(&loop_, UV_RUN_NOWAIT);
  uv_loop_close(&loop_);
}

Interrupts::Interrupts(uv_loop_t* loop, std::function<void()> interrupted)
    : interrupted_(std::move(interrupted)) {
  constexpr std::array kNumbers{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    signals_[i].reset(new uv_signal_t);
    uv_signal_t* signal = signals_[i].get();
    uv_signal_init(loop, signal);
    signal->data = this;
    uv_signal_start(
        signal,
        [](uv_signal_t* arrived, int) {
          if (arrived->data != nullptr) static_cast<Interrupts*>(arrived->data)->interrupted_();
        },
        kNumbers[i]);
    uv_unref(reinterpret_cast<uv_handle_t*>(signal));
  }
}

}  // namespace dial::cli
