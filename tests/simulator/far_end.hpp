#pragma once

#include <cstddef>
#include <string_view>

#include "base/bytes.hpp"

namespace dial::simulator {

// What a far end tells the line it is on. It may be told from within write() and
// pause_output(); none of these destroys the far end.
class FarEndOwner {
 public:
  virtual void on_far_end_output(Octets octets) = 0;
  virtual void on_far_end_gone(std::string_view reason) = 0;  // it hung up
  virtual void on_far_end_drained() = 0;                      // unsent() fell

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
