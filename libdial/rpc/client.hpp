#pragma once

#include <uv.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dial/error.hpp"
#include "rpc/codec.hpp"

namespace dial::rpc {

// Turns a Varlink error reply into ours: Failed carries a Problem; the others get the RAS code
// closest to them and the error's name as raw text.
Error error_of(const Reply& reply);

// A connection used in call-and-wait fashion, for short calls. Any thread, one at a time (locked
// inside). Reconnects for the next call after a failure, and when the daemon was restarted since
// the last; a call that has left is never repeated. Failure to reach the daemon, and an answer
// that is late or no Varlink, is kServiceNotReachable; an error reply is error_of() it.
class BlockingClient {
 public:
  explicit BlockingClient(std::string socket_path);
  ~BlockingClient();

  Result<Json> call(const Call& call, std::chrono::milliseconds limit = std::chrono::seconds(5));
  Result<> send_oneway(const Call& call);
  // `more` calls: call() first, then next() until `continues` is false or it fails; then, and
  // after a call without `more`, it is kNoMoreItems. No limit: waits for ever. Another call() in
  // between ends the stream.
  Result<Reply> next(std::optional<std::chrono::milliseconds> limit);
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Makes a call that upgrades, on a connection of its own, and waits for its reply: what follows
// that is the descriptor's to read. It blocks, is closed on exec, and belongs to the caller. Fails
// as BlockingClient::call() does.
Result<int> call_upgrade(const std::string& socket_path, Call call,
                         std::chrono::milliseconds limit = std::chrono::seconds(5));

// One long call on a connection of its own, its replies delivered on a loop, where all members are
// called. Nothing is delivered inside start() or first_reply(), nor after the reply that does not
// continue, nor after on_lost. Destroying it closes the connection: the server's side of the call
// is cancelled. The loop must be run once more, or closed, after that.
class StreamCall {
 public:
  struct Owner {                                    // its members must not throw
    virtual void on_reply(const Reply& reply) = 0;  // may destroy the StreamCall
    // No further replies; last call; may destroy the StreamCall.
    virtual void on_lost(const Error& error) = 0;

   protected:
    ~Owner() = default;
  };
  // Connects and sends at once; connecting to a Unix socket does not wait.
  // Fails with kServiceNotReachable.
  static Result<std::unique_ptr<StreamCall>> start(uv_loop_t* loop, const std::string& socket_path,
                                                   const Call& call, Owner& owner);
  // Waits for the first reply in place, before the loop sees any (a dial returns its id at once).
  // An error reply is error_of() it. After a failure nothing is delivered.
  Result<Reply> first_reply(std::chrono::milliseconds limit);
  ~StreamCall();

 private:
  struct Impl;
  explicit StreamCall(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace dial::rpc
