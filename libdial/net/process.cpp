#include "net/process.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace dial::net {

Result<std::unique_ptr<Process>> Process::start(uv_loop_t* loop, const Command& command,
                                                Done done) {
  auto child = sys::ChildProcess::spawn(command.program, command.arguments, command.environment);
  if (!child) return std::unexpected(child.error());
  // It fits into the socket, or there is nothing to be done.
  if (!command.input.empty() &&
      ::send(child->descriptor(), command.input.data(), command.input.size(), MSG_NOSIGNAL) < 0) {
    return std::unexpected(Error{.code = ErrorCode::kUnknown,
                                 .layer = Layer::kNetwork,
                                 .context = command.program + " takes no input",
                                 .os_error = errno});
  }
  child->close_input();
  std::unique_ptr<Process> process(
      new Process(loop, std::move(*child), command.limit, std::move(done)));
  if (process->end_.status() == 0) return process;
  return std::unexpected(Error{.code = ErrorCode::kNotEnoughMemory,
                               .layer = Layer::kNetwork,
                               .context = "the loop cannot watch " + command.program,
                               .os_error = -process->end_.status()});
}

Process::Process(uv_loop_t* loop, sys::ChildProcess child, Duration limit, Done done)
    : child_(std::move(child)),
      limit_(limit),
      done_(std::move(done)),
      end_(loop, child_.end_descriptor(), [this](int, int) { handle_ended(); }),
      timer_(loop, [this] { handle_limit(); }) {
  end_.watch(UV_READABLE);
  timer_.set(uv::now_on(loop) + limit);
}

void Process::handle_limit() {
  is_killed_ = true;
  child_.kill_all();
}

void Process::handle_ended() {
  end_.watch(0);
  timer_.set(std::nullopt);
  child_.kill_all();  // what it has left in the background
  const std::string how = child_.end();
  const Done done = std::move(done_);
  if (is_killed_) return done("was killed after " + std::to_string(limit_.count()) + " ms");
  done(how == "status 0" ? "" : "ended with " + how);
}

}  // namespace dial::net
