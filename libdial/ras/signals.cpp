#include "ras/signals.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "dial/ras.h"

namespace dial::ras {
namespace {

// eventfd(2): 8 octets, added to the counter. What takes no more has an event in it already.
void write_one(int descriptor) {
  pollfd watched{descriptor, POLLOUT, 0};
  if (poll(&watched, 1, 0) != 1 || (watched.revents & POLLOUT) == 0) return;
  const std::uint64_t one = 1;
  // A reader that has gone is no trouble: this thread has SIGPIPE blocked.
  static_cast<void>(::write(descriptor, &one, sizeof one));
}

}  // namespace

void Signals::add(const Signal& signal) {
  signals_.push_back(signal);
}

void Signals::remove(int descriptor) {
  std::erase_if(signals_, [&](const Signal& signal) { return signal.descriptor == descriptor; });
}

void Signals::on_change(const ConnectionStatus& status) {
  if (status.state == State::kConnected) begin(status.id);
  if (status.state == State::kDisconnected) end(status.id);
}

void Signals::compare(const std::vector<ConnectionStatus>& there) {
  for (const ConnectionId id : known()) {
    if (std::ranges::find(there, id, &ConnectionStatus::id) == there.end()) end(id);
  }
  for (const ConnectionStatus& status : there)
    on_change(status);
}

void Signals::end_all() {
  for (const ConnectionId id : known())
    end(id);
}

void Signals::signal_all() {
  for (const Signal& signal : signals_) {
    if (!signal.connection) write_one(*signal.copy);
  }
}

// What is connected, and what somebody waits for.
std::set<ConnectionId> Signals::known() const {
  std::set<ConnectionId> all = connected_;
  for (const Signal& signal : signals_) {
    if (signal.connection) all.insert(*signal.connection);
  }
  return all;
}

void Signals::begin(ConnectionId id) {
  if (!connected_.insert(id).second) return;
  for (const Signal& signal : signals_) {
    if (!signal.connection && (signal.flags & RASCN_Connection) != 0) write_one(*signal.copy);
  }
}

// For who asked for this connection, whatever it was; for who asked for all, what was connected.
void Signals::end(ConnectionId id) {
  const bool was_connected = connected_.erase(id) != 0;
  for (const Signal& signal : signals_) {
    const bool concerns = signal.connection ? signal.connection == id : was_connected;
    if (concerns && (signal.flags & RASCN_Disconnection) != 0) write_one(*signal.copy);
  }
  std::erase_if(signals_, [&](const Signal& signal) { return signal.connection == id; });
}

}  // namespace dial::ras
