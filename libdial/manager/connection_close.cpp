// How a connection lets go: packets first, then DTR, then the port and its locks. Whatever can
// block does so on a thread of its own.
#include "manager/connection.hpp"

#include <utility>

namespace dial::manager {
namespace {
// A close that takes longer is left to its thread, and the operation ends without it.
constexpr Duration kCloseLimit{5'000};
}  // namespace

std::string Connection::unfinished() const {
  std::string what = path_is_open_ ? "taking back the network" : "";
  if (port_is_open_)
    what +=
        std::string(what.empty() ? "" : " and ") + (opening_ ? "opening " : "closing ") + device();
  if (what.empty() && store_has_it_) what = "the service manager's forgetting " + device();
  return what;
}

void Connection::abandon_close() {
  close_deadline_.reset();
  settings_.network->log(settings_.profile.name, unfinished() + " has not come to an end within " +
                                                     std::to_string(kCloseLimit.count() / 1000) +
                                                     " s and is left alone");
  session_.handle_closed(now());
}

void Connection::close_down() {
  close_deadline_ = now() + kCloseLimit + settings_.profile.modem.dtr_hold;
  path_is_open_ = path_ != nullptr;
  port_is_open_ = true;
  store_has_it_ = kept_ != nullptr;
  // Before our own descriptors: what is still there while those of the store are closed is not.
  if (kept_) {
    kept_->forget([this, alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) part_closed(store_has_it_);
    });
  }
  if (path_ && !is_taking_over_) close_path();
  if (serial_) serial_->drop_dtr();
  if (serial_ && serial_->has_modem_lines()) {
    dtr_deadline_ = now() + settings_.profile.modem.dtr_hold;
  } else {
    close_port();
  }
}

void Connection::close_path() {
  path_->close([this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) part_closed(path_is_open_);
  });
}

void Connection::close_port() {
  dtr_deadline_.reset();
  if (serial_) serial_->release();
  serial_.reset();
  if (holder_call_) {  // it was not opened, and nobody asks any more by whom not
    holder_call_.reset();
    opening_ = false;
  }
  if (opening_) return;  // take_port() comes back here
  if (!port_) return part_closed(port_is_open_);
  sys::Port port = std::move(*port_);
  port_.reset();
  sys::Port::close(std::move(port),
                   [queue = queue_->sender(), alive = std::weak_ptr(alive_), this] {
                     queue.post([alive, this] {
                       if (!alive.expired()) part_closed(port_is_open_);
                     });
                   });
}

void Connection::part_closed(bool& is_open) {
  is_open = false;
  if (path_is_open_ || port_is_open_ || store_has_it_) return;
  path_.reset();
  settings_.network->end(std::exchange(locks_note_, 0));
  close_deadline_.reset();
  uv_update_time(loop_);
  session_.handle_closed(now());
  pump();
}

}  // namespace dial::manager
