#include "uv/wake.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "uv/handle.hpp"

namespace dial::uv {

// Lives until its handle is closed, which only the loop's thread does. The descriptor is written
// and closed under the mutex, so that a late wake never reaches a number used for something else.
struct WakeQueue::State : std::enable_shared_from_this<WakeQueue::State> {
  ~State() {
    if (descriptor >= 0) ::close(descriptor);
  }
  bool open_on(uv_loop_t* new_loop);
  void post(std::function<void()> item);
  void wake_locked() const;
  void run_queued() noexcept;
  void close();

  uv_loop_t* loop = nullptr;
  std::thread::id loop_thread;
  std::weak_ptr<WakeQueue> owner;  // written and read on the loop's thread only
  Handle<uv_poll_t> poll;
  unsigned holds = 0;

  std::mutex mutex;  // guards what follows
  int descriptor = -1;
  std::vector<std::function<void()>> work;
};

namespace {

// Which loop has which queue. libuv gives a loop's `data` to the application, so there is no
// place for it in the loop itself.
template <class State>
struct Registry {
  std::mutex mutex;
  std::map<uv_loop_t*, std::shared_ptr<State>> states;

  std::shared_ptr<State> find(uv_loop_t* loop) {
    const std::lock_guard lock(mutex);
    const auto found = states.find(loop);
    return found == states.end() ? nullptr : found->second;
  }
  void insert(uv_loop_t* loop, std::shared_ptr<State> state) {
    const std::lock_guard lock(mutex);
    states[loop] = std::move(state);
  }
  void erase(uv_loop_t* loop) {
    const std::lock_guard lock(mutex);
    states.erase(loop);
  }
};

// Never destroyed: threads and other static objects may let go of a queue at exit.
template <class State>
Registry<State>& registry() {
  static auto& all = *new Registry<State>;
  return all;
}

}  // namespace

bool WakeQueue::State::open_on(uv_loop_t* new_loop) {
  loop = new_loop;
  loop_thread = std::this_thread::get_id();
  descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor < 0) return false;
  auto handle = std::make_unique<uv_poll_t>();
  if (uv_poll_init(loop, handle.get(), descriptor) != 0) return false;
  poll.reset(handle.release());
  poll->data = this;
  uv_poll_start(poll.get(), UV_READABLE, [](uv_poll_t* ready, int, int) {
    if (ready->data != nullptr) static_cast<State*>(ready->data)->run_queued();
  });
  uv_unref(reinterpret_cast<uv_handle_t*>(poll.get()));
  ask_for_turn(loop);
  return true;
}

void WakeQueue::State::wake_locked() const {
  if (descriptor < 0) return;
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is awake anyway (eventfd(2)).
  [[maybe_unused]] const auto written = ::write(descriptor, &one, sizeof one);
}

void WakeQueue::State::run_queued() noexcept {
  const auto self = shared_from_this();  // the work may let go of the queue
  std::vector<std::function<void()>> batch;
  {
    const std::lock_guard lock(mutex);
    std::uint64_t count = 0;
    // Emptied before the work is taken: a post in between wakes once too often, never too seldom.
    [[maybe_unused]] const auto got = ::read(descriptor, &count, sizeof count);
    batch.swap(work);
  }
  for (auto& item : batch) {
    if (owner.expired()) break;
    std::exchange(item, nullptr)();  // and what it holds goes before the next one runs
  }
  if (owner.expired()) close();
}

void WakeQueue::State::close() {
  if (!poll) return;
  registry<State>().erase(loop);
  poll.reset();
  std::vector<std::function<void()>> dropped;  // destroyed here, on the loop's thread, unlocked
  const std::lock_guard lock(mutex);
  dropped.swap(work);
  ::close(std::exchange(descriptor, -1));
}

std::shared_ptr<WakeQueue> WakeQueue::get(uv_loop_t* loop) {
  if (const auto state = registry<State>().find(loop)) {
    if (auto queue = state->owner.lock()) return queue;
    state->close();  // let go on another thread; the loop has not seen it yet
  }
  auto state = std::make_shared<State>();
  if (!state->open_on(loop)) return nullptr;
  std::shared_ptr<WakeQueue> queue(new WakeQueue(state));
  state->owner = queue;
  registry<State>().insert(loop, std::move(state));
  return queue;
}

void WakeQueue::sweep(uv_loop_t* loop) {
  const auto state = registry<State>().find(loop);
  if (state && state->owner.expired()) state->close();
}

WakeQueue::WakeQueue(std::shared_ptr<State> state) : state_(std::move(state)) {}

WakeQueue::~WakeQueue() {
  if (std::this_thread::get_id() == state_->loop_thread) {
    state_->close();
    return;
  }
  const std::lock_guard lock(state_->mutex);
  state_->wake_locked();  // the loop finds that nobody owns it
}

void WakeQueue::adopt() {
  state_->loop_thread = std::this_thread::get_id();
}

void WakeQueue::State::post(std::function<void()> item) {
  const std::lock_guard lock(mutex);
  if (descriptor < 0) return;  // closed; `item` goes when the lock has been given back
  work.push_back(std::move(item));
  if (work.size() == 1) wake_locked();
}

void WakeQueue::post(std::function<void()> work) {
  state_->post(std::move(work));
}

WakeSender WakeQueue::sender() const {
  return WakeSender(state_);
}

void WakeSender::post(std::function<void()> work) const {
  state_->post(std::move(work));
}

void WakeQueue::hold() {
  if (state_->holds++ == 0) uv_ref(reinterpret_cast<uv_handle_t*>(state_->poll.get()));
}

void WakeQueue::unhold() {
  if (--state_->holds == 0) uv_unref(reinterpret_cast<uv_handle_t*>(state_->poll.get()));
}

}  // namespace dial::uv
