#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include <array>
#include <cstring>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "rpc/codec.hpp"
#include "rpc/server.hpp"
#include "support/temporary_folder.hpp"
#include "uv/wake.hpp"

namespace dial::rpc::test {

// A loop and a directory for sockets. Declare it first: it ends last, and then nothing may be left
// on the loop.
class LoopFixture {
 public:
  LoopFixture() { REQUIRE(uv_loop_init(&loop_) == 0); }
  ~LoopFixture() {
    uv::WakeQueue::sweep(&loop_);
    uv_run(&loop_, UV_RUN_NOWAIT);
    CHECK(uv_loop_close(&loop_) == 0);
    CHECK(directory_.entries() == 0);
  }
  LoopFixture(const LoopFixture&) = delete;
  LoopFixture& operator=(const LoopFixture&) = delete;

  uv_loop_t* loop() { return &loop_; }
  std::string path(const char* name = "socket") const { return directory_ / name; }

  // Runs the loop until `done`, which other threads may make true; false after five seconds.
  bool run_until(const std::function<bool()>& done) {
    int ticks = 0;
    uv_timer_t tick;
    uv_timer_init(&loop_, &tick);
    tick.data = &ticks;
    uv_timer_start(&tick, [](uv_timer_t* timer) { ++*static_cast<int*>(timer->data); }, 5, 5);
    bool is_done = done();
    while (!is_done && ticks < 1000) {
      uv_run(&loop_, UV_RUN_ONCE);
      is_done = done();
    }
    uv_close(reinterpret_cast<uv_handle_t*>(&tick), nullptr);
    uv_run(&loop_, UV_RUN_NOWAIT);
    return is_done;
  }
  // What is pending now, and what that leads to.
  void run_pending() {
    for (int i = 0; i < 5; ++i)
      uv_run(&loop_, UV_RUN_NOWAIT);
  }

 private:
  uv_loop_t loop_;
  dial::test::TemporaryFolder directory_;
};

// A client that knows sockets only. It never blocks.
class RawClient {
 public:
  explicit RawClient(const std::string& path)
      : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool is_connected() const { return connected_; }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  void end_sending() const { ::shutdown(socket_, SHUT_WR); }

  std::size_t send(std::string_view text) const {
    const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  void call(const Call& call) const {
    const std::string text = serialize(call);
    REQUIRE(send(text) == text.size());
  }
  // A reply that is there already.
  std::optional<Reply> poll_reply() {
    std::array<std::uint8_t, 65536> space{};
    const auto got = ::recv(socket_, space.data(), space.size(), 0);
    if (got > 0) splitter_.handle_input(Octets(space).first(static_cast<std::size_t>(got)));
    if (got == 0 || (got < 0 && errno != EAGAIN)) is_ended_ = true;
    const auto message = splitter_.poll_message();
    if (!message) return std::nullopt;
    auto reply = parse_reply(*message);
    REQUIRE(reply.has_value());
    return reply;
  }
  // The server has closed the connection and every reply was polled.
  bool is_ended() {
    const auto reply = poll_reply();
    REQUIRE(!reply.has_value());
    return is_ended_;
  }

 private:
  int socket_;
  bool connected_ = false;
  bool is_ended_ = false;
  MessageSplitter splitter_;
};

// The next reply, for which the loop runs.
inline Reply next_reply(LoopFixture& fixture, RawClient& client) {
  std::optional<Reply> reply;
  const bool came = fixture.run_until([&] { return (reply = client.poll_reply()).has_value(); });
  REQUIRE(came);
  return *reply;
}

}  // namespace dial::rpc::test
