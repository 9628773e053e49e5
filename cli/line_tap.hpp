#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "dial/error.hpp"
#include "sys/fd.hpp"
#include "uv/poll.hpp"

namespace dial::cli {

// Between a line and the person who has it: octets pass both ways unchanged, and are told. When one
// side ends, so does the other. Loop's thread.
class LineTap {
 public:
  using Told = std::function<void(bool is_typed, Octets octets)>;

  // Takes the line's descriptor over. kNotEnoughMemory.
  static Result<std::unique_ptr<LineTap>> attach(uv_loop_t* loop, int line, Told told);
  LineTap(const LineTap&) = delete;  // the handles point back at their owner
  LineTap& operator=(const LineTap&) = delete;
  ~LineTap();  // tells what is still there; nothing passes any more

  int take_person_side() { return theirs_.release(); }  // once; the caller closes it

 private:
  struct Side {
    sys::Fd descriptor;
    std::string unsent;  // for it
    std::unique_ptr<uv::Poll> poll;
    bool is_open = true;
  };

  LineTap(uv_loop_t* loop, sys::Fd line, sys::Fd ours, sys::Fd theirs, Told told);
  void serve();
  bool pass(Side& from, Side& to, bool is_typed);
  void close(Side& side);
  void watch();

  Told told_;
  sys::Fd theirs_;
  Side line_;
  Side person_;
};

}  // namespace dial::cli
