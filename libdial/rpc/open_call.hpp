#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "rpc/codec.hpp"
#include "rpc/server.hpp"
#include "uv/wake.hpp"

namespace dial::rpc {

class Connection;

// The way from any thread to the server's loop; shut when the server is no more.
class LoopDoor : public std::enable_shared_from_this<LoopDoor> {
 public:
  using Log = std::function<void(const std::string& text)>;
  LoopDoor(std::shared_ptr<uv::WakeQueue> queue, Log log);
  bool is_here() const { return std::this_thread::get_id() == thread_; }
  bool is_open();
  void post(std::function<void()> work);  // dropped when the door is shut
  void report(std::string text);          // to the log, from the loop
  void shut();                            // on the loop's thread

  // How many there are (Server::Census).
  std::atomic<std::size_t> handles = 0;
  std::atomic<std::size_t> hooks = 0;

 private:
  const std::thread::id thread_;
  Log log_;  // the loop's thread only; empty once shut
  std::mutex mutex_;
  std::shared_ptr<uv::WakeQueue> queue_;
};

// Work for later that is counted for as long as it is kept.
class Hook {
 public:
  Hook() = default;
  Hook(std::function<void()> work, std::shared_ptr<LoopDoor> door);
  Hook(Hook&& other) noexcept { swap(other); }
  Hook& operator=(Hook&& other) noexcept;
  ~Hook();
  void swap(Hook& other) noexcept;
  void run() const {
    if (work_) work_();
  }
  explicit operator bool() const { return bool(work_); }

 private:
  std::function<void()> work_;
  std::shared_ptr<LoopDoor> door_;  // set where there is work
};

// What an AsyncCall and its connection share. Replies are put into the outbox by any thread and
// taken out on the loop, so that they leave in the order they were made.
class OpenCall : public std::enable_shared_from_this<OpenCall> {
 public:
  OpenCall(std::shared_ptr<LoopDoor> door, std::weak_ptr<Connection> connection, Peer peer,
           const Call& call);
  ~OpenCall();
  OpenCall(const OpenCall&) = delete;
  OpenCall& operator=(const OpenCall&) = delete;

  const Peer peer;
  const std::string method;
  const bool more;
  const bool oneway;

  // Any thread.
  enum class Kind : std::uint8_t { kMore, kLast, kAbandoned };  // abandoned: last, by accident
  void put(const Reply& reply, Kind kind);
  bool is_cancelled();
  std::size_t unsent();
  void set_cancel_hook(std::function<void()> work);
  void set_drain_hook(std::function<void()> work);
  const std::shared_ptr<LoopDoor>& door() const { return door_; }

  // The loop's thread.
  std::optional<UpgradedStream> upgrade(const Reply& reply);
  void cancel();
  struct Taken {
    std::string octets;  // replies, serialized
    bool ended = false;
    bool abandoned = false;
  };
  Taken take();
  void set_unsent(std::size_t octets);  // what the connection still has of what it took

 private:
  void hand_over();
  void run_cancel_hook();
  void run_drain_hook();
  bool is_drained() const { return outbox_.empty() && unsent_ == 0; }

  const std::shared_ptr<LoopDoor> door_;
  const std::weak_ptr<Connection> connection_;  // locked on the loop's thread only
  std::mutex mutex_;                            // guards what follows
  std::string outbox_;
  std::size_t unsent_ = 0;
  bool ended_ = false;
  bool abandoned_ = false;
  bool cancelled_ = false;
  Hook cancel_hook_;
  Hook drain_hook_;
};

}  // namespace dial::rpc
