#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "rpc/codec.hpp"
#include "rpc/server.hpp"
#include "uv/wake.hpp"

namespace dial::rpc {

class Connection;

// The way from any thread to the server's loop; shut when the server is no more.
class LoopDoor {
 public:
  explicit LoopDoor(std::shared_ptr<uv::WakeQueue> queue);
  bool is_here() const { return std::this_thread::get_id() == thread_; }
  bool is_open();
  void post(std::function<void()> work);  // dropped when the door is shut
  void shut();

 private:
  const std::thread::id thread_;
  std::mutex mutex_;
  std::shared_ptr<uv::WakeQueue> queue_;
};

// What an AsyncCall and its connection share. Replies are put into the outbox by any thread and
// taken out on the loop, so that they leave in the order they were made.
class OpenCall : public std::enable_shared_from_this<OpenCall> {
 public:
  OpenCall(std::shared_ptr<LoopDoor> door, std::weak_ptr<Connection> connection, Peer peer,
           const Call& call);

  const Peer peer;
  const std::string method;
  const bool more;
  const bool oneway;

  // Any thread.
  enum class Kind : std::uint8_t { kMore, kLast, kAbandoned };  // abandoned: last, by accident
  void put(Reply reply, Kind kind);
  bool is_cancelled();
  void set_hook(std::function<void()> hook);

  // The loop's thread.
  void cancel();
  struct Taken {
    std::vector<Reply> replies;
    bool ended = false;
    bool abandoned = false;
  };
  Taken take();

 private:
  void hand_over();
  void run_hook();

  const std::shared_ptr<LoopDoor> door_;
  const std::weak_ptr<Connection> connection_;  // locked on the loop's thread only
  std::mutex mutex_;                            // guards what follows
  std::vector<Reply> outbox_;
  bool ended_ = false;
  bool abandoned_ = false;
  bool cancelled_ = false;
  std::function<void()> hook_;
};

}  // namespace dial::rpc
