#pragma once

#include <memory>
#include <optional>
#include <string>

#include "rpc/call_queue.hpp"
#include "rpc/open_call.hpp"
#include "rpc/socket.hpp"
#include "uv/poll.hpp"

namespace dial::rpc {

// One client of the server: an ordered line of calls, one of them open at a time. All members on
// the loop's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Host {
    virtual void on_call(std::shared_ptr<OpenCall> open, Call call) = 0;  // may destroy the server
    virtual void on_gone(Connection& connection) = 0;  // it is closed; lets go of it
    virtual void on_trouble(const std::string& text) = 0;

   protected:
    ~Host() = default;
  };

  Connection(Host& host, uv_loop_t* loop, std::shared_ptr<LoopDoor> door, Socket socket,
             const ServerLimits& limits);

  void start();
  // Its first call will be answered with this, whatever it is, and then it is disconnected.
  void refuse_with(Reply reply) { refusal_ = std::move(reply); }
  bool is_refused() const { return refusal_.has_value(); }
  bool has_open_call() const { return open_ != nullptr; }
  std::size_t waiting_calls() const { return queue_.waiting(); }
  std::size_t unsent() const { return unsent_.size(); }  // octets
  const Peer& peer() const { return peer_; }

  void take_replies(OpenCall& call);
  // Sends the reply and gives the socket away; nullopt if the client has gone.
  std::optional<UpgradedStream> upgrade(OpenCall& call, const Reply& reply);
  // Tells the host nothing: it is the host who closes.
  void close();

 private:
  void handle_io(int status, int events);
  bool read_some();  // false: the end
  void advance();
  void begin(Call call);
  void handle_fault();
  void refuse(std::string_view error_name);
  void send(std::string_view octets);
  void flush();
  void give_up(const std::string& why);  // later, since a routine may be running
  void leave();
  void watch();

  Host* host_;
  uv_loop_t* loop_;
  std::shared_ptr<LoopDoor> door_;
  Socket socket_;
  const Peer peer_;
  const std::size_t unsent_limit_;
  std::unique_ptr<uv::Poll> poll_;
  CallQueue queue_;
  std::shared_ptr<OpenCall> open_;
  std::optional<Reply> refusal_;
  std::string unsent_;
  bool advancing_ = false;
  bool finishing_ = false;  // nothing more is read; closed when unsent_ has left
  bool doomed_ = false;     // leave() is on its way
};

}  // namespace dial::rpc
