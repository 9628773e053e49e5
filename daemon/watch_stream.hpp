#pragma once

#include <functional>
#include <optional>

#include "manager/watchers.hpp"
#include "rpc/server.hpp"

namespace dial::daemon {

// The call that stays open for as long as a client watches: each event is a reply of its stream. A
// client that does not read is given nothing more until it has: what it misses waits with the
// manager, in the bounds the client chose, and it is never disconnected for that.
class WatchStream : public manager::WatchObserver {
 public:
  struct Hooks {
    std::function<void(const WatchStream&)> ready;  // after it was not: the client has read
    std::function<void(const WatchStream&)> ended;  // completed, or the client has gone
  };
  WatchStream(rpc::AsyncCall call, Hooks hooks);

  void on_change(const WatchEvent& event) override;
  bool is_ready() const override;
  void abort(const Error& error);

 private:
  void end();

  std::optional<rpc::AsyncCall> call_;  // until its end
  Hooks hooks_;
};

}  // namespace dial::daemon
