// diald's side of dial-helper, against the real helper in a process of its own.
#include "manager/helper_call.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>

#include "support/child.hpp"
#include "support/helper_process.hpp"
#include "unit/manager/manager_bench.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::manager;
using dial::sys::helper::Request;
using dial::sys::helper::Verb;

namespace {

// Who connects waits.
sys::Fd listen_at(const std::string& path) {
  sys::Fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(socket.get(), 1) == 0);
  return socket;
}

struct Bench {
  // Starts a call and waits for its end.
  Result<HelperAnswer> ask(const Request& request) {
    std::optional<Result<HelperAnswer>> heard;
    const auto call =
        HelperCall::start(loop, path(), request, {},
                          [&](Result<HelperAnswer> answer) { heard.emplace(std::move(answer)); });
    CHECK_FALSE(heard);  // never inside the call
    REQUIRE(loop.run_until([&] { return heard.has_value(); }));
    return std::move(*heard);
  }
  std::string path() const { return folder / "helper"; }

  test::TemporaryFolder folder;
  uv::TestLoop loop;
  std::shared_ptr<uv::WakeQueue> queue = uv::WakeQueue::get(loop);
};

struct Terminal {
  Terminal() {
    REQUIRE(::grantpt(master.get()) == 0);
    REQUIRE(::unlockpt(master.get()) == 0);
    device = ::ptsname(master.get());
  }
  sys::Fd master{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
  std::string device;
};

}  // namespace

TEST_SUITE("manager::HelperCall") {
  TEST_CASE("what the helper did comes from the loop") {
    Bench bench;
    const test::HelperProcess helper(bench.path(), {});
    const Terminal line;
    const Child holder([&] { return ::open(line.device.c_str(), O_RDWR | O_NOCTTY) >= 0; });
    const auto answer = bench.ask({.verb = Verb::kNameHolder, .name = line.device});
    REQUIRE(answer);
    CHECK(answer->reply.text == "manager_test (pid " + std::to_string(holder.pid()) + ")");
  }

  TEST_CASE("what the helper refuses is an error with its words") {
    Bench bench;
    const test::HelperProcess helper(bench.path(), {});
    const auto answer = bench.ask({.verb = Verb::kRunHook, .name = "/bin/sh"});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::kAccessDenied);
    CHECK(answer.error().context == "/bin/sh is in no folder of hooks");
  }

  TEST_CASE("without the helper every verb fails, names it and says how to start it") {
    Bench bench;
    for (const Verb verb : {Verb::kRunHook, Verb::kRunPowerHook, Verb::kRunPppd,
                            Verb::kOpenNamespace, Verb::kSetSysctl, Verb::kResetUsb,
                            Verb::kNameHolder, Verb::kWriteResolver, Verb::kRunResolvconf}) {
      const auto answer = bench.ask({.verb = verb, .name = "x"});
      REQUIRE_FALSE(answer);
      const std::string& context = answer.error().context;
      CAPTURE(context);
      CHECK(answer.error().code == ErrorCode::kAccessDenied);
      CHECK(context.find(sys::helper::verb_purpose(verb)) != std::string::npos);
      CHECK(context.find("systemctl enable --now dial-helper.socket") != std::string::npos);
      CHECK(error_hint(answer.error()) == "the text says what mends it");
    }
  }

  TEST_CASE("a helper that ends without an answer, or speaks otherwise, is an error") {
    Bench bench;
    const sys::Fd listening = listen_at(bench.path());
    for (const std::string_view said : {std::string_view(), std::string_view("hello")}) {
      std::optional<Result<HelperAnswer>> heard;
      const auto call =
          HelperCall::start(bench.loop, bench.path(), {.name = "x"}, {},
                            [&](Result<HelperAnswer> answer) { heard.emplace(std::move(answer)); });
      {
        const sys::Fd client(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
        std::array<char, 256> request{};
        REQUIRE(::recv(client.get(), request.data(), request.size(), 0) > 0);
        if (!said.empty()) REQUIRE(sys::helper::send_packet(client.get(), said, {}));
      }
      REQUIRE(bench.loop.run_until([&] { return heard.has_value(); }));
      REQUIRE_FALSE(*heard);
      CHECK(heard->error().code ==
            (said.empty() ? ErrorCode::kAccessDenied : ErrorCode::kInvalidParameter));
    }
  }

  TEST_CASE("a call that is given up is heard of no more") {
    Bench bench;
    const sys::Fd silent = listen_at(bench.path());
    bool heard = false;
    auto call = HelperCall::start(bench.loop, bench.path(), {.name = "x"}, {},
                                  [&](const auto&) { heard = true; });
    call.reset();
    call = HelperCall::start(bench.loop, bench.folder / "none", {.name = "x"}, {},
                             [&](const auto&) { heard = true; });
    call.reset();
    bench.loop.settle();
    CHECK_FALSE(heard);
  }
}

TEST_SUITE("manager::Connection and dial-helper") {
  TEST_CASE("an error that names no holder is known, and takes his name") {
    Error error{.code = ErrorCode::kPortNotAvailable,
                .layer = Layer::kPort,
                .context = "opening /dev/ttyS0: held by another program",
                .os_error = EBUSY};
    CHECK(sys::is_holder_unknown(error));
    error.context = "opening /dev/ttyS0: held by a process (pid 4711)";
    CHECK(sys::is_holder_unknown(error));
    error.context = "opening /dev/ttyS0: held by minicom (pid 4711)";
    CHECK_FALSE(sys::is_holder_unknown(error));
    const Error named = sys::with_holder(error, "/dev/ttyS0", "minicom (pid 4711)");
    CHECK(named.context == "opening /dev/ttyS0: held by minicom (pid 4711)");
    CHECK(named.code == ErrorCode::kPortNotAvailable);
    error.code = ErrorCode::kAccessDenied;
    error.context = "held by another program";
    CHECK_FALSE(sys::is_holder_unknown(error));
  }
}
