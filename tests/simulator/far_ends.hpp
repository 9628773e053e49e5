#pragma once

#include <uv.h>

#include <memory>
#include <string>

#include "dial/error.hpp"
#include "simulator/far_end.hpp"
#include "simulator/pty.hpp"

namespace dial::simulator {

std::unique_ptr<FarEnd> make_echo(FarEndOwner& owner);  // a loop-back
std::unique_ptr<FarEnd> make_silence();                 // takes octets, never sends one
// Sends octets that mean nothing, the same in each call, 6400 each second.
std::unique_ptr<FarEnd> make_garbage(uv_loop_t* loop, FarEndOwner& owner);

// Runs `command` by /bin/sh as the leader of a session of its own, on a raw pty that is its
// controlling terminal, its input and its output. Gone when it has closed the pty. Destroying it
// hangs the terminal up, and kills what is left half a second later (on the loop).
Result<std::unique_ptr<FarEnd>> make_exec(uv_loop_t* loop, const std::string& command,
                                          FarEndOwner& owner);

// A second pty that outlives the calls: between calls what is written to its slave is lost.
class PtyFarEnd final : private PtyStream::Owner {
 public:
  PtyFarEnd(uv_loop_t* loop, Pty pty, FarEndOwner& owner);
  const std::string& slave() const { return pty_.slave; }
  std::unique_ptr<FarEnd> call();  // one at a time

 private:
  class Call;
  void on_pty_input(PtyStream& stream, Octets octets) override;
  void on_pty_closed(PtyStream& stream) override;
  void on_pty_drained(PtyStream& stream) override;

  Pty pty_;
  sys::Fd slave_;  // held so that the slave never reads as closed
  PtyStream stream_;
  FarEndOwner& owner_;
  bool is_in_call_ = false;
};

}  // namespace dial::simulator
