#include "helper/run.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>

#include "sys/fd.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::helper;
using dial::sys::Fd;

namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> made{};
    REQUIRE(::pipe2(made.data(), O_CLOEXEC) == 0);
    read = Fd(made[0]);
    write = Fd(made[1]);
  }
  std::string all() {
    write.reset();
    std::string text;
    std::array<char, 4096> chunk{};
    for (ssize_t count; (count = ::read(read.get(), chunk.data(), chunk.size())) > 0;)
      text.append(chunk.data(), static_cast<std::size_t>(count));
    return text;
  }
  Fd read;
  Fd write;
};

struct Client {
  Client() {
    std::array<int, 2> made{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, made.data()) == 0);
    ours = Fd(made[0]);
    theirs = Fd(made[1]);
  }
  Fd ours;
  Fd theirs;
};

Program shell(const std::string& text) {
  return {.path = "/bin/sh", .arguments = {"-c", text, "sh"}};
}

}  // namespace

TEST_SUITE("helper::run") {
  TEST_CASE("the reply is how the program ended") {
    const Client client;
    CHECK(run(shell("exit 0"), client.theirs.get()) == sys::helper::Reply{});
    CHECK(run(shell("exit 3"), client.theirs.get()) == sys::helper::Reply{.status = 3});
    CHECK(run(shell("kill -9 $$"), client.theirs.get()) == sys::helper::Reply{.signal = SIGKILL});
    const auto missing = run({.path = "/nonexistent/program"}, client.theirs.get());
    CHECK(missing.error.code == ErrorCode::kUnknown);
    CHECK(missing.error.os_error == ENOENT);
  }

  TEST_CASE("it gets its arguments, its variables, its output, and nothing else of ours") {
    const Client client;
    Pipe pipe;
    const Fd secret(
        ::open("/dev/null", O_RDONLY));  // not closed on exec, as a library might leave it
    Program program =
        shell("echo \"$1\"; echo wrong >&2; read line || echo end; env; ls /proc/$$/fd; pwd");
    program.arguments.push_back("a b");
    program.environment = {"PATH=/usr/bin:/bin", "IFNAME=ppp0"};
    program.output = pipe.write.get();
    REQUIRE(run(program, client.theirs.get()).status == 0);
    const std::string said = pipe.all();
    CHECK(said.starts_with("a b\nwrong\nend\n"));
    CHECK(said.find("IFNAME=ppp0\n") != said.npos);
    CHECK(said.find("HOME=") == said.npos);
    CHECK(said.find("\n0\n1\n2\n") != said.npos);
    CHECK(said.find("\n" + std::to_string(secret.get()) + "\n") == said.npos);
    CHECK(said.ends_with("\n/\n"));
  }

  TEST_CASE("past its limit it is told to end, and made to if it will not") {
    const Client client;
    Program program = shell("sleep 60");
    program.limit = 100ms;
    CHECK(run(program, client.theirs.get()).error.code == ErrorCode::kRequestTimeout);
    Pipe pipe;
    program = shell("trap '' TERM; echo started; while :; do sleep 60; done");
    program.limit = 300ms;
    program.output = pipe.write.get();
    CHECK(run(program, client.theirs.get()).error.code == ErrorCode::kRequestTimeout);
    CHECK(pipe.all() == "started\n");  // all who could write to it have gone
  }

  TEST_CASE("what it leaves in the background ends with it, and its own end is the reply") {
    const Client client;
    Pipe pipe;
    Program program = shell("(sleep 1; echo late) & echo done; exit 3");
    program.output = pipe.write.get();
    CHECK(run(program, client.theirs.get()) == sys::helper::Reply{.status = 3});
    CHECK(pipe.all() == "done\n");
  }

  TEST_CASE("when the client goes, so does what it had started") {
    Client client;
    Pipe pipe;
    client.ours.reset();
    Program program = shell("sleep 60 & wait");
    program.output = pipe.write.get();
    CHECK(run(program, client.theirs.get()).error.code == ErrorCode::kUserDisconnection);
    CHECK(pipe.all().empty());
  }
}
