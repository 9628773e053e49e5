#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "simulator/far_ends.hpp"

namespace dial::simulator {
namespace {

// Readable when the process has ended.
sys::Fd watch_process(pid_t pid) {
  return sys::Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

// Waits for a program that was told to end, and kills it when it does not. Owns itself: it
// lives on the loop until the program is gone.
class Undertaker {
 public:
  static void take(uv_loop_t* loop, pid_t pid) { new Undertaker(loop, pid); }

 private:
  static constexpr Duration kPatience{500};

  Undertaker(uv_loop_t* loop, pid_t pid)
      : pid_(pid),
        pidfd_(watch_process(pid)),
        poll_(loop, pidfd_.get(), [this](int, int) { bury(); }),
        timer_(loop, [this] { ::kill(-pid_, SIGKILL); }) {
    ::kill(-pid_, SIGHUP);
    poll_.watch(UV_READABLE);
    timer_.set(uv::now_on(loop) + kPatience);
  }

  void bury() {
    ::waitpid(pid_, nullptr, WNOHANG);
    delete this;
  }

  pid_t pid_;
  sys::Fd pidfd_;
  uv::Poll poll_;
  uv::DeadlineTimer timer_;
};

// In the child, between fork and exec: system calls only.
[[noreturn]] void become(const char* slave, const char* command) {
  ::setsid();
  const int terminal = ::open(slave, O_RDWR);
  if (terminal < 0 || ::ioctl(terminal, TIOCSCTTY, 0) < 0) ::_exit(126);
  ::dup2(terminal, STDIN_FILENO);
  ::dup2(terminal, STDOUT_FILENO);
  ::close_range(3, ~0U, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGPIPE, SIGHUP, SIGINT, SIGTERM})
    ::signal(number, SIG_DFL);
  ::execl("/bin/sh", "sh", "-c", command, nullptr);
  ::_exit(127);
}

class Exec : public FarEnd, private PtyStream::Owner {
 public:
  Exec(uv_loop_t* loop, Pty pty, sys::Fd slave, pid_t pid, FarEndOwner& owner)
      : loop_(loop),
        pid_(pid),
        pidfd_(watch_process(pid)),
        pty_(std::move(pty)),
        slave_(std::move(slave)),
        stream_(loop, pty_.master.get(), *this),
        owner_(owner),
        exit_(loop, pidfd_.get(), [this](int, int) { on_exit(); }) {
    exit_.watch(UV_READABLE);
    stream_.start();
  }
  ~Exec() override { Undertaker::take(loop_, pid_); }

  void write(Octets octets) override { stream_.write(octets); }
  std::size_t unsent() const override { return stream_.unsent(); }
  void pause_output(bool paused) override { stream_.pause_input(paused); }

 private:
  void on_pty_input(PtyStream&, Octets octets) override { owner_.on_far_end_output(octets); }
  void on_pty_drained(PtyStream&) override { owner_.on_far_end_drained(); }
  void on_pty_closed(PtyStream&) override {}  // not while slave_ is held: the exit tells
  void on_exit() {
    exit_.watch(0);
    while (stream_.read_some()) {
    }
    owner_.on_far_end_gone("the program has ended");
  }

  uv_loop_t* loop_;
  pid_t pid_;
  sys::Fd pidfd_;
  Pty pty_;
  sys::Fd slave_;  // so that the master does not read as closed before the program has it
  PtyStream stream_;
  FarEndOwner& owner_;
  uv::Poll exit_;
};

}  // namespace

Result<std::unique_ptr<FarEnd>> make_exec(uv_loop_t* loop, const std::string& command,
                                          FarEndOwner& owner) {
  auto pty = Pty::open();
  if (!pty) return std::unexpected(std::move(pty).error());
  sys::Fd slave(::open(pty->slave.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  const pid_t pid = ::fork();
  if (pid == 0) become(pty->slave.c_str(), command.c_str());
  if (pid < 0) {
    return std::unexpected(Error{.code = ErrorCode::kPortOrDevice,
                                 .layer = Layer::kPort,
                                 .context = "starting " + command,
                                 .os_error = errno});
  }
  return std::make_unique<Exec>(loop, std::move(*pty), std::move(slave), pid, owner);
}

}  // namespace dial::simulator
