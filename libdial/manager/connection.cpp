#include "manager/connection.hpp"

#include <system_error>
#include <thread>

#include "net/link.hpp"

namespace dial::manager {
namespace {

// Past this the far end does not read; frames are dropped, as on any line that is too slow.
constexpr std::size_t kStuckLine = 64 << 10;

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

Connection::Connection(uv_loop_t* loop, ConnectionSettings settings,
                       const session::Settings& session, RandomSource random,
                       ConnectionOwner& owner)
    : loop_(loop),
      settings_(std::move(settings)),
      number_(session.modem.present ? session.number : std::string()),
      session_(session, std::move(random)),
      owner_(owner),
      queue_(uv::WakeQueue::get(loop)),
      timer_(loop, [this] { handle_timeout(); }),
      holds_(session.holds),
      started_(now()) {
  if (!settings_.network) settings_.network = std::make_shared<net::System>(loop, net::Settings{});
}

Connection::~Connection() = default;

TimePoint Connection::now() const {
  return uv::now_on(loop_);
}

void Connection::dial() {
  session_.dial(now());
  pump();
}

void Connection::acknowledge(std::uint64_t sequence) {
  if (sequence >= handler_sequence_) handler_deadline_.reset();
  session_.acknowledge(sequence, now());
  pump();
}

void Connection::stop_holding() {
  holds_ = false;
  handler_deadline_.reset();
  session_.stop_holding(now());
  pump();
}

Result<> Connection::resume(const ResumeInput& input) {
  auto result = session_.resume(input, now());
  pump();
  return result;
}

void Connection::hang_up(Error reason, bool hurry) {
  session_.hang_up(std::move(reason), hurry, now());
  pump();
}

// Carries out what the session asks for until it asks for nothing. What it is told meanwhile may
// lead back here: the outer call goes on with it.
void Connection::pump() {
  if (std::exchange(pumping_, true)) {
    pump_again_ = true;
    return;
  }
  const std::weak_ptr<char> alive = alive_;
  do {
    pump_again_ = false;
    send_output();
    while (const auto effect = session_.poll_effect()) {
      perform(*effect);
      if (alive.expired()) return;
      send_output();
    }
  } while (pump_again_);
  pumping_ = false;
  show_terminal();
  if (connected_at_ && !lost_at_ && session_.is_closing()) lost_at_ = now();
  if (serial_) serial_->pause_input(!session_.wants_input());
  set_timer();
  if (established_told_ != session_.established_changes() && !session_.is_closing()) {
    established_told_ = session_.established_changes();
    owner_.on_established_changed(*this);
  }
  if (session_.is_ended() && !std::exchange(ended_told_, true)) owner_.on_ended(*this);
}

void Connection::perform(const session::Effect& effect) {
  std::visit(Overloaded{
                 [&](const session::OpenPort&) { open_port(); },
                 [&](const session::WatchCarrier& carrier) {
                   if (serial_) serial_->watch_carrier(carrier.is_watched);
                 },
                 [&](const session::SendBreak& line_break) {
                   if (!serial_) return;
                   serial_->send_break();
                   serial_->write(line_break.then);
                 },
                 [&](const session::TellInterpreter& told) { tell_interpreter(told.octets); },
                 [&](const session::EndInterpreter&) { interpreter_.reset(); },
                 [&](const session::Report& report) { owner_.on_report(*this, report.text); },
                 [&](const session::ConfigureNetwork& configure) {
                   configure_network(configure.projection);
                 },
                 [&](const session::CloseDown&) { close_down(); },
                 [&](const session::Notify& notify_effect) { notify(notify_effect.notification); },
             },
             effect);
}

void Connection::make_path() {
  path_ = make_data_path(
      settings_.network, settings_.profile, settings_.demand,
      [this](Octets packet) {
        count(packet, policy::Direction::kOut);
        session_.handle_packet(packet);
        send_output();
      },
      [this](Error error) {
        session_.handle_network_lost(std::move(error), now());
        pump();
      },
      [this] { return statistics(); });
  path_name_ = path_->name();
}

// The name space that the profile names may have to be opened by dial-helper; the session waits.
void Connection::configure_network(const Projection& projection) {
  if (!path_) make_path();
  const auto ready = [this, projection, alive = std::weak_ptr(alive_)](const Result<>& prepared) {
    if (alive.expired() || !path_ || session_.is_closing()) return;
    session_.handle_network_configured(prepared ? path_->configure(projection) : prepared, now());
    pump();
  };
  settings_.network->prepare(settings_.profile.ip.name_space, ready);
}

void Connection::notify(Notification notification) {
  notification.connection = settings_.id;
  if (notification.state == State::kConnected && !notification.error) connected_at_ = now();
  if (holds_ && !notification.error && !is_terminal(notification.state)) {
    handler_sequence_ = notification.sequence;
    handler_deadline_ = now() + settings_.handler_limit;
  }
  if (is_terminal(notification.state)) handler_deadline_.reset();
  owner_.on_notification(*this, notification);
}

// Opening can wait for a driver: it has a thread of its own, as closing has.
void Connection::open_port() {
  opening_ = true;
  locks_note_ = settings_.network->begin(
      {.kind = "lock", .values = {{"directory", {settings_.lock_directory}}}});
  auto work = [device = settings_.profile.line.device, locks = settings_.lock_directory,
               queue = queue_->sender(), alive = std::weak_ptr(alive_), this] {
    auto port = std::make_shared<Result<sys::Port>>(sys::Port::open(device, locks));
    queue.post([port, alive, this] {
      if (!alive.expired()) return take_port(std::move(*port));
      if (*port) sys::Port::close(std::move(**port), [] {});
    });
  };
  try {
    std::thread(std::move(work)).detach();
  } catch (const std::system_error& error) {
    opening_ = false;
    session_.handle_port_failed(
        {ErrorCode::kPortOrDevice, Layer::kPort,
         "opening " + settings_.profile.line.device + ": no thread is to be had", "",
         error.code().value()},
        now());
  }
}

// Other users' processes are hidden from a service; the helper sees them.
void Connection::ask_for_holder(const Error& error) {
  static constexpr Duration kLimit{1'000};
  const sys::helper::Request request{
      .verb = sys::helper::Verb::kNameHolder, .name = device(), .limit = kLimit};
  holder_call_ = HelperCall::start(
      loop_, settings_.helper, request, {}, [this, error](const Result<HelperAnswer>& answer) {
        const bool is_named = answer && !answer->reply.text.empty();
        take_port(std::unexpected(is_named ? sys::with_holder(error, device(), answer->reply.text)
                                           : error));
      });
}

void Connection::take_port(Result<sys::Port> port) {
  uv_update_time(loop_);
  const bool can_ask = !settings_.helper.empty() && !holder_call_ && !session_.is_closing();
  if (!port && can_ask && sys::is_holder_unknown(port.error())) return ask_for_holder(port.error());
  holder_call_.reset();
  opening_ = false;
  const bool hung_up_meanwhile = session_.is_closing();
  if (hung_up_meanwhile) {
    if (port) port_ = std::move(*port);
    return close_port();
  }
  if (!port) {
    session_.handle_port_failed(port.error(), now());
    return pump();
  }
  auto serial = uv::SerialPort::attach(loop_, port->descriptor(), settings_.profile.line, *this);
  port_ = std::move(*port);
  if (serial) {
    serial_ = std::move(*serial);
    session_.handle_port_opened(now());
  } else {
    session_.handle_port_failed(serial.error(), now());
  }
  pump();
}

void Connection::on_serial_input(Octets octets) {
  while (!octets.empty()) {
    const std::size_t used = session_.handle_input(octets, now());
    if (const auto packet = session_.poll_packet(); packet && path_) {
      count(*packet, policy::Direction::kIn);
      path_->write(*packet);
    }
    octets = octets.subspan(used);
  }
  pump();
}

void Connection::on_serial_lost(Error error) {
  session_.handle_line_lost(std::move(error), now());
  pump();
}

void Connection::on_serial_drained() {
  if (path_) path_->pause(false);
  show_terminal();
}

void Connection::send_output() {
  // Before the far end hears of it: whoever finds a state goes on with the line.
  if (is_kept_ && session_.is_closing()) {
    is_kept_ = false;
    kept_->write({});
  }
  if (session_.output().empty()) return;
  if (serial_ && serial_->unsent() < kStuckLine) serial_->write(session_.output());
  session_.output_taken();
  if (path_ && is_line_full()) path_->pause(true);
}

void Connection::set_timer() {
  auto next = earlier(session_.poll_timeout(), handler_deadline_);
  timer_.set(earlier(next, earlier(dtr_deadline_, close_deadline_)));
}

void Connection::handle_timeout() {
  const TimePoint at = now();
  if (handler_deadline_ && at >= *handler_deadline_) {
    handler_deadline_.reset();
    owner_.on_handler_limit(*this);
  }
  if (dtr_deadline_ && at >= *dtr_deadline_) close_port();
  if (close_deadline_ && at >= *close_deadline_) abandon_close();
  session_.handle_timeout(at);
  pump();
}

ConnectionStatus Connection::status() const {
  ConnectionStatus status;
  status.id = settings_.id;
  status.entry = settings_.profile.name;
  status.device = settings_.profile.line.device;
  status.number = number_;
  status.state = session_.state();
  status.error = session_.reason();
  status.prompt = session_.prompt();
  status.prompt_is_secret = session_.is_prompt_secret();
  status.connect_text = session_.connect_text();
  status.interface = path_ ? path_->interface() : std::string();
  if (status.interface.empty()) status.interface = taking_over_;
  status.datapath = path_name_;
  status.projection = session_.projection();
  if (status.projection) status.mtu = net::mtu_of(settings_.profile, *status.projection);
  status.age = std::chrono::duration_cast<Duration>(now() - started_);
  return status;
}

void Connection::count(Octets packet, policy::Direction direction) {
  // Also without limits.idle: a reload may set it while the call is up.
  if (policy::is_active(packet, direction, settings_.profile.limits))
    active_octets_ += packet.size();
}

policy::Traffic Connection::traffic() const {
  const Statistics counted = session_.statistics();
  return {.octets = counted.bytes_sent + counted.bytes_received, .active_octets = active_octets_};
}

Statistics Connection::statistics() const {
  Statistics statistics = session_.statistics();
  if (connected_at_) {
    const TimePoint until = lost_at_.value_or(now());
    statistics.connected = std::chrono::duration_cast<Duration>(until - *connected_at_);
  }
  return statistics;
}

}  // namespace dial::manager
