#pragma once

#include <functional>
#include <memory>

#include "base/bytes.hpp"
#include "dial/error.hpp"
#include "profile/profile.hpp"
#include "uv/handle.hpp"

namespace dial::uv {

// What a serial port reports to its owner, on the loop and never inside a call of the port's. The
// owner may call any member of the port and may destroy it.
class SerialOwner {
 public:
  virtual void on_serial_input(Octets octets) = 0;
  // Once; input ends. kNoConnection: hang-up or carrier loss; kHardwareFailure: the device is gone.
  virtual void on_serial_lost(Error error) = 0;
  virtual void on_serial_drained() = 0;  // unsent() fell to 0 after octets had to wait
 protected:
  ~SerialOwner() = default;
};

// A serial port: raw, non-blocking, with DTR and DCD where the device has them. The caller has
// opened and locked the descriptor, so that this layer does not know lock files, and closes it.
// Nothing blocks the loop.
class SerialPort {
 public:
  // Takes over an open, locked descriptor and applies the line settings.
  // Fails with kCannotSetPortInfo or kUnsupportedBps; the descriptor is then the caller's still.
  static Result<std::unique_ptr<SerialPort>> attach(uv_loop_t* loop, int descriptor,
                                                    const profile::Line& line, SerialOwner& owner);
  // The same for a descriptor that another process of ours has had attached: nothing is set, and
  // what has come is not lost.
  static Result<std::unique_ptr<SerialPort>> resume(uv_loop_t* loop, int descriptor,
                                                    const profile::Line& line, SerialOwner& owner);
  ~SerialPort();  // as release()

  void write(Octets octets);      // queued and sent when the line takes it; dropped once lost
  std::size_t unsent() const;     // octets queued; the owner keeps it bounded
  void pause_input(bool paused);  // flow control: the kernel's buffer fills instead
  void send_break();              // 250 ms, after the octets queued so far and before any later one
  // From CONNECT on: loss of DCD is on_serial_lost. A line whose DCD was never up, or that has
  // none, is not watched.
  void watch_carrier(bool watched);
  bool has_modem_lines() const;

  // Drops DTR (B0, and TIOCMBIC where the device has lines), discards unsent octets, stops
  // watching the carrier, which is going to fall. DTR stays low until release().
  void drop_dtr();
  // Stops watching and gives the descriptor back, settings restored and N_TTY, what was in the
  // kernel's buffers discarded; it is for the caller to close (sys::close_slowly). -1 if done
  // before.
  int release();

 private:
  struct Impl;
  explicit SerialPort(std::unique_ptr<Impl> impl);
  static Result<std::unique_ptr<SerialPort>> watch(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dial::uv
