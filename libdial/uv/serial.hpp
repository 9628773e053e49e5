#pragma once

#include <functional>
#include <memory>

#include "base/bytes.hpp"
#include "dial/error.hpp"
#include "profile/profile.hpp"
#include "uv/handle.hpp"

namespace dial::uv {

// What a serial port reports to its owner, on the loop. Either call may destroy nothing but
// may call any member of the port, close() included.
class SerialOwner {
 public:
  virtual void on_serial_input(Octets octets) = 0;
  virtual void on_serial_lost(Error error) = 0;  // hang-up, unplug, carrier loss: once, input ends
  virtual void on_serial_drained() = 0;          // unsent() fell to 0 after it was above the mark
 protected:
  ~SerialOwner() = default;
};

// A serial port: opened non-blocking, raw, locked (the lock is taken by the caller's `lock`
// functions, so that this layer does not know lock files), with DTR and DCD where the device has
// them. Nothing blocks the loop.
class SerialPort {
 public:
  // Takes over an open, locked descriptor and applies the line settings.
  // Fails with kCannotSetPortInfo or kUnsupportedBps; the descriptor is then the caller's still.
  static Result<std::unique_ptr<SerialPort>> attach(uv_loop_t* loop, int descriptor,
                                                    const profile::Line& line, SerialOwner& owner);
  ~SerialPort();  // as release()

  void write(Octets octets);      // queued and sent when the line takes it
  std::size_t unsent() const;     // octets queued; the owner keeps it bounded
  void pause_input(bool paused);  // flow control: the kernel's buffer fills instead
  void send_break();
  void watch_carrier(bool watched);  // from CONNECT on: loss of DCD is on_serial_lost
  bool has_modem_lines() const;

  // Drops DTR (B0, and TIOCMBIC where the device has lines), discards unsent octets.
  void drop_dtr();
  // Stops watching and gives the descriptor back, settings restored and N_TTY; it is for
  // the caller to close (sys::close_slowly).
  int release();

 private:
  struct Impl;
  explicit SerialPort(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dial::uv
