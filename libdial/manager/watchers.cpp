#include "manager/watchers.hpp"

#include <utility>

namespace dial::manager {

void Watchers::add(const WatchRequest& request) {
  forget_gone();
  auto watcher = std::make_shared<Watcher>(Watcher{
      .observer = request.observer, .queue = WatchQueue(request.queue, request.connection)});
  watcher->queue.put_snapshot(host_.sequence(), host_.snapshot(request.connection));
  watchers_.push_back(watcher);
  schedule(watcher);
}

void Watchers::tell(const WatchEvent& change) {
  forget_gone();
  for (const auto& watcher : watchers_) {
    watcher->queue.put_change(change);
    schedule(watcher);
  }
}

void Watchers::tell_present(const WatchEvent& present) {
  forget_gone();
  for (const auto& watcher : watchers_) {
    watcher->queue.put_present(present);
    schedule(watcher);
  }
}

void Watchers::continue_watch(const WatchObserver& observer) {
  for (const auto& watcher : watchers_) {
    if (watcher->observer.lock().get() == &observer) schedule(watcher);
  }
}

void Watchers::schedule(const std::shared_ptr<Watcher>& watcher) {
  if (std::exchange(watcher->due, true)) return;
  host_.post([this, weak = std::weak_ptr(watcher)] {
    if (const auto there = weak.lock()) serve(*there);
  });
}

void Watchers::serve(Watcher& watcher) const {
  watcher.due = false;
  const auto observer = watcher.observer.lock();
  while (observer && observer->is_ready()) {
    const auto event = watcher.queue.poll_event();
    if (!event) return;
    if (watcher.queue.needs_snapshot())
      watcher.queue.put_snapshot(host_.sequence(), host_.snapshot(watcher.queue.only()));
    observer->on_change(*event);
  }
}

void Watchers::forget_gone() {
  std::erase_if(watchers_, [](const auto& watcher) {
    return watcher->observer.expired() || watcher->queue.is_ended();
  });
}

}  // namespace dial::manager
