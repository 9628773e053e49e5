#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "rpc/codec.hpp"

namespace dial::rpc {

// What one client has sent and the server has not begun yet. Sans-IO.
//
// After handle_input() take poll_call() for as long as no call is open, then settle(). Varlink has
// no call ids, so calls are taken in the order they came and refusals wait for their turn too.
class CallQueue {
 public:
  enum class Fault : std::uint8_t {
    kNone,
    kGarbage,          // a message that is no call
    kMessageTooLarge,  // one over kMaxMessage
    kTooManyCalls,     // more than the limit waiting behind an open call
  };

  explicit CallQueue(std::size_t limit) : limit_(limit) {}

  void handle_input(Octets octets);
  // To be called when a call is open: counts the ones that wait behind it.
  void settle();
  // The next call. nullopt: nothing yet, or a fault, after which nothing follows.
  std::optional<Call> poll_call();
  // All that came behind the call taken last: no calls any more.
  std::string take_rest() { return splitter_.take_rest(); }
  // Set when every call before the faulty one has been taken.
  Fault fault() const;
  // False: do not read on for now. Memory is bounded by the octets of a few messages.
  bool wants_input() const;
  std::size_t waiting() const { return splitter_.whole_messages(); }

 private:
  std::size_t limit_;
  MessageSplitter splitter_;
  bool garbage_ = false;
  std::optional<std::size_t> left_;  // set: too many came, and only these are still served
};

}  // namespace dial::rpc
