#include "uv/serial.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "uv/line_settings.hpp"
#include "uv/poll.hpp"

namespace dial::uv {
namespace {

constexpr std::size_t kReadSize = 4096;        // N_TTY's buffer: no read gives more
constexpr int kReadsPerTurn = 8;               // a fast line must not starve the others on the loop
constexpr std::uint64_t kBreakTime = 250;      // ms; POSIX tcsendbreak: at least 0.25 s
constexpr std::uint64_t kCarrierPeriod = 250;  // ms

Handle<uv_timer_t> make_timer(uv_loop_t* loop, void* owner) {
  Handle<uv_timer_t> timer(new uv_timer_t);
  uv_timer_init(loop, timer.get());
  timer->data = owner;
  return timer;
}

}  // namespace

struct SerialPort::Impl {
  Impl(uv_loop_t* loop, int fd, const profile::Line& line, LineSettings line_settings,
       SerialOwner& port_owner)
      : owner(port_owner),
        descriptor(fd),
        device(line.device),
        settings(line_settings),
        poll(loop, fd, [this](int status, int events) { handle_io(status, events); }),
        break_timer(make_timer(loop, this)),
        carrier_timer(make_timer(loop, this)) {}

  void handle_io(int status, int events);
  void read_some();
  void write_some();
  void send(Octets octets);
  void update_poll();
  void start_break();
  void end_break();
  void check_carrier();
  void lose(ErrorCode code, const std::string& what, int os_error);
  void lose_by(int os_error);
  void stop();
  bool is_open() const { return descriptor >= 0 && !lost; }

  SerialOwner& owner;
  int descriptor;  // -1 once released
  std::string device;
  LineSettings settings;
  Poll poll;
  Handle<uv_timer_t> break_timer;
  Handle<uv_timer_t> carrier_timer;
  Buffer unsent;
  std::size_t sent = 0;                 // octets at the front of `unsent` that have left
  std::optional<std::size_t> break_at;  // the break comes when `sent` gets here
  bool breaking = false;
  bool paused = false;
  bool lost = false;
  std::shared_ptr<char> alive = std::make_shared<char>();  // the owner may destroy us
};

void SerialPort::Impl::handle_io(int status, int events) {
  const std::weak_ptr<char> here = alive;
  // libuv reports EPOLLERR as UV_EBADF; on a terminal that is a hang-up.
  if (status < 0) return lose_by(EIO);
  if ((events & UV_WRITABLE) != 0) write_some();
  if (here.expired() || !is_open()) return;
  if ((events & UV_READABLE) != 0 && !paused) return read_some();
  if ((events & UV_DISCONNECT) != 0) lose_by(EIO);
}

void SerialPort::Impl::read_some() {
  const std::weak_ptr<char> here = alive;
  std::array<std::uint8_t, kReadSize> octets;
  for (int turn = 0; turn < kReadsPerTurn; ++turn) {
    const auto count = ::read(descriptor, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return lose_by(count == 0 ? EIO : errno);
    owner.on_serial_input({octets.data(), static_cast<std::size_t>(count)});
    if (here.expired() || !is_open() || paused) return;
  }
}

// Writes what the line takes; called only while octets wait.
void SerialPort::Impl::write_some() {
  while (!breaking && sent < break_at.value_or(unsent.size())) {
    const auto limit = break_at.value_or(unsent.size());
    const auto count = ::write(descriptor, unsent.data() + sent, limit - sent);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) return lose_by(errno);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  if (break_at && sent == *break_at) start_break();
  if (sent == unsent.size()) {
    unsent.clear();
    sent = 0;
  }
  update_poll();
  if (unsent.empty()) owner.on_serial_drained();
}

// Tries at once, which saves a turn of the loop. A refusal, whatever it is, is left to the poll,
// which reports a dead line as writable: a caller of write() is not to be called back inside it.
void SerialPort::Impl::send(Octets octets) {
  if (unsent.empty() && !breaking && !break_at) {
    const auto count = ::write(descriptor, octets.data(), octets.size());
    if (count > 0) octets = octets.subspan(static_cast<std::size_t>(count));
  }
  if (octets.empty()) return;
  if (sent > unsent.size() / 2) {  // what has left is dropped now and then, not each time
    unsent.erase(unsent.begin(), unsent.begin() + static_cast<std::ptrdiff_t>(sent));
    if (break_at) *break_at -= sent;
    sent = 0;
  }
  unsent.insert(unsent.end(), octets.begin(), octets.end());
  update_poll();
}

void SerialPort::Impl::update_poll() {
  if (!is_open()) return;
  // While the input is paused a hang-up still has to show.
  int events = paused ? UV_DISCONNECT : UV_READABLE;
  if (!breaking && !unsent.empty()) events |= UV_WRITABLE;
  poll.watch(events);
}

// tcsendbreak() sleeps in the kernel, so the break is switched on here and off by a timer.
void SerialPort::Impl::start_break() {
  break_at.reset();
  breaking = true;
  ioctl(descriptor, TIOCSBRK);
  uv_timer_start(
      break_timer.get(),
      [](uv_timer_t* timer) {
        if (timer->data != nullptr) static_cast<Impl*>(timer->data)->end_break();
      },
      kBreakTime, 0);
}

void SerialPort::Impl::end_break() {
  breaking = false;
  ioctl(descriptor, TIOCCBRK);
  update_poll();
}

void SerialPort::Impl::check_carrier() {
  if (!settings.has_carrier()) lose(ErrorCode::kNoConnection, "lost carrier", 0);
}

void SerialPort::Impl::lose_by(int os_error) {
  // A terminal that has been hung up answers EIO, a device that was pulled out ENODEV or ENXIO.
  const bool is_gone = os_error == ENODEV || os_error == ENXIO;
  lose(is_gone ? ErrorCode::kHardwareFailure : ErrorCode::kNoConnection,
       is_gone ? "the device is gone" : "hung up", os_error);
}

void SerialPort::Impl::lose(ErrorCode code, const std::string& what, int os_error) {
  stop();
  lost = true;
  owner.on_serial_lost(
      {.code = code, .layer = Layer::kPort, .context = device + ": " + what, .os_error = os_error});
}

void SerialPort::Impl::stop() {
  poll.watch(0);
  uv_timer_stop(carrier_timer.get());
  uv_timer_stop(break_timer.get());
  if (std::exchange(breaking, false)) ioctl(descriptor, TIOCCBRK);
  break_at.reset();
  unsent.clear();
  sent = 0;
}

Result<std::unique_ptr<SerialPort>> SerialPort::attach(uv_loop_t* loop, int descriptor,
                                                       const profile::Line& line,
                                                       SerialOwner& owner) {
  auto settings = LineSettings::apply(descriptor, line);
  if (!settings) return std::unexpected(std::move(settings.error()));
  return watch(std::make_unique<Impl>(loop, descriptor, line, *settings, owner));
}

Result<std::unique_ptr<SerialPort>> SerialPort::resume(uv_loop_t* loop, int descriptor,
                                                       const profile::Line& line,
                                                       SerialOwner& owner) {
  auto settings = LineSettings::resume(descriptor, line);
  if (!settings) return std::unexpected(std::move(settings.error()));
  return watch(std::make_unique<Impl>(loop, descriptor, line, *settings, owner));
}

Result<std::unique_ptr<SerialPort>> SerialPort::watch(std::unique_ptr<Impl> impl) {
  if (const int status = impl->poll.status(); status != 0) {
    impl->settings.restore();
    return std::unexpected(Error{.code = ErrorCode::kCannotSetPortInfo,
                                 .layer = Layer::kPort,
                                 .context = "watching " + impl->device + ": " + uv_strerror(status),
                                 .os_error = -status});
  }
  impl->update_poll();
  return std::unique_ptr<SerialPort>(new SerialPort(std::move(impl)));
}

SerialPort::SerialPort(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

SerialPort::~SerialPort() {
  release();
}

void SerialPort::write(Octets octets) {
  if (impl_->is_open()) impl_->send(octets);
}

std::size_t SerialPort::unsent() const {
  return impl_->unsent.size() - impl_->sent;
}

void SerialPort::pause_input(bool paused) {
  impl_->paused = paused;
  impl_->update_poll();
}

void SerialPort::send_break() {
  if (!impl_->is_open() || impl_->breaking || impl_->break_at) return;
  if (unsent() == 0) return impl_->start_break();
  impl_->break_at = impl_->unsent.size();
}

void SerialPort::watch_carrier(bool watched) {
  if (!impl_->is_open() || !has_modem_lines()) return;
  if (!watched || !impl_->settings.has_carrier()) {
    uv_timer_stop(impl_->carrier_timer.get());
    impl_->settings.follow_carrier(false);
    return;
  }
  // The kernel hangs the line up when DCD falls, at once; not every driver does, hence the timer.
  impl_->settings.follow_carrier(true);
  uv_timer_start(
      impl_->carrier_timer.get(),
      [](uv_timer_t* timer) {
        if (timer->data != nullptr) static_cast<Impl*>(timer->data)->check_carrier();
      },
      kCarrierPeriod, kCarrierPeriod);
}

bool SerialPort::has_modem_lines() const {
  return impl_->settings.has_modem_lines();
}

void SerialPort::drop_dtr() {
  if (!impl_->is_open()) return;
  impl_->stop();
  impl_->settings.drop_dtr();
  impl_->update_poll();  // input goes on: the modem's NO CARRIER
}

int SerialPort::release() {
  if (impl_->descriptor < 0) return -1;
  impl_->stop();
  impl_->settings.restore();
  return std::exchange(impl_->descriptor, -1);
}

}  // namespace dial::uv
