#include "rpc/server.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "rpc/connection.hpp"
#include "rpc/messages.hpp"
#include "rpc/service.hpp"
#include "uv/poll.hpp"

namespace dial::rpc {
namespace {

constexpr int kAcceptAtOnce = 16;            // the loop has other work too
constexpr std::size_t kRefusedClients = 64;  // connections kept only to say why they are refused

struct Listener {
  ListeningFile file;
  std::string path;  // empty: handed over, the file is somebody else's
  std::unique_ptr<uv::Poll> poll;

  ~Listener() {
    poll.reset();
    if (!path.empty()) remove_file(file, path);
  }
};

Reply failed(ErrorCode code, std::string context) {
  return {.parameters = to_json(FailedReply{
              Error{.code = code, .layer = Layer::kService, .context = std::move(context)}}),
          .error = std::string(kFailed)};
}

}  // namespace

struct Server::Impl final : Connection::Host, std::enable_shared_from_this<Server::Impl> {
  Impl(uv_loop_t* the_loop, ServerInfo the_info, ServerLimits the_limits, Log the_log)
      : loop(the_loop),
        service(std::move(the_info)),
        limits(the_limits),
        log(std::move(the_log)),
        door(std::make_shared<LoopDoor>(uv::WakeQueue::get(the_loop), log)),
        spare(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

  Result<> add_listener(ListeningFile file, std::string path);
  void handle_listener(Listener& listener, int status);
  bool accept_one(const Socket& listener);
  void shed_one(const Socket& listener, int os_error);
  void admit(Socket socket);
  std::optional<Reply> refusal_for(const Peer& peer) const;
  void close();

  void on_call(std::shared_ptr<OpenCall> open, Call call) override;
  void on_gone(Connection& connection) override;
  void on_trouble(const std::string& text) override {
    if (log) log(text);
  }

  uv_loop_t* loop;
  Service service;
  ServerLimits limits;
  Log log;
  std::shared_ptr<LoopDoor> door;
  Socket spare;  // given up for a moment to accept and close when descriptors run out
  std::function<bool(const Peer&)> gate;
  std::map<std::string, Routine, std::less<>> routines;
  std::set<std::string, std::less<>> upgrade_methods;
  std::list<Listener> listeners;
  std::list<std::shared_ptr<Connection>> connections;
};

Result<> Server::Impl::add_listener(ListeningFile file, std::string path) {
  if (!door->is_open())
    return std::unexpected(Error{ErrorCode::kNotEnoughMemory,
                                 Layer::kService,
                                 "no descriptor is left for the loop's wake handle",
                                 {},
                                 EMFILE});
  Listener& listener = listeners.emplace_back(std::move(file), std::move(path), nullptr);
  listener.poll = std::make_unique<uv::Poll>(
      loop, listener.file.socket.descriptor(),
      [this, &listener](int status, int) { handle_listener(listener, status); });
  if (const int status = listener.poll->status(); status != 0) {
    listeners.pop_back();
    return std::unexpected(Error{ErrorCode::kServiceNotReachable,
                                 Layer::kService,
                                 std::string("watching the socket: ") + uv_strerror(status),
                                 {},
                                 -status});
  }
  listener.poll->watch(UV_READABLE);
  return {};
}

void Server::Impl::handle_listener(Listener& listener, int status) {
  if (status < 0) return on_trouble(std::string("the socket is broken: ") + uv_strerror(status));
  for (int i = 0; i < kAcceptAtOnce; ++i) {
    if (!accept_one(listener.file.socket)) return;
  }
}

bool Server::Impl::accept_one(const Socket& listener) {
  int os_error = 0;
  Socket socket = accept_from(listener, os_error);
  if (socket) {
    admit(std::move(socket));
    return true;
  }
  if (os_error == EMFILE || os_error == ENFILE) shed_one(listener, os_error);
  return false;
}

// Out of descriptors: without this the loop would spin on a client it cannot accept.
void Server::Impl::shed_one(const Socket& listener, int os_error) {
  on_trouble(std::string("a client was turned away: ") + std::strerror(os_error));
  spare.close();
  accept_from(listener, os_error);
  spare = Socket(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

void Server::Impl::admit(Socket socket) {
  auto connection = std::make_shared<Connection>(*this, loop, door, std::move(socket), limits);
  if (auto refusal = refusal_for(connection->peer())) {
    const auto refused =
        std::ranges::count_if(connections, [](const auto& other) { return other->is_refused(); });
    if (static_cast<std::size_t>(refused) >= kRefusedClients) return;
    connection->refuse_with(std::move(*refusal));
  }
  connections.push_back(connection);
  connection->start();
}

std::optional<Reply> Server::Impl::refusal_for(const Peer& peer) const {
  if (gate && !gate(peer))
    return failed(ErrorCode::kAccessDenied, "the daemon does not serve this user");
  if (peer.uid == 0) return std::nullopt;
  const auto same = std::ranges::count_if(connections, [&](const auto& other) {
    return !other->is_refused() && other->peer().uid == peer.uid;
  });
  if (static_cast<std::size_t>(same) < limits.clients_per_uid) return std::nullopt;
  return Reply{.error = std::string(kTooManyClients)};
}

void Server::Impl::on_call(std::shared_ptr<OpenCall> open, Call call) {
  const auto self = shared_from_this();  // the routine may destroy the server
  AsyncCall handle(std::move(open));
  const bool upgrades = upgrade_methods.contains(call.method);
  if (call.upgrade != upgrades || (upgrades && call.oneway))
    return refuse_parameter(std::move(handle), "upgrade");
  const auto routine = routines.find(call.method);
  if (routine == routines.end()) return service.handle_call(std::move(handle), call);
  routine->second(std::move(handle), std::move(call.parameters));
}

void Server::Impl::on_gone(Connection& connection) {
  connections.remove_if([&](const auto& other) { return other.get() == &connection; });
}

void Server::Impl::close() {
  door->shut();
  listeners.clear();
  for (const auto& connection : std::exchange(connections, {}))
    connection->close();
}

Server::Server(uv_loop_t* loop, ServerInfo info, ServerLimits limits, Log log)
    : impl_(std::make_shared<Impl>(loop, std::move(info), limits, std::move(log))) {}

Server::~Server() {
  impl_->close();
}

void Server::add_interface(std::string name, std::string description) {
  impl_->service.add_interface(std::move(name), std::move(description));
}
void Server::add_method(std::string full_name, Routine routine) {
  impl_->routines[std::move(full_name)] = std::move(routine);
}
void Server::add_upgrade(std::string full_name, Routine routine) {
  impl_->upgrade_methods.insert(full_name);
  add_method(std::move(full_name), std::move(routine));
}
void Server::set_gate(std::function<bool(const Peer&)> gate) {
  impl_->gate = std::move(gate);
}

Result<> Server::listen(const std::string& path, mode_t mode) {
  auto file = listen_at(path, mode);
  if (!file) return std::unexpected(std::move(file.error()));
  return impl_->add_listener(std::move(*file), path);
}

Result<> Server::listen(int descriptor) {
  auto socket = adopt_listener(descriptor);
  if (!socket) return std::unexpected(std::move(socket.error()));
  return impl_->add_listener({.socket = std::move(*socket)}, {});
}

void Server::stop_accepting() {
  impl_->listeners.clear();
}

std::size_t Server::clients() const {
  return impl_->connections.size();
}

std::size_t Server::open_calls() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      impl_->connections, [](const auto& connection) { return connection->has_open_call(); }));
}

Server::Census Server::census() const {
  Census census{.clients = clients(),
                .open_calls = open_calls(),
                .handles = impl_->door->handles,
                .hooks = impl_->door->hooks};
  for (const auto& connection : impl_->connections) {
    census.waiting_calls += connection->waiting_calls();
    census.unsent += connection->unsent();
  }
  return census;
}

}  // namespace dial::rpc
