#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>

#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;

class BareServer : public LoopFixture {
 public:
  BareServer() : server(std::in_place, loop(), ServerInfo{}, ServerLimits{}, nullptr) {}
  std::optional<Server> server;
};

// A socket file that nobody listens on.
int bind_only(const std::string& path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return socket;
}

bool answers(LoopFixture& fixture, const std::string& path) {
  RawClient client(path);
  if (!client.is_connected()) return false;
  client.call({.method = "org.varlink.service.GetInfo"});
  return next_reply(fixture, client).error.empty();
}

}  // namespace

TEST_SUITE("rpc::Server::listen") {
  TEST_CASE(
      "the socket file has the mode asked for, whatever the umask, and goes with the server") {
    BareServer f;
    const mode_t before = ::umask(0077);
    REQUIRE(f.server->listen(f.path(), 0666));
    ::umask(before);
    struct stat status{};
    REQUIRE(::stat(f.path().c_str(), &status) == 0);
    CHECK(S_ISSOCK(status.st_mode));
    CHECK((status.st_mode & 07777) == 0666);
    CHECK(answers(f, f.path()));
    f.server.reset();
    CHECK_FALSE(std::filesystem::exists(f.path()));
  }

  TEST_CASE("a stale socket is replaced") {
    BareServer f;
    ::close(bind_only(f.path()));
    REQUIRE(f.server->listen(f.path(), 0600));
    CHECK(answers(f, f.path()));
  }

  TEST_CASE("a living daemon's socket is left alone, and the error says so") {
    BareServer f;
    REQUIRE(f.server->listen(f.path(), 0600));
    {
      Server second(f.loop(), {}, {}, nullptr);
      const auto result = second.listen(f.path(), 0600);
      REQUIRE_FALSE(result.has_value());
      CHECK(result.error().code == ErrorCode::kServiceNotReachable);
      CHECK(result.error().os_error == EADDRINUSE);
      CHECK(result.error().context.find("a daemon listens") != std::string::npos);
    }
    CHECK(answers(f, f.path()));
  }

  TEST_CASE("a file that is no socket is left alone") {
    BareServer f;
    std::ofstream(f.path()) << "precious";
    CHECK_FALSE(f.server->listen(f.path(), 0600).has_value());
    CHECK(std::filesystem::file_size(f.path()) == 8);
    std::filesystem::remove(f.path());
  }

  TEST_CASE("a symbolic link is left alone, also one to a stale socket") {
    BareServer f;
    ::close(bind_only(f.path("target")));
    std::filesystem::create_symlink("target", f.path());
    CHECK_FALSE(f.server->listen(f.path(), 0600).has_value());
    CHECK(std::filesystem::is_symlink(f.path()));
    std::filesystem::remove(f.path());
    std::filesystem::remove(f.path("target"));
  }

  TEST_CASE("a directory that does not exist and a path that is too long are errors") {
    BareServer f;
    const auto missing = f.server->listen(f.path("no/socket"), 0600);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().os_error == ENOENT);
    const auto too_long = f.server->listen("/" + std::string(200, 'x'), 0600);
    REQUIRE_FALSE(too_long.has_value());
    CHECK(too_long.error().code == ErrorCode::kInvalidParameter);
  }

  TEST_CASE("the file of a successor is not removed") {
    BareServer f;
    REQUIRE(f.server->listen(f.path(), 0600));
    std::filesystem::rename(f.path(), f.path("old"));
    Server successor(f.loop(), {}, {}, nullptr);
    REQUIRE(successor.listen(f.path(), 0600));
    f.server.reset();
    CHECK(std::filesystem::exists(f.path()));
    CHECK(answers(f, f.path()));
    std::filesystem::remove(f.path("old"));
  }

  TEST_CASE("after stop_accepting nobody can connect, and who is connected is still served") {
    BareServer f;
    REQUIRE(f.server->listen(f.path(), 0600));
    RawClient client(f.path());
    f.run_pending();
    f.server->stop_accepting();
    CHECK_FALSE(RawClient(f.path()).is_connected());
    client.call({.method = "org.varlink.service.GetInfo"});
    CHECK(next_reply(f, client).error.empty());
  }

  TEST_CASE("a socket handed over is served, and its file stays") {
    BareServer f;
    const int socket = bind_only(f.path());
    REQUIRE(::listen(socket, 8) == 0);
    REQUIRE(f.server->listen(socket));
    CHECK(answers(f, f.path()));
    CHECK((::fcntl(socket, F_GETFL) & O_NONBLOCK) != 0);
    f.server.reset();
    CHECK(::fcntl(socket, F_GETFL) == -1);  // it was taken over
    CHECK(std::filesystem::exists(f.path()));
    std::filesystem::remove(f.path());
  }

  TEST_CASE("a descriptor that is no listening Unix socket is refused and closed") {
    BareServer f;
    const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK_FALSE(f.server->listen(file).has_value());
    CHECK(::fcntl(file, F_GETFL) == -1);
    const int bound = bind_only(f.path());
    CHECK_FALSE(f.server->listen(bound).has_value());
    std::filesystem::remove(f.path());
  }
}

}  // namespace dial::rpc
