#include "simulator/pty.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace dial::simulator {
namespace {

std::unexpected<Error> failed(const std::string& doing) {
  return std::unexpected(Error{.code = ErrorCode::kPortOrDevice,
                               .layer = Layer::kPort,
                               .context = doing,
                               .os_error = errno});
}

void make_raw(int tty, termios settings) {
  ::cfmakeraw(&settings);
  ::cfsetspeed(&settings, B115200);
  ::tcsetattr(tty, TCSANOW, &settings);
}

// As with a real serial line, where we may say so: whoever is in the group may use it. Lines are
// opened on several threads: getgrnam(3) is for one.
void give_to_group(int tty) {
  std::array<char, 4096> texts{};
  group entry{};
  group* owners = nullptr;
  ::getgrnam_r("dialout", &entry, texts.data(), texts.size(), &owners);
  if (owners == nullptr || ::fchown(tty, static_cast<uid_t>(-1), owners->gr_gid) != 0) return;
  (void)::fchmod(tty, 0660);
}

std::string link_target(const std::string& path) {
  std::array<char, 4096> target;
  const auto length = ::readlink(path.c_str(), target.data(), target.size());
  return length < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(length));
}

bool is_dead_link(const std::string& path) {
  struct stat found{};
  return !link_target(path).empty() && ::stat(path.c_str(), &found) != 0;
}

}  // namespace

Result<Pty> Pty::open() {
  Pty pty{sys::Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)), {}};
  std::array<char, 64> name;
  if (!pty.master || ::grantpt(pty.master.get()) != 0 || ::unlockpt(pty.master.get()) != 0 ||
      ::ptsname_r(pty.master.get(), name.data(), name.size()) != 0) {
    return failed("making a pty");
  }
  pty.slave = name.data();
  // A slave that was never open does not read as closed; so it is opened once. The master's
  // termios are the slave's (tty_ioctl(4) on a pty).
  const sys::Fd slave(::open(name.data(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  termios settings{};
  if (!slave || ::tcgetattr(slave.get(), &settings) != 0) return failed("opening " + pty.slave);
  make_raw(slave.get(), settings);
  give_to_group(slave.get());
  return pty;
}

bool Pty::is_slave_open() const {
  pollfd entry{.fd = master.get(), .events = POLLIN, .revents = 0};
  return ::poll(&entry, 1, 0) >= 0 && (entry.revents & POLLHUP) == 0;
}

unsigned long Pty::output_speed() const {
  termios settings{};
  return ::tcgetattr(master.get(), &settings) == 0 ? ::cfgetospeed(&settings) : B0;
}

void Pty::refresh() const {
  ::tcflush(master.get(), TCOFLUSH);
  termios settings{};
  if (::tcgetattr(master.get(), &settings) != 0) return;
  // Canonical: a hang-up of the tty has reset it.
  if (::cfgetospeed(&settings) != B0 && (settings.c_lflag & ICANON) == 0) return;
  make_raw(master.get(), settings);
}

void Pty::hang_up_slave() const {
  const sys::Fd own(::open(slave.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (own) (void)::ioctl(own.get(), TIOCVHANGUP);
}

Result<Link> Link::make(const std::string& path, const std::string& target) {
  if (is_dead_link(path)) ::unlink(path.c_str());
  if (::symlink(target.c_str(), path.c_str()) != 0) return failed("making the link " + path);
  Link link;
  link.path_ = path;
  link.target_ = target;
  return link;
}

Link::Link(Link&& other) noexcept
    : path_(std::exchange(other.path_, {})), target_(std::exchange(other.target_, {})) {}

Link& Link::operator=(Link&& other) noexcept {
  if (this == &other) return *this;
  remove();
  path_ = std::exchange(other.path_, {});
  target_ = std::exchange(other.target_, {});
  return *this;
}

void Link::remove() {
  if (!path_.empty() && link_target(path_) == target_) ::unlink(path_.c_str());
  path_.clear();
}

PtyStream::PtyStream(uv_loop_t* loop, int master, Owner& owner)
    : master_(master),
      owner_(owner),
      poll_(loop, master, [this](int status, int events) { handle_ready(status, events); }) {}

void PtyStream::start() {
  is_started_ = true;
  watch();
}

void PtyStream::stop() {
  is_started_ = false;
  watch();
}

void PtyStream::pause_input(bool paused) {
  is_paused_ = paused;
  watch();
}

void PtyStream::write(Octets octets) {
  unsent_.insert(unsent_.end(), octets.begin(), octets.end());
  write_some();
  watch();
}

void PtyStream::handle_ready(int status, int events) {
  if (!is_started_) return;
  if ((events & UV_WRITABLE) != 0 && !unsent_.empty()) {
    write_some();
    if (unsent_.empty()) owner_.on_pty_drained(*this);
  }
  if (status < 0 || (events & (UV_READABLE | UV_DISCONNECT)) != 0) read_some();
  watch();
}

bool PtyStream::read_some() {
  std::array<std::uint8_t, 16384> octets;
  while (is_started_ && !is_paused_) {
    const auto count = ::read(master_, octets.data(), octets.size());
    if (count > 0) {
      owner_.on_pty_input(*this, Octets(octets).first(static_cast<std::size_t>(count)));
      // A short read says that the pty is empty, but not whether the slave is still open: whoever
      // wants to know asks again.
      return true;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return false;
    stop();  // EIO: no slave is open
    owner_.on_pty_closed(*this);
    return false;
  }
  return false;
}

void PtyStream::write_some() {
  while (!unsent_.empty()) {
    const auto count = ::write(master_, unsent_.data(), unsent_.size());
    if (count <= 0) return;
    unsent_.erase(unsent_.begin(), unsent_.begin() + count);
  }
}

// A paused stream watches for nothing readable: a closed slave is seen when it goes on, or by
// SlaveWatch.
void PtyStream::watch() {
  const int reading = is_paused_ ? 0 : UV_READABLE;
  const int writing = unsent_.empty() ? 0 : UV_WRITABLE;
  poll_.watch(is_started_ ? reading | writing : 0);
}

SlaveWatch::SlaveWatch(uv_loop_t* loop, const std::string& slave, std::function<void(bool)> changed)
    : loop_(loop),
      changed_(std::move(changed)),
      inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (inotify_ && ::inotify_add_watch(inotify_.get(), slave.c_str(), IN_OPEN | IN_CLOSE) >= 0) {
    poll_ = std::make_unique<uv::Poll>(loop, inotify_.get(), [this](int, int) { read_events(); });
    poll_->watch(UV_READABLE);
    return;
  }
  timer_ = std::make_unique<uv::DeadlineTimer>(loop, [this] { look_again(); });
  look_again();
}

void SlaveWatch::read_events() {
  alignas(inotify_event) std::array<char, 4096> events;
  bool was_closed = false;
  bool was_reopened = false;
  ssize_t count = 0;
  while ((count = ::read(inotify_.get(), events.data(), events.size())) > 0) {
    for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
      const auto* event = reinterpret_cast<const inotify_event*>(events.data() + at);
      if ((event->mask & IN_CLOSE) != 0) was_closed = true;
      if ((event->mask & IN_OPEN) != 0) was_reopened = was_closed;
      at += sizeof(inotify_event) + event->len;
    }
  }
  changed_(was_reopened);
}

void SlaveWatch::look_again() {
  timer_->set(uv::now_on(loop_) + Duration{10});
  changed_(false);
}

}  // namespace dial::simulator
