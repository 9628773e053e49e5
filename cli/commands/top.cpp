#include <uv.h>

#include <memory>

#include "cli/clock.hpp"
#include "cli/commands/operation.hpp"
#include "cli/event_loop.hpp"
#include "cli/full_screen.hpp"
#include "cli/output.hpp"
#include "cli/top_view.hpp"
#include "uv/timer.hpp"

namespace dial::cli {
namespace {

Result<std::vector<TopSample>> sample(Dialer& dialer) {
  auto connections = dialer.connections();
  if (!connections) return std::unexpected(connections.error());
  std::vector<TopSample> samples;
  for (ConnectionStatus& status : *connections) {
    // One may end between the two questions.
    if (auto counters = dialer.statistics(status.id))
      samples.push_back({std::move(status), *counters});
  }
  return samples;
}

// Asks in every interval, and shows what came of it.
class Top {
 public:
  Top(EventLoop& loop, Dialer& dialer, const Globals& globals, const TopArguments& arguments)
      : loop_(loop),
        dialer_(dialer),
        globals_(globals),
        arguments_(arguments),
        view_(terminal_has_utf8()),
        timer_(loop.get(), [this] { turn(); }) {
    if (!globals.json && out_is_terminal()) {
      screen_ = std::make_unique<FullScreen>(
          loop.get(), FullScreen::Hooks{.key = [this](char key) { handle_key(key); },
                                        .redraw = [this] { show(); }});
    }
  }

  void turn() {
    auto samples = sample(dialer_);
    if (!samples) {
      error = samples.error();
      return loop_.stop();
    }
    uv_update_time(loop_.get());
    const TimePoint now = uv::now_on(loop_.get());
    view_.handle_sample(std::move(*samples), now);
    show();
    if (arguments_.count > 0 && ++taken_ == arguments_.count) return loop_.stop();
    timer_.set(now +
               std::chrono::milliseconds(static_cast<std::int64_t>(arguments_.interval * 1000)));
  }

  Error error;

 private:
  void handle_key(char key) {
    if (key == 'q' || key == 'Q') loop_.stop();
  }
  void show() {
    if (screen_) {
      screen_->show(view_.screen(terminal_columns(), terminal_rows(), time_of_day()));
    } else {
      write_out(globals_.json ? view_.json() : view_.lines(time_of_day()));
    }
  }

  EventLoop& loop_;
  Dialer& dialer_;
  const Globals& globals_;
  const TopArguments& arguments_;
  TopView view_;
  uv::DeadlineTimer timer_;
  std::unique_ptr<FullScreen> screen_;
  unsigned taken_ = 0;
};

}  // namespace

ExitStatus top(const Globals& globals, const TopArguments& arguments) {
  EventLoop loop;
  auto dialer = Dialer::create(loop.get(), globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  bool interrupted = false;
  const Interrupts interrupts(loop.get(), [&] {
    interrupted = true;
    loop.stop();
  });
  Error error;
  {
    Top view(loop, *dialer, globals, arguments);
    view.turn();
    // A loop that was stopped before it runs would return at once all the same.
    if (!view.error && arguments.count != 1) loop.run();
    error = view.error;
  }
  if (error) return fail(globals, error);
  return interrupted ? ExitStatus::kInterrupted : ExitStatus::kOk;
}

}  // namespace dial::cli
