#include "uv/turn.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace dial::uv {
namespace {

struct Loops {
  std::atomic<int> count{0};  // so that other programs pay for one load
  std::mutex mutex;
  std::map<const uv_loop_t*, std::function<void()>> asked;  // under the mutex
};

// Never destroyed: static objects may close handles at exit.
Loops& loops() {
  static auto& all = *new Loops;
  return all;
}

}  // namespace

void ask_for_turn(uv_loop_t* loop) {
  Loops& all = loops();
  if (all.count.load(std::memory_order_relaxed) == 0) return;
  const std::lock_guard lock(all.mutex);
  const auto found = all.asked.find(loop);
  if (found != all.asked.end()) found->second();
}

TurnedFromOutside::TurnedFromOutside(uv_loop_t* loop, std::function<void()> asked) : loop_(loop) {
  Loops& all = loops();
  const std::lock_guard lock(all.mutex);
  all.asked[loop] = std::move(asked);
  ++all.count;
}

TurnedFromOutside::~TurnedFromOutside() {
  Loops& all = loops();
  const std::lock_guard lock(all.mutex);
  all.asked.erase(loop_);
  --all.count;
}

}  // namespace dial::uv
