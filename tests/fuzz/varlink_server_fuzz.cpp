// A server with a routine of each kind, and a client that sends anything and then goes.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "rpc/server.hpp"
#include "uv/wake.hpp"

namespace {

using namespace dial::rpc;

int new_socket() {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) std::abort();
  return socket;
}

// An abstract address: no file is made.
int listening_socket(sockaddr_un& address, socklen_t& length) {
  const int socket = new_socket();
  address = {.sun_family = AF_UNIX, .sun_path = {}};
  length = sizeof(sa_family_t);  // autobind, unix(7)
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), length) != 0) std::abort();
  length = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
  ::listen(socket, 4);
  return socket;
}

void add_methods(Server& server, std::vector<AsyncCall>& held) {
  server.add_interface("t.I", "interface t.I\nmethod Later() -> ()\n");
  server.add_method("t.I.Echo", [](AsyncCall call, Json parameters) {
    call.stream(parameters);
    std::move(call).complete(std::move(parameters));
  });
  server.add_method("t.I.Drop", [](const AsyncCall&, const Json&) {});
  server.add_method("t.I.Hold",
                    [&held](AsyncCall call, const Json&) { held.push_back(std::move(call)); });
}

void send_all(int client, std::string_view text) {
  static_cast<void>(::send(client, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
}

void turn(uv_loop_t& loop) {
  for (int i = 0; i < 4; ++i)
    uv_run(&loop, UV_RUN_NOWAIT);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  {
    std::vector<AsyncCall> held;
    Server server(&loop, {}, {.calls_per_client = 2, .unsent_per_client = 4096}, nullptr);
    add_methods(server, held);
    sockaddr_un address{};
    socklen_t length = 0;
    if (!server.listen(listening_socket(address, length))) std::abort();
    const int client = new_socket();
    if (::connect(client, reinterpret_cast<sockaddr*>(&address), length) != 0) std::abort();
    // The first octet says where the rest is split.
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t split = size == 0 ? 0 : std::min<std::size_t>(1U + data[0], size);
    send_all(client, input.substr(std::min<std::size_t>(1, size), split - (size == 0 ? 0 : 1)));
    turn(loop);
    send_all(client, input.substr(split));
    turn(loop);
    if (!held.empty()) std::move(held.front()).complete();
    turn(loop);
    ::close(client);
    turn(loop);
    if (server.clients() != 0) std::abort();
  }
  uv_run(&loop, UV_RUN_NOWAIT);
  if (uv_loop_close(&loop) != 0) std::abort();
  return 0;
}
