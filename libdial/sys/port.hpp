#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dial/error.hpp"
#include "sys/fd.hpp"

namespace dial::sys {

// An opened and locked serial device.
class Port {
 public:
  // Opens `device` O_NOCTTY | O_NONBLOCK and locks it against everybody: UUCP lock files (HDB, made
  // by link(2)) for the name given and for the real node, flock on the descriptor, TIOCEXCL (not on
  // a pty, where it would survive a crash). Without a lock directory the others have to do. A
  // stale lock file (its process is gone) is taken over. Errors: kDeviceDoesNotExist,
  // kPortNotAvailable (the context names the holder: "held by minicom (pid 4711)"), kAccessDenied,
  // kPortOrDevice (no tty).
  static Result<Port> open(const std::string& device,
                           const std::string& lock_directory = "/run/lock");

  // A descriptor that another process of ours had opened and locked, and that is gone: its lock
  // files are taken over. Fails with kNoConnection where the line was hung up meanwhile, and as
  // open().
  static Result<Port> take_over(const std::string& device, Fd descriptor,
                                const std::string& lock_directory = "/run/lock");

  Port(Port&&) noexcept;
  Port& operator=(Port&&) noexcept;
  ~Port();  // unlocks; an open descriptor is closed with it

  int descriptor() const;
  const std::string& device() const;
  // Closes on a thread of its own, then removes the locks, then calls `done` on that thread. The
  // device is unlocked then even where a child of this process has a copy of the descriptor.
  static void close(Port port, std::function<void()> done);

 private:
  struct Impl;
  explicit Port(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Whether an error of Port::open() leaves open who has the device, because /proc does not tell us.
bool is_holder_unknown(const Error& error);
// The same error with his name, "minicom (pid 4711)".
Error with_holder(const Error& error, const std::string& device, const std::string& holder);

}  // namespace dial::sys
