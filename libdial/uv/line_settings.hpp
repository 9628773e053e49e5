#pragma once

#include <termios.h>

#include "dial/error.hpp"
#include "profile/profile.hpp"

namespace dial::uv {

// The terminal settings of one descriptor: saved when taken, put back when released. Every change
// is TCSANOW: TCSADRAIN would wait for a line that may never take its octets. Calls on a line
// that has hung up do nothing.
class LineSettings {
 public:
  // Puts the line in raw mode as the profile says. On failure everything is as it was.
  // Fails with kCannotSetPortInfo or kUnsupportedBps.
  static Result<LineSettings> apply(int descriptor, const profile::Line& line);

  // Of a line that another process of ours had in raw mode: it is as it should be, and what has
  // come is ours. Fails with kCannotSetPortInfo.
  static Result<LineSettings> resume(int descriptor, const profile::Line& line);

  bool has_modem_lines() const { return has_modem_lines_; }
  bool has_carrier() const;           // DCD; false without modem lines
  void follow_carrier(bool follows);  // false is CLOCAL: the kernel ignores DCD
  void drop_dtr();
  void restore();

 private:
  explicit LineSettings(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
  termios original_{};
  int original_discipline_ = 0;
  bool has_modem_lines_ = false;
};

}  // namespace dial::uv
