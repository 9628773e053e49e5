#pragma once

#include <deque>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "net/helper_call.hpp"

namespace dial::net {

// Of a program that the helper was to run: empty if it ended with status 0, else "ended with status
// 1", "was not run: ..." or the like.
std::string trouble_of(const Result<HelperAnswer>& answer);

// dial-helper, for what this process has no right to do. Destroyed, it gives up what it has asked
// for, and nobody hears of it. Loop's thread.
class Helper {
 public:
  // `socket`: the helper's; empty: this process does everything itself.
  Helper(uv_loop_t* loop, std::string socket) : loop_(loop), socket_(std::move(socket)) {}
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;

  bool is_wanted() const { return !socket_.empty(); }
  const std::string& socket() const { return socket_; }

  using Done = HelperCall::Done;
  void ask(const sys::helper::Request& request, const std::vector<int>& descriptors, Done done);
  // When all that was asked for so before has been answered.
  void ask_in_turn(sys::helper::Request request, Done done);
  bool is_idle() const { return calls_.empty() && turns_.empty(); }

 private:
  struct Turn {
    sys::helper::Request request;
    Done done;
  };
  void take_turn();

  uv_loop_t* loop_;
  std::string socket_;
  std::list<std::unique_ptr<HelperCall>> calls_;  // unanswered
  std::deque<Turn> turns_;                        // the first one has been asked
};

}  // namespace dial::net
