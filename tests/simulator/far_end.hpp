#pragma once

#include <cstddef>

#include "base/bytes.hpp"

namespace dial::simulator {

// What a far end tells the line it is on. Never called from within a member of the far end
// other than write(); on_far_end_gone() may destroy it.
class FarEndOwner {
 public:
  virtual void on_far_end_output(Octets octets) = 0;
  virtual void on_far_end_gone() = 0;  // it hung up: once

 protected:
  ~FarEndOwner() = default;
};

// Whatever is behind CONNECT for one call: made when the call is answered, destroyed when
// either side hangs up.
class FarEnd {
 public:
  FarEnd() = default;
  FarEnd(const FarEnd&) = delete;
  FarEnd& operator=(const FarEnd&) = delete;
  virtual ~FarEnd() = default;

  virtual void write(Octets octets) = 0;
  virtual std::size_t unsent() const { return 0; }  // octets it has not taken yet
  virtual void pause_output(bool /*paused*/) {}     // the line is full
};

}  // namespace dial::simulator
