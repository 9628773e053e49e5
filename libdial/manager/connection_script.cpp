// The process of a Lua login script.
#include "manager/connection.hpp"

namespace dial::manager {

void Connection::tell_interpreter(Octets octets) {
  if (!interpreter_) {
    auto started = Interpreter::start(loop_, settings_.interpreter, *this);
    if (!started)
      return session_.handle_interpreter_gone(
          "no interpreter for the script: " + started.error().context, now());
    interpreter_ = std::move(*started);
  }
  interpreter_->write(octets);
}

void Connection::on_interpreter_input(Octets octets) {
  session_.handle_interpreter(octets, now());
  pump();
}

void Connection::on_interpreter_gone(const std::string& why) {
  session_.handle_interpreter_gone(why, now());
  pump();
}

}  // namespace dial::manager
