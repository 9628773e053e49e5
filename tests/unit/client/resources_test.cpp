// A Dialer in process that cannot have what it needs, or not in time.
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>

#include "dial/dialer.hpp"
#include "manager/manager_thread.hpp"
#include "unit/manager/manager_bench.hpp"

namespace dial::client {
namespace {

// So many more descriptors may be opened.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t more) {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const int next = ::dup(STDIN_FILENO);
    REQUIRE(next >= 0);
    ::close(next);
    const rlimit tight{.rlim_cur = static_cast<rlim_t>(next) + more, .rlim_max = before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_SUITE("Dialer: resources") {
  TEST_CASE("without descriptors left a Dialer is refused with 8, and EMFILE") {
    for (const bool direct : {false, true}) {
      CAPTURE(direct);
      const manager::Profiles files;
      uv::TestLoop loop;
      for (rlim_t more = 0; more < 12; ++more) {
        CAPTURE(more);
        const auto dialer = [&] {
          const FewDescriptors few(more);
          return Dialer::create(loop, {.direct = direct, .profiles = files.path()});
        }();
        if (more == 0) {
          REQUIRE_FALSE(dialer);
          CHECK(dialer.error().code == ErrorCode::kNotEnoughMemory);
        }
        CHECK((dialer || dialer.error().os_error == EMFILE));
      }
      CHECK(Dialer::create(loop, {.direct = direct, .profiles = files.path()}));
    }
  }

  TEST_CASE("one directory has one manager: with other secrets or locks it is refused") {
    const manager::Profiles files;
    const manager::Profiles other;
    const auto make = [](const DialerOptions& options) { return Dialer::create(nullptr, options); };
    const DialerOptions first{.direct = true,
                              .profiles = files.path(),
                              .secrets = files.path() + "/one.toml",
                              .lock_directory = files.path()};
    std::optional<Dialer> dialer(*make(first));
    DialerOptions differs = first;
    differs.secrets = files.path() + "/two.toml";
    CHECK(make(differs).error().code == ErrorCode::kInvalidParameter);
    differs = first;
    differs.lock_directory = other.path();
    CHECK(make(differs).error().code == ErrorCode::kInvalidParameter);
    CHECK(make(first));
    DialerOptions spelled = first;  // the same, otherwise written
    spelled.profiles = files.path() + "/./";
    spelled.secrets = files.path() + "/./one.toml";
    CHECK(make(spelled));
    differs.profiles = other.path();
    CHECK(make(differs));
    dialer.reset();
    differs = first;
    differs.secrets = files.path() + "/two.toml";
    CHECK(make(differs));
  }

  TEST_CASE("a dial that was given up because the manager is stuck is not made later") {
    const manager::Profiles files;
    const manager::FarEnd far_end;
    files.write_direct("a", far_end.device());
    auto dialer = Dialer::create(nullptr, {.direct = true, .profiles = files.path()});
    REQUIRE(dialer);
    const auto thread = manager::ManagerThread::get(
        {.directory = files.path(), .secrets = manager::default_secrets(files.path())});
    REQUIRE(thread);
    std::promise<void> gate;
    (*thread)->post([open = gate.get_future().share()](manager::Manager&) { open.wait(); });
    const auto begin = std::chrono::steady_clock::now();
    const auto id = dialer->dial({.entry = "a"});
    REQUIRE_FALSE(id);
    CHECK(id.error().code == ErrorCode::kServiceNotReachable);
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::seconds(5));
    gate.set_value();
    CHECK(dialer->connections()->empty());
  }
}

}  // namespace dial::client
