#pragma once

#include <uv.h>

#include <memory>
#include <thread>

#include "conformance/handler.hpp"
#include "dial/dialer.hpp"

namespace dial::conformance {

// A thread that dials and ends in the middle: its loop stops turning, and nobody has destroyed the
// Dialer.
class EndingProgram {
 public:
  // Returns when the thread has ended: in the handler's call for `last`, right behind dial() if
  // there is none.
  EndingProgram(const DialerOptions& options, const DialParameters& parameters, Handler handler,
                std::optional<State> last);
  ~EndingProgram();  // clean_up()
  EndingProgram(const EndingProgram&) = delete;
  EndingProgram& operator=(const EndingProgram&) = delete;

  // On this thread, which has joined the other: destroys the Dialer and closes the loop. False if
  // something was left on it.
  bool clean_up();

 private:
  void run(const DialerOptions& options, const DialParameters& parameters, const Handler& handler,
           std::optional<State> last);

  uv_loop_t loop_{};
  std::unique_ptr<Dialer> dialer_;
};

}  // namespace dial::conformance
