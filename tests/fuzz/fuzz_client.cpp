#include "fuzz/fuzz_client.hpp"

#include <unistd.h>

#include <algorithm>

namespace dial::fuzz {
namespace {

constexpr std::uint8_t kEndOfPart = 0xff;

int new_socket() {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  require(socket >= 0);
  return socket;
}

void turn(uv_loop_t* loop, int times) {
  for (int i = 0; i < times; ++i)
    uv_run(loop, UV_RUN_NOWAIT);
}

}  // namespace

int Address::listen() {
  const int socket = new_socket();
  address_.sun_family = AF_UNIX;
  length_ = sizeof(sa_family_t);  // autobind, unix(7)
  require(::bind(socket, reinterpret_cast<sockaddr*>(&address_), length_) == 0);
  length_ = sizeof address_;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address_), &length_);
  require(::listen(socket, 4) == 0);
  return socket;
}

int Address::connect() const {
  const int socket = new_socket();
  require(::connect(socket, reinterpret_cast<const sockaddr*>(&address_), length_) == 0);
  return socket;
}

void Clients::play(uv_loop_t* loop, std::span<const std::uint8_t> input) {
  while (!input.empty()) {
    const auto end = std::ranges::find(input.subspan(1), kEndOfPart);
    const auto length = static_cast<std::size_t>(end - input.subspan(1).begin());
    const std::string_view text(reinterpret_cast<const char*>(input.data()) + 1, length);
    play_part(loop, input.front(), text);
    input = input.subspan(std::min(input.size(), length + 2));
  }
}

void Clients::play_part(uv_loop_t* loop, std::uint8_t control, std::string_view text) {
  int& socket = sockets_[std::min<std::size_t>(control & 3U, 2)];
  if (socket < 0) socket = address_.connect();
  static_cast<void>(::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  if ((control & 8U) != 0) ::shutdown(socket, SHUT_WR);
  if ((control & 4U) != 0) ::close(std::exchange(socket, -1));
  turn(loop, 1 << (2 * ((control >> 4) & 3U)));
  if (socket >= 0) swallow(socket);
}

void Clients::swallow(int socket) {
  char octets[4096];
  while (::recv(socket, octets, sizeof octets, MSG_DONTWAIT) > 0) {
  }
}

void Clients::close_all() {
  for (int& socket : sockets_) {
    if (socket >= 0) ::close(std::exchange(socket, -1));
  }
}

void require_idle(const rpc::Server& server) {
  require(server.census() == rpc::Server::Census{});
}

}  // namespace dial::fuzz
