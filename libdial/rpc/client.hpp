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
// inside). Reconnects for the next call after a failure. Failure to reach the daemon is
// kServiceNotReachable.
class BlockingClient {
 public:
  explicit BlockingClient(std::string socket_path);
  ~BlockingClient();

  Result<Json> call(const Call& call, std::chrono::milliseconds limit = std::chrono::seconds(5));
  Result<> send_oneway(const Call& call);
  // `more` calls: call() first, then next() until `continues` is false; no limit: waits for ever.
  Result<Reply> next(std::optional<std::chrono::milliseconds> limit);
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One long call on a connection of its own, its replies delivered on a loop. Destroying it closes
// the connection: the server's side of the call is cancelled.
class StreamCall {
 public:
  struct Owner {
    virtual void on_reply(const Reply& reply) = 0;  // may destroy the StreamCall
    virtual void on_lost(const Error& error) = 0;   // no further replies; last call
   protected:
    ~Owner() = default;
  };
  // Connects and sends at once; connecting to a Unix socket does not wait.
  static Result<std::unique_ptr<StreamCall>> start(uv_loop_t* loop, const std::string& socket_path,
                                                   const Call& call, Owner& owner);
  // Waits for the first reply in place, before the loop sees any (a dial returns its id at once).
  Result<Reply> first_reply(std::chrono::milliseconds limit);
  ~StreamCall();

 private:
  struct Impl;
  explicit StreamCall(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dial::rpc
