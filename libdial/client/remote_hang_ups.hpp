#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/later.hpp"
#include "dial/dialer.hpp"
#include "rpc/client.hpp"

namespace dial::client {

// The hang-ups that have a completion, each on a connection of its own. Loop's thread.
//
// The completions for one connection come in the order of the hang-ups, and a successful one after
// the terminal call of that connection's dial (DESIGN 2, rule 5): the dial's notifications travel
// on another connection and may be late.
class RemoteHangUps {
 public:
  struct Hooks {
    std::function<bool(ConnectionId)> is_dialling;  // its terminal call is still to come
    std::function<void(ConnectionId)> failed;       // it is not hung up after all
  };
  RemoteHangUps(uv_loop_t* loop, std::string socket, Later& later, Hooks hooks);
  ~RemoteHangUps();

  void start(ConnectionId id, bool force, HangUpHandler handler);
  bool is_under_way(ConnectionId id) const;
  // Delivers what need not wait any longer; a completion may destroy this.
  void settle(ConnectionId id);

 private:
  class HangUp;

  uv_loop_t* loop_;
  std::string socket_;
  Later& later_;
  Hooks hooks_;
  std::vector<std::shared_ptr<HangUp>> under_way_;  // in the order of the calls
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::client
