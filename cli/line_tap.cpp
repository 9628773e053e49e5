#include "cli/line_tap.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "cli/stream_io.hpp"

namespace dial::cli {

Result<std::unique_ptr<LineTap>> LineTap::attach(uv_loop_t* loop, int line, Told told) {
  sys::Fd owned(line);
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return std::unexpected(Error{ErrorCode::kNotEnoughMemory, Layer::kManager,
                                 "no pair of sockets is to be had", "", errno});
  }
  auto tap = std::unique_ptr<LineTap>(
      new LineTap(loop, std::move(owned), sys::Fd(ends[0]), sys::Fd(ends[1]), std::move(told)));
  tap->watch();
  return tap;
}

LineTap::LineTap(uv_loop_t* loop, sys::Fd line, sys::Fd ours, sys::Fd theirs, Told told)
    : told_(std::move(told)),
      theirs_(std::move(theirs)),
      line_{.descriptor = std::move(line), .unsent = {}, .poll = nullptr},
      person_{.descriptor = std::move(ours), .unsent = {}, .poll = nullptr} {
  for (Side* side : {&line_, &person_}) {
    do_not_block(side->descriptor.get());
    side->poll =
        std::make_unique<uv::Poll>(loop, side->descriptor.get(), [this](int, int) { serve(); });
  }
}

LineTap::~LineTap() {
  for (Side* side : {&line_, &person_}) {
    Side nowhere;
    while (side->is_open && pass(*side, nowhere, side == &person_)) {
    }
    close(*side);
  }
}

void LineTap::serve() {
  pass(person_, line_, true);
  pass(line_, person_, false);
  // The last words of the one are for the other still.
  if (!person_.is_open && line_.unsent.empty()) close(line_);
  if (!line_.is_open && person_.unsent.empty()) close(person_);
  watch();
}

// False: nothing more comes from there now.
bool LineTap::pass(Side& from, Side& to, bool is_typed) {
  std::string heard;
  bool has_more = false;
  bool is_at_end = false;
  if (from.is_open && to.unsent.empty()) {
    const auto more = read_some(from.descriptor.get(), heard);
    has_more = more.value_or(false);
    is_at_end = !more.value_or(true);
  }
  if (!heard.empty()) told_(is_typed, octets_of(heard));
  if (!to.descriptor) return has_more;
  to.unsent += heard;
  if (to.is_open && !write_some(to.descriptor.get(), to.unsent)) to.unsent.clear();
  if (is_at_end) close(from);
  return has_more;
}

void LineTap::close(Side& side) {
  side.is_open = false;
  side.poll.reset();
  side.descriptor = sys::Fd();
}

void LineTap::watch() {
  const auto set = [](Side& side, const Side& other) {
    if (!side.poll) return;
    side.poll->watch((other.unsent.empty() ? UV_READABLE : 0) |
                     (side.unsent.empty() ? 0 : UV_WRITABLE));
  };
  set(line_, person_);
  set(person_, line_);
}

}  // namespace dial::cli
