#include "manager/interpreter.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace dial::manager {
namespace {
constexpr std::size_t kReadAtOnce = 4 << 10;

bool will_go_on(ssize_t count) {
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}
}  // namespace

std::string interpreter_program() {
  return DIAL_INTERPRETER;
}

Result<std::unique_ptr<Interpreter>> Interpreter::start(uv_loop_t* loop, const std::string& program,
                                                        InterpreterOwner& owner) {
  auto process = sys::ChildProcess::spawn(program);
  if (!process) return std::unexpected(process.error());
  std::unique_ptr<Interpreter> interpreter(new Interpreter(loop, std::move(*process), owner));
  if (interpreter->poll_.status() == 0) return interpreter;
  return std::unexpected(Error{.code = ErrorCode::kNotEnoughMemory,
                               .layer = Layer::kManager,
                               .context = "the loop cannot watch " + program,
                               .os_error = -interpreter->poll_.status()});
}

Interpreter::Interpreter(uv_loop_t* loop, sys::ChildProcess process, InterpreterOwner& owner)
    : process_(std::move(process)),
      owner_(owner),
      poll_(loop, process_.descriptor(), [this](int status, int events) {
        if (status < 0) return lose();
        handle_ready(events);
      }) {
  poll_.watch(UV_READABLE);
}

void Interpreter::write(Octets octets) {
  if (is_gone_) return;
  ByteWriter(waiting_).bytes(octets);
  send_waiting();
}

// What cannot be written is not lost sight of: reading tells when the process is gone.
void Interpreter::send_waiting() {
  const auto count = ::send(process_.descriptor(), waiting_.data(), waiting_.size(), MSG_NOSIGNAL);
  if (count > 0) waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  const bool will_take_more = count > 0 || will_go_on(count);
  poll_.watch(UV_READABLE | (will_take_more && !waiting_.empty() ? UV_WRITABLE : 0));
}

void Interpreter::handle_ready(int events) {
  if ((events & UV_WRITABLE) != 0) send_waiting();
  if ((events & UV_READABLE) != 0) read();
}

void Interpreter::read() {
  std::array<std::uint8_t, kReadAtOnce> space;
  const auto count = ::recv(process_.descriptor(), space.data(), space.size(), 0);
  if (count > 0) {
    return owner_.on_interpreter_input(Octets(space).first(static_cast<std::size_t>(count)));
  }
  if (!will_go_on(count)) lose();
}

void Interpreter::lose() {
  is_gone_ = true;
  poll_.watch(0);
  const std::string how = process_.end();
  owner_.on_interpreter_gone("the interpreter of the script ended" +
                             (how.empty() ? how : " (" + how + ")"));
}

}  // namespace dial::manager
