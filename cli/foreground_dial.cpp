#include "cli/foreground_dial.hpp"

#include <utility>

#include "base/wipe.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"

namespace dial::cli {
namespace {

constexpr std::chrono::milliseconds kLook{500};

}  // namespace

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
      look_(loop_.get(), [this] { look_ahead(); }),
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

// A dial has failed, and its operation goes on: when is the next one?
void ForegroundDial::look_ahead() {
  if (leaving_ || outcome_ || !dialer_) return;
  const auto status = dialer_->status(*id_);
  if (!status) return;
  progress_.handle_wait(*status, now());
  refresh();
  look_.set(now() + kLook);
}

void ForegroundDial::show(const Notification& notification, const ConnectionStatus* status) {
  if (pauses_) pauses_->end();
  if (globals_.json) {
    write_out(notification_json(notification));
  } else {
    progress_.handle_notification(notification, status, now());
    refresh();
  }
  const bool may_be_redialled =
      notification.error && !is_terminal(notification.state) && !globals_.json;
  look_.set(may_be_redialled ? std::optional(now() + kLook) : std::nullopt);
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
  // The far end began PPP before the person had the line: there is nothing to hear.
  if (told_) return hang_up(ExitStatus::kOk);
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
          .failed = [this](const Error& error) { fail(globals_, error); },
          .escape_does =
              told_ ? "ends the recording and hangs up" : "gives it back and the dial goes on"};
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

}  // namespace dial::cli
