// A Dialer with its manager in this process: what it leaves on the loop of its thread.
#include <future>

#include "dial/dialer.hpp"
#include "manager/manager_thread.hpp"
#include "unit/manager/manager_bench.hpp"

using namespace dial;
using manager::ManagerThread;

namespace {

// A manager that is shared, and busy for as long as the test wants.
class BusyManager {
 public:
  explicit BusyManager(const std::string& directory)
      : thread_(*ManagerThread::get(
            {.directory = directory, .secrets = manager::default_secrets(directory)})) {}
  ~BusyManager() { let_go(); }
  void stop_here() {
    thread_->post([gate = gate_.get_future().share()](manager::Manager&) { gate.wait(); });
    is_stopped_ = true;
  }
  void let_go() {
    if (std::exchange(is_stopped_, false)) gate_.set_value();
  }

 private:
  std::shared_ptr<ManagerThread> thread_;
  std::promise<void> gate_;
  bool is_stopped_ = false;
};

}  // namespace

TEST_SUITE("Dialer in process") {
  TEST_CASE("the loop can be closed after the Dialer, however busy the manager is") {
    for (const bool hangs_up : {false, true}) {
      CAPTURE(hangs_up);
      manager::Profiles files;
      manager::FarEnd far_end;
      files.write_direct("a", far_end.device());
      BusyManager busy(files.path());
      int late_calls = 0;
      {
        uv::TestLoop loop;  // checks that it closes
        auto dialer = Dialer::create(loop, {.direct = true, .profiles = files.path()});
        REQUIRE(dialer);
        REQUIRE(dialer->watch([&](const WatchEvent&) { ++late_calls; }));
        const auto id = dialer->dial({.entry = "a"}, [&](const Notification&) { ++late_calls; });
        REQUIRE(id);
        busy.stop_here();
        if (hangs_up) dialer->hang_up(*id, [&](const Result<>&) { ++late_calls; });
        Dialer ended = std::move(*dialer);
      }
      busy.let_go();
      CHECK(late_calls == 0);
    }
  }
}
