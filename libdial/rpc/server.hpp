#pragma once

#include <sys/types.h>
#include <uv.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dial/error.hpp"
#include "rpc/codec.hpp"

namespace dial::rpc {

class LoopDoor;
class OpenCall;

// Who is at the other end of the socket, as it was when it connected (SO_PEERCRED, SO_PEERGROUPS).
struct Peer {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // the supplementary ones
};

// A connection that has ceased to speak Varlink. The descriptor is non-blocking; whoever takes the
// stream closes it.
struct UpgradedStream {
  int descriptor = -1;
  std::string received;  // by the client's side already, behind the call
  std::string unsent;    // the end of the reply, to be sent before anything else
};

// One call of a client, given first to the manager routine, which keeps it as long as the
// operation takes and ends it exactly once, from any thread (one at a time): complete() or abort().
// Both consume it: what is done with it after that is ignored, and ending it again is told to the
// server's log. Destroyed without either, it aborts with kUnknown and the log hears of it, too.
// What is sent after the client has gone is dropped.
class AsyncCall {
 public:
  AsyncCall(AsyncCall&&) noexcept;
  AsyncCall& operator=(AsyncCall&&) noexcept;
  ~AsyncCall();

  const Peer& peer() const;
  bool wants_more() const;  // the client takes a stream of replies
  bool is_oneway() const;   // nothing is sent, whatever is completed

  // One reply of a stream; requires wants_more(), else ignored.
  void stream(Json parameters);
  void complete(Json parameters = Json::object()) &&;
  void abort(const Error& error) &&;  // org.libdial.dial.Failed
  void abort(std::string_view error_name, Json parameters = Json::object()) &&;
  // Replies, and takes the connection away from the server: what follows is no Varlink. For a
  // method that was added as one that upgrades, on the server's loop. nullopt if the client has
  // gone. Consumes it.
  std::optional<UpgradedStream> upgrade(const Json& parameters = Json::object()) &&;

  bool is_cancelled() const;  // the client has gone, or the call has ended
  // Runs on the server's loop when the client goes, once; not after complete or abort (where those
  // are called on another thread, it may be running already). At once (but never inside this call)
  // if it has gone already; never once the server is no more. A second hook takes the place of the
  // first.
  void on_cancel(std::function<void()> hook);

  // What this call has sent and its client has not taken: octets, the kernel's own buffer apart.
  // Past ServerLimits::unsent_per_client the client is disconnected: who streams without an end
  // looks here first.
  std::size_t unsent() const;
  // Runs on the server's loop, once, when nothing is unsent; never inside this call or stream().
  // Not after the end of the call, nor once its client has gone. A second hook takes the place of
  // the first.
  void on_drained(std::function<void()> hook);

 private:
  friend class Server;
  explicit AsyncCall(std::shared_ptr<OpenCall> call);
  std::shared_ptr<OpenCall> consume();
  void give_up();

  std::shared_ptr<OpenCall> call_;  // null: ended
  std::shared_ptr<LoopDoor> door_;  // outlives call_, to tell of a second end
};

struct ServerLimits {
  std::size_t calls_per_client = 64;  // waiting behind an open one, on one connection
  std::size_t clients_per_uid = 64;   // root: no limit
  std::size_t unsent_per_client = 4
                                  << 20;  // octets; a client that reads nothing is dropped past it
};

struct ServerInfo {
  std::string vendor = "libdial";
  std::string product = "diald";
  std::string version;
  std::string url;
};

// A Varlink server on a Unix stream socket. All members on the loop's thread. A connection's
// next call is dispatched when the previous one has ended. org.varlink.service is served here.
//
// A client that closes its connection, or only its sending side, has gone: its open call is
// cancelled and what it queued behind that call is never dispatched. One that passes a limit gets
// the limit's error in its turn, and is then disconnected. Routines and hooks may destroy the
// Server. The loop must be run once more, or closed, after that.
class Server {
 public:
  using Routine = std::function<void(AsyncCall call, Json parameters)>;
  using Log = std::function<void(const std::string& text)>;  // what an operator should hear of

  Server(uv_loop_t* loop, ServerInfo info, ServerLimits limits, Log log);
  ~Server();  // closes everything; open calls count as cancelled

  // `description` is the text of the interface file.
  void add_interface(std::string name, std::string description);
  void add_method(std::string full_name, Routine routine);
  // A method that is called with `upgrade` and with nothing else; no other method is.
  void add_upgrade(std::string full_name, Routine routine);
  // May this peer connect at all? Default: everybody.
  void set_gate(std::function<bool(const Peer&)> gate);

  // The directory must exist. A socket file nobody listens on is replaced; a living daemon's, and
  // any other file, is kServiceNotReachable. The file is removed with the server.
  Result<> listen(const std::string& path, mode_t mode);
  Result<> listen(int descriptor);  // socket activation; takes it over, also when it fails
  void stop_accepting();            // and removes the file
  std::size_t clients() const;
  std::size_t open_calls() const;

  // What the server keeps at this moment. A call that has ended, in whatever way, leaves nothing.
  struct Census {
    std::size_t clients = 0;
    std::size_t open_calls = 0;     // begun and not ended
    std::size_t waiting_calls = 0;  // received whole, behind an open one
    std::size_t handles = 0;        // calls that somebody still holds, their client gone or not
    std::size_t hooks = 0;          // of on_cancel() and on_drained()
    std::size_t unsent = 0;         // octets
    bool operator==(const Census&) const = default;
  };
  Census census() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace dial::rpc
