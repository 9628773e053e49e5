#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "cli/event_loop.hpp"
#include "cli/exit_status.hpp"
#include "cli/globals.hpp"
#include "cli/line_tap.hpp"
#include "cli/pauses.hpp"
#include "cli/progress.hpp"
#include "cli/prompt.hpp"
#include "uv/timer.hpp"

namespace dial::cli {

// One dial in the foreground. The handler only keeps what it is told: the manager goes on as soon
// as it returns, and everything that takes time (the terminal, asking for the status) is done on
// the next turn of the loop.
class ForegroundDial {
 public:
  ForegroundDial(const Globals& globals, DialParameters parameters, LineTap::Told told);
  ExitStatus run(bool asks_password);

 private:
  void start();
  void handle_turn();
  void look_ahead();
  void show(const Notification& notification, const ConnectionStatus* status);
  void handle_end(const Notification& notification, const ConnectionStatus* status);
  void handle_connected(const ConnectionStatus* status);
  void handle_change(const WatchEvent& event);
  void handle_interrupt();
  void handle_pause(State state, const ConnectionStatus& status);
  Pauses::Hooks pause_hooks();
  Result<int> open_terminal();
  Result<> resume(const ResumeInput& input);
  void hang_up(ExitStatus status);
  void ask_password();
  void give_up();
  void refresh();
  void finish(ExitStatus status);
  TimePoint now() { return uv::now_on(loop_.get()); }

  const Globals& globals_;
  DialParameters parameters_;
  LineTap::Told told_;  // none: nothing is tapped
  EventLoop loop_;
  std::unique_ptr<LineTap> tap_;
  std::unique_ptr<Prompt> prompt_;  // null: nobody to ask
  std::unique_ptr<Pauses> pauses_;  // the same
  Progress progress_;
  uv::DeadlineTimer turn_;
  uv::DeadlineTimer ticker_;
  uv::DeadlineTimer look_;  // between two dials
  std::deque<Notification> untold_;
  std::optional<ConnectionId> id_;
  bool leaving_ = false;  // hanging up: the completion ends us
  std::optional<ExitStatus> outcome_;
  Interrupts interrupts_;
  std::optional<Dialer> dialer_;
};

}  // namespace dial::cli
