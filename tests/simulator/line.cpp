#include "simulator/line.hpp"

#include <termios.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include "simulator/far_ends.hpp"
#include "simulator/hayes_modem.hpp"
#include "simulator/login_menu.hpp"
#include "simulator/pty.hpp"

namespace dial::simulator {
namespace {

constexpr Duration kDtrInterval{20};
constexpr std::size_t kHighWater = 65536;  // octets queued one way until the other waits

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

}  // namespace

// Between three parties: the DTE behind the pty, the modem, and the far end of a call.
struct SimulatedLine::Impl final : public PtyStream::Owner, public FarEndOwner {
  Impl(uv_loop_t* on_loop, LineOptions given, Pty made)
      : loop(on_loop),
        options(std::move(given)),
        pty(std::move(made)),
        modem(options.book),
        stream(on_loop, pty.master.get(), *this),
        modem_timer(on_loop, [this] { on_modem_time(); }),
        dtr_timer(on_loop, [this] { on_dtr_time(); }),
        gone_timer(on_loop, [this] { on_gone_time(); }),
        stall_timer(on_loop, [this] { on_stall_time(); }),
        slave_watch(on_loop, pty.slave, [this](bool reopened) { on_slave_changed(reopened); }) {
    modem.handle_dtr(options.no_dtr, now());
  }
  virtual ~Impl() { far_end.reset(); }

  TimePoint now() const { return uv::now_on(loop); }
  void log(const std::string& text) const {
    if (options.log) options.log(text);
  }

  bool dtr() const { return is_open && pty.output_speed() != B0; }

  // The modem has its say: events, octets each way, until nothing more comes.
  void pump() {
    if (is_pumping) return;
    is_pumping = true;
    while (pump_once()) {
    }
    is_pumping = false;
    modem_timer.set(modem.poll_timeout());
    update_flow();
    update_dtr_timer();
  }

  // --- A cable: the two are connected while DTR is high.

  void plug(bool is_high) {
    const bool is_plugged = std::exchange(was_plugged, is_high);
    if (is_plugged == is_high) return;
    is_high ? on_modem(Connected{}) : on_modem(HungUp{"DTR is low"});
  }

  bool pump_once() {
    bool has_done = false;
    while (const auto event = modem.poll_event()) {
      std::visit([this](const auto& happened) { on_modem(happened); }, *event);
      has_done = true;
    }
    if (const auto octets = modem.poll_line(); !octets.empty()) {
      if (far_end) far_end->write(octets);
      has_done = true;
    }
    if (const auto octets = modem.poll_output(); !octets.empty()) {
      if (is_open) stream.write(octets);
      has_done = true;
    }
    return has_done;
  }

  // Each side waits for the other's queue.
  void update_flow() {
    const bool is_dte_slow = stream.unsent() > kHighWater;
    if (far_end) far_end->pause_output(is_dte_slow);
    const bool is_line_slow = far_end && far_end->unsent() > kHighWater;
    stream.pause_input(is_stalled || is_dte_slow || is_line_slow);
  }

  void on_modem(const Dialled& dialled) {
    ++calls;
    last_number = dialled.number;
    log("dials \"" + dialled.number + "\": " + std::string(outcome_name(dialled.outcome)));
  }

  void on_modem(const Connected& connected) {
    ++connects;
    log("connected");
    auto made = make_far_end(connected.outcome);
    if (made) {
      far_end = std::move(*made);
      return;
    }
    log("no far end: " + describe(made.error()));
    on_far_end_gone("it could not be had");
  }

  void on_modem(const HungUp& hung_up) {
    ++hang_ups;
    log("hung up: " + std::string(hung_up.reason));
    far_end.reset();
    gone_timer.set(std::nullopt);
    stream.pause_input(false);
    if (options.loss == CarrierLoss::kHangUp && hung_up.reason == "carrier lost") {
      if (const auto text = modem.poll_output(); is_open) stream.write(text);
      pty.hang_up_slave();
    }
  }

  Result<std::unique_ptr<FarEnd>> make_far_end(Outcome outcome) {
    if (outcome == Outcome::kGarbage) return make_garbage(loop, *this);
    switch (options.far_end) {
      case FarEndKind::kPeer:
        if (options.peer.login) return ask_in_text(loop, options.peer, peer_counters, *this);
        return answer_with_ppp(loop, options.peer, peer_counters, *this);
      case FarEndKind::kEcho:
        return make_echo(*this);
      case FarEndKind::kSilent:
        return make_silence();
      case FarEndKind::kExec:
        return make_exec(loop, options.exec, *this);
      case FarEndKind::kPty:
        return second->call();
    }
    return make_silence();
  }

  void on_modem_time() {
    modem.handle_timeout(now());
    pump();
  }

  // --- DTR

  void update_dtr_timer() {
    const bool is_in_use = options.cable || modem.state() != HayesModem::State::kCommand;
    const bool is_watched = is_open && !options.no_dtr && (is_in_use || !was_dtr_high);
    if (!is_watched) {
      dtr_timer.set(std::nullopt);
    } else if (!is_dtr_timer_set) {
      dtr_timer.set(now() + kDtrInterval);
    }
    is_dtr_timer_set = is_watched;
  }

  void on_dtr_time() {
    is_dtr_timer_set = false;
    tell_dtr(dtr());
    pump();
  }

  void tell_dtr(bool is_high) {
    if (options.no_dtr) return;
    if (std::exchange(was_dtr_high, is_high) != is_high && is_open) {
      log(is_high ? "DTR is high" : "DTR is low");
    }
    if (options.cable) return plug(is_high);
    modem.handle_dtr(is_high, now());
  }

  void on_slave_changed(bool was_reopened) {
    if (!pty.is_slave_open()) {
      // What was written before the close comes first, also by a program that was quicker than us.
      if (!is_open) stream.start();
      is_open = true;
      stream.pause_input(false);
      while (stream.read_some()) {
      }
      if (is_open) on_pty_closed(stream);
      return;
    }
    if (is_open && !was_reopened) return;
    // A close that nobody saw: what it made the modem say went to a closed port.
    if (is_open) on_pty_closed(stream);
    is_open = true;
    stream.start();
    tell_dtr(dtr());
    pump();
  }

  // --- PtyStream::Owner

  void on_pty_input(PtyStream& /*stream*/, Octets octets) override {
    tell_dtr(dtr());
    if (options.cable) {
      if (far_end) far_end->write(octets);
    } else {
      modem.handle_input(octets, now());
    }
    pump();
  }

  void on_pty_closed(PtyStream& /*stream*/) override {
    is_open = false;
    stream.stop();
    stream.discard_unsent();
    tell_dtr(false);
    pump();
    pty.refresh();
  }

  void on_pty_drained(PtyStream& /*stream*/) override { update_flow(); }

  // --- FarEndOwner

  void on_far_end_output(Octets octets) override {
    if (options.cable) {
      if (is_open) stream.write(octets);
    } else {
      modem.handle_line(octets);
    }
    pump();
  }

  // Later: the far end must not be destroyed while it is talking.
  void on_far_end_gone(std::string_view reason) override {
    log("the far end is gone: " + std::string(reason));
    gone_timer.set(now());
  }

  void on_gone_time() {
    if (options.cable) far_end.reset();
    modem.handle_carrier_lost(now());
    pump();
  }

  void on_far_end_drained() override { update_flow(); }

  void on_stall_time() {
    is_stalled = false;
    update_flow();
  }

  uv_loop_t* loop;
  LineOptions options;
  Pty pty;
  Link link;
  Link to_link;
  HayesModem modem;
  PtyStream stream;
  uv::DeadlineTimer modem_timer;
  uv::DeadlineTimer dtr_timer;
  uv::DeadlineTimer gone_timer;
  uv::DeadlineTimer stall_timer;
  std::unique_ptr<PtyFarEnd> second;
  std::unique_ptr<FarEnd> far_end;  // set exactly while a call is up
  bool is_pumping = false;
  bool is_open = false;  // the slave, as far as seen
  bool was_dtr_high = false;
  bool was_plugged = false;
  bool is_dtr_timer_set = false;
  bool is_stalled = false;
  std::uint64_t calls = 0;
  std::uint64_t connects = 0;
  std::uint64_t hang_ups = 0;
  std::string last_number;
  PeerCounters peer_counters;
  SlaveWatch slave_watch;

  Result<> set_up_second();
};

Result<> SimulatedLine::Impl::set_up_second() {
  if (options.far_end != FarEndKind::kPty) return {};
  auto made = Pty::open();
  if (!made) return std::unexpected(std::move(made).error());
  second = std::make_unique<PtyFarEnd>(loop, std::move(*made), *this);
  if (options.to_link.empty()) return {};
  auto linked = Link::make(options.to_link, second->slave());
  if (!linked) return std::unexpected(std::move(linked).error());
  to_link = std::move(*linked);
  return {};
}

Result<std::unique_ptr<SimulatedLine>> SimulatedLine::open(uv_loop_t* loop, LineOptions options) {
  auto pty = Pty::open();
  if (!pty) return std::unexpected(std::move(pty).error());
  auto impl = std::make_unique<Impl>(loop, std::move(options), std::move(*pty));
  if (auto done = impl->set_up_second(); !done) return std::unexpected(std::move(done).error());
  if (!impl->options.link.empty()) {
    auto linked = Link::make(impl->options.link, impl->pty.slave);
    if (!linked) return std::unexpected(std::move(linked).error());
    impl->link = std::move(*linked);
  }
  return std::unique_ptr<SimulatedLine>(new SimulatedLine(std::move(impl)));
}

SimulatedLine::SimulatedLine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

SimulatedLine::SimulatedLine(uv_loop_t* loop, LineOptions options) {
  auto opened = open(loop, std::move(options));
  if (!opened) {
    std::fprintf(stderr, "simulated line: %s\n", describe(opened.error()).c_str());
    std::abort();
  }
  impl_ = std::move((*opened)->impl_);
}

SimulatedLine::~SimulatedLine() = default;

const std::string& SimulatedLine::device() const {
  return impl_->pty.slave;
}

const std::string& SimulatedLine::to_device() const {
  static const std::string kNone;
  return impl_->second ? impl_->second->slave() : kNone;
}

bool SimulatedLine::dtr() const {
  return impl_->pty.is_slave_open() && impl_->pty.output_speed() != B0;
}

bool SimulatedLine::is_online() const {
  if (impl_->options.cable) return impl_->far_end != nullptr;
  const auto state = impl_->modem.state();
  return state == HayesModem::State::kOnline || state == HayesModem::State::kEscaped;
}

bool SimulatedLine::is_off_hook() const {
  return impl_->modem.state() != HayesModem::State::kCommand;
}

std::uint64_t SimulatedLine::calls() const {
  return impl_->calls;
}
std::uint64_t SimulatedLine::connects() const {
  return impl_->connects;
}
std::uint64_t SimulatedLine::hang_ups() const {
  return impl_->hang_ups;
}
const std::string& SimulatedLine::last_number() const {
  return impl_->last_number;
}
const PeerCounters& SimulatedLine::peer_counters() const {
  return impl_->peer_counters;
}

void SimulatedLine::ring() {
  impl_->modem.handle_ring(impl_->now());
  impl_->pump();
}

void SimulatedLine::lose_carrier() {
  impl_->modem.handle_carrier_lost(impl_->now());
  impl_->pump();
}

void SimulatedLine::make_noise(Octets octets) {
  if (impl_->is_open) impl_->stream.write(octets);
}

void SimulatedLine::stall(Duration lasts) {
  impl_->is_stalled = true;
  impl_->stall_timer.set(impl_->now() + lasts);
  impl_->update_flow();
}

void SimulatedLine::set_book(PhoneBook book) {
  impl_->modem.set_book(std::move(book));
}

}  // namespace dial::simulator
