// A line that is being hung up is no successor's: what the next process would find of it, and who
// is still answered by this one.
#include <map>

#include "manager/hand_over.hpp"
#include "unit/manager/redial_bench.hpp"

using namespace dial;
using namespace dial::manager;
using namespace std::chrono_literals;

namespace {

// As systemd's: copies by a name, until it is told to forget them.
class MemoryStore final : public DescriptorStore {
 public:
  explicit MemoryStore(uv_loop_t* loop) : queue_(uv::WakeQueue::get(loop)) {}
  void keep(const std::string& name, int descriptor) override {
    kept_[name].emplace_back(::dup(descriptor));
  }
  void forget(const std::string& name, std::function<void()> done) override {
    kept_.erase(name);
    queue_->post(std::move(done));
  }
  bool is_empty() const { return kept_.empty(); }
  // Whether a process that began now would go on with a line.
  bool has_a_line() const {
    return std::ranges::any_of(kept_, [](const auto& line) {
      return decode_hand_over(read_state(line.second.front())).has_value();  // the state is first
    });
  }

 private:
  std::shared_ptr<uv::WakeQueue> queue_;
  std::map<std::string, std::vector<sys::Fd>> kept_;
};

struct Bench : RedialBench {
  Bench() {
    settings.store = &store;
    files.write("a.toml", "link = 'direct'\nnumber = '5551234'\n[line]\ndevice = '" +
                              line.device() +
                              "'\nflow_control = 'none'\n[ip]\ninterface = 'dial0'\n"
                              "dns = 'none'\n[modem]\ninit = []\n");
  }
  MemoryStore store{loop};
};

}  // namespace

TEST_SUITE("manager: hand-over of what is being hung up") {
  TEST_CASE("from the hang-up on nobody goes on with the line, and the hang-up is answered") {
    Bench bench;
    REQUIRE(bench.dial("a", nullptr));
    REQUIRE(bench.loop.run_until([&] { return bench.store.has_a_line(); }));
    bench.line.stall(60s);  // the peer does not hear that it is over, and acknowledges nothing
    bool hung_up = false;
    bench.manager().disconnect("a", 1000, false,
                               [&](const auto& outcome) { hung_up = outcome && outcome->closed; });
    CHECK_FALSE(hung_up);
    CHECK_FALSE(bench.store.has_a_line());  // a kill would end it, too
    bool handed_over = false;
    bench.manager().hand_over([&] {
      CHECK(hung_up);
      handed_over = true;
    });
    CHECK(bench.loop.run_until([&] { return handed_over; }));
    CHECK(bench.store.is_empty());
  }

  TEST_CASE("a line that is up is left to the next process as it is") {
    Bench bench;
    REQUIRE(bench.dial("a", nullptr));
    REQUIRE(bench.loop.run_until([&] { return bench.store.has_a_line(); }));
    bool handed_over = false;
    bench.manager().hand_over([&] { handed_over = true; });
    CHECK(bench.loop.run_until([&] { return handed_over; }));
    CHECK(bench.store.has_a_line());
    CHECK(bench.is_up("a"));
    bench.finish();
  }
}
