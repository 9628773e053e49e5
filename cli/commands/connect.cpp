// Dials and shows how it gets on, until the line is up; with --direct until it is down again.
#include <unistd.h>

#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "cli/commands/commands.hpp"
#include "cli/event_loop.hpp"
#include "cli/line_tap.hpp"
#include "cli/output.hpp"
#include "cli/pauses.hpp"
#include "cli/progress.hpp"
#include "cli/prompt.hpp"
#include "cli/render.hpp"
#include "uv/timer.hpp"

namespace dial::cli {
namespace {

void wipe(std::string& secret) {
  explicit_bzero(secret.data(), secret.size());
  secret.clear();
}

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
  std::deque<Notification> untold_;
  std::optional<ConnectionId> id_;
  bool connected_ = false;
  bool leaving_ = false;  // hanging up: the completion ends us
  std::optional<ExitStatus> outcome_;
  Interrupts interrupts_;
  std::optional<Dialer> dialer_;
};

ForegroundDial::ForegroundDial(const Globals& globals, DialParameters parameters,
                               LineTap::Told told)
    : globals_(globals),
      parameters_(std::move(parameters)),
      told_(std::move(told)),
      prompt_(globals.json ? nullptr : Prompt::open(loop_.get())),
      progress_(out_is_terminal() ? Progress::Style::kTerminal : Progress::Style::kPlain,
                terminal_columns()),
      turn_(loop_.get(), [this] { handle_turn(); }),
      ticker_(loop_.get(),
              [this] {
                progress_.handle_timeout(now());
                refresh();
              }),
      interrupts_(loop_.get(), [this] { handle_interrupt(); }) {
  if (prompt_) pauses_ = std::make_unique<Pauses>(loop_.get(), *prompt_, pause_hooks());
  parameters_.allow_pause = prompt_ != nullptr;
  parameters_.send_ahead = true;
}

ExitStatus ForegroundDial::run(bool asks_password) {
  if (asks_password && !prompt_) {
    return fail(globals_, {ErrorCode::kInteractiveMode, Layer::kConfiguration,
                           "no terminal to ask for the password at", "", 0});
  }
  if (asks_password) {
    ask_password();
  } else {
    start();
  }
  if (!outcome_) loop_.run();
  // Nothing was left to wait for, and yet there was no last word.
  if (!outcome_) {
    outcome_ = fail(globals_, {ErrorCode::kServiceNotReachable, Layer::kService,
                               "the connection manager said no more", "", 0});
  }
  tap_.reset();
  dialer_.reset();
  return *outcome_;
}

void ForegroundDial::start() {
  auto dialer = Dialer::create(loop_.get(), globals_.dialer);
  if (!dialer) return finish(fail(globals_, dialer.error()));
  dialer_.emplace(std::move(*dialer));
  uv_update_time(loop_.get());
  progress_.begin(now());
  const auto id = dialer_->dial(parameters_, [this](const Notification& notification) {
    untold_.push_back(notification);
    turn_.set(now());
  });
  wipe(parameters_.password);
  if (!id) return finish(fail(globals_, id.error()));
  id_ = *id;
}

void ForegroundDial::handle_turn() {
  if (untold_.empty() || !dialer_) return;
  const auto status = dialer_->status(*id_);
  while (!untold_.empty() && !outcome_) {
    const Notification notification = std::move(untold_.front());
    untold_.pop_front();
    show(notification, status ? &*status : nullptr);
  }
}

void ForegroundDial::show(const Notification& notification, const ConnectionStatus* status) {
  if (pauses_) pauses_->end();
  if (globals_.json) {
    write_out(notification_json(notification));
  } else {
    progress_.handle_notification(notification, status, now());
    refresh();
  }
  if (is_terminal(notification.state)) return handle_end(notification, status);
  // The far end has begun PPP: what was to be heard is heard.
  if (tap_) return hang_up(ExitStatus::kOk);
  if (is_paused(notification.state) && !notification.error) {
    handle_pause(notification.state, status != nullptr ? *status : ConnectionStatus());
  }
}

void ForegroundDial::handle_end(const Notification& notification, const ConnectionStatus* status) {
  if (leaving_) return;
  if (notification.state == State::kConnected && !notification.error) {
    return handle_connected(status);
  }
  finish(fail(globals_, notification.error));
}

void ForegroundDial::handle_connected(const ConnectionStatus* status) {
  connected_ = true;
  ConnectionStatus known{.id = *id_, .entry = parameters_.entry, .state = State::kConnected};
  if (status != nullptr) known = *status;
  write_out(globals_.json ? status_json(known, nullptr)
                          : render_connected(known, progress_.elapsed(now())));
  if (!globals_.dialer.direct) return finish(ExitStatus::kOk);
  // The end of an established connection is told to those who watch.
  const auto watching = dialer_->watch([this](const WatchEvent& event) { handle_change(event); },
                                       {.connection = id_});
  if (!watching) return finish(fail(globals_, watching.error()));
  if (!globals_.json) write_out("the line stays up until you interrupt (Ctrl-C)\n");
}

void ForegroundDial::handle_change(const WatchEvent& event) {
  if (leaving_ || outcome_ || !event.totals) return;
  const Error& error = event.status.error;
  if (globals_.json) write_out(change_json(event));
  if (error) fail(globals_, error);
  finish(exit_status_of_end(error));
}

// The second time nobody waits any longer: the daemon hangs up what its client leaves behind.
void ForegroundDial::handle_interrupt() {
  if (leaving_ || !id_) return finish(ExitStatus::kInterrupted);
  hang_up(ExitStatus::kInterrupted);
}

void ForegroundDial::hang_up(ExitStatus status) {
  if (std::exchange(leaving_, true)) return;
  if (pauses_) pauses_->end();
  progress_.interrupt(now());
  refresh();
  // On a terminal the line may begin with the ^C that was typed.
  if (!globals_.json) write_out(out_is_terminal() ? "\r\x1b[Khanging up\n" : "hanging up\n");
  const auto leave = [this, status](const Result<>& result) {
    handle_turn();
    // A dial that ended by itself meanwhile has nothing to hang up.
    const bool failed = !result && result.error().code != ErrorCode::kInvalidHandle &&
                        result.error().code != ErrorCode::kPortNotOpen;
    if (failed) fail(globals_, result.error());
    finish(status);
  };
  const auto asked = dialer_->hang_up(*id_, leave);
  if (!asked) leave(asked);
}

void ForegroundDial::handle_pause(State state, const ConnectionStatus& status) {
  if (!pauses_) {
    return hang_up(
        fail(globals_, {ErrorCode::kInteractiveMode, Layer::kAuthentication,
                        "dialctl has nobody to ask in " + std::string(state_name(state)), "", 0}));
  }
  progress_.interrupt(now());
  refresh();
  pauses_->begin(state, status);
}

Pauses::Hooks ForegroundDial::pause_hooks() {
  return {.resume = [this](const ResumeInput& input) { return resume(input); },
          .open_terminal = [this] { return open_terminal(); },
          .give_up = [this] { give_up(); },
          .failed = [this](const Error& error) { fail(globals_, error); }};
}

Result<int> ForegroundDial::open_terminal() {
  auto line = dialer_->open_terminal(*id_);
  if (!line || !told_) return line;
  auto tap = LineTap::attach(loop_.get(), *line, told_);
  if (!tap) return std::unexpected(tap.error());
  tap_ = std::move(*tap);
  return tap_->take_person_side();
}

Result<> ForegroundDial::resume(const ResumeInput& input) {
  if (!tap_) return dialer_->resume(*id_, input);
  hang_up(ExitStatus::kOk);
  return {};
}

void ForegroundDial::ask_password() {
  prompt_->ask("Password: ", Prompt::Echo::kOff, [this](std::optional<std::string> password) {
    if (!password) return give_up();
    parameters_.password = std::move(*password);
    start();
  });
}

// Whoever closes the input at a question wants no more of it.
void ForegroundDial::give_up() {
  if (!id_) return finish(ExitStatus::kInterrupted);
  hang_up(ExitStatus::kInterrupted);
}

void ForegroundDial::refresh() {
  progress_.set_columns(terminal_columns());
  write_out(progress_.poll_output());
  ticker_.set(progress_.poll_timeout());
}

void ForegroundDial::finish(ExitStatus status) {
  if (outcome_) return;
  outcome_ = status;
  progress_.interrupt(now());
  refresh();
  loop_.stop();
}

// Accepted is all there is to wait for: the daemon owns the dial.
ExitStatus dial_detached(const Globals& globals, DialParameters parameters) {
  parameters.detached = true;
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto id = dialer->dial(parameters);
  wipe(parameters.password);
  if (!id) return fail(globals, id.error());
  if (!globals.json) {
    write_out(std::to_string(id->value) + "\n");
    return ExitStatus::kOk;
  }
  const auto status = dialer->status(*id);
  write_out(status_json(status ? *status : ConnectionStatus{.id = *id, .entry = parameters.entry},
                        nullptr));
  return ExitStatus::kOk;
}

}  // namespace

ExitStatus connect(const Globals& globals, const ConnectArguments& arguments) {
  DialParameters parameters;
  parameters.entry = arguments.entry;
  parameters.number = arguments.number;
  parameters.user = arguments.user;
  parameters.callback_number = arguments.callback_number;
  const bool from_terminal = arguments.password_stdin && isatty(STDIN_FILENO) == 1;
  if (arguments.password_stdin && (!from_terminal || arguments.no_wait || globals.json)) {
    auto password = read_line_of_input();
    if (!password) {
      return fail(globals, {ErrorCode::kInvalidParameter, Layer::kConfiguration,
                            "standard input has no password, or too long a one", "", 0});
    }
    parameters.password = std::move(*password);
  }
  if (arguments.no_wait) return dial_detached(globals, std::move(parameters));
  ForegroundDial dial(globals, std::move(parameters), arguments.told);
  return dial.run(from_terminal);
}

}  // namespace dial::cli
