#pragma once

#include <uv.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "dial/error.hpp"
#include "sys/fd.hpp"
#include "uv/poll.hpp"

namespace dial::manager {

// A stream socket to whoever sits at a terminal.
struct TerminalStream {
  sys::Fd descriptor;
  std::string received;  // typed already
  std::string unsent;    // to be sent before the line's octets
};

// Both ends of one, for a person in this process. kNotEnoughMemory.
struct TerminalPair {
  TerminalStream ours;
  sys::Fd theirs;
};
Result<TerminalPair> terminal_pair();

// Reads and writes such a socket when the loop says that it can. Loop's thread.
class TerminalLink {
 public:
  // `ready` may destroy the link.
  TerminalLink(uv_loop_t* loop, TerminalStream stream, std::function<void()> ready);
  ~TerminalLink();  // the other side reads end-of-file
  TerminalLink(const TerminalLink&) = delete;
  TerminalLink& operator=(const TerminalLink&) = delete;

  Buffer read();                     // what was typed; empty: nothing now
  std::size_t write(Octets octets);  // how many were taken
  bool has_unsent() const { return !unsent_.empty(); }
  bool is_gone() const { return is_gone_; }  // the other side has closed it, as far as was read
  bool is_closed_there() const;              // the same, whatever is still to be read
  void watch(bool reading, bool writing);

 private:
  std::size_t send_some(Octets octets);

  sys::Fd descriptor_;
  std::string received_;
  std::string unsent_;
  bool is_gone_ = false;
  std::function<void()> ready_;
  std::unique_ptr<uv::Poll> poll_;
};

}  // namespace dial::manager
