#pragma once

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "conformance/loop_thread.hpp"
#include "dial/dialer.hpp"

namespace dial::conformance {

// The events of one watch, in the order they came.
class Watcher {
 public:
  WatchHandler callable() const {
    return [book = book_](const WatchEvent& event) {
      const std::lock_guard lock(book->mutex);
      book->events.push_back(event);
      book->threads.push_back(std::this_thread::get_id());
      book->changed.notify_all();
    };
  }
  std::vector<WatchEvent> wait_for(std::size_t count) const {
    std::unique_lock lock(book_->mutex);
    book_->changed.wait_for(lock, kPatience, [&] { return book_->events.size() >= count; });
    return book_->events;
  }
  // The first event of that kind, when it has come.
  std::optional<WatchEvent> wait_for(WatchEvent::Kind kind) const {
    std::unique_lock lock(book_->mutex);
    auto found = book_->events.end();
    book_->changed.wait_for(lock, kPatience, [&] {
      found = std::ranges::find(book_->events, kind, &WatchEvent::kind);
      return found != book_->events.end();
    });
    return found == book_->events.end() ? std::nullopt : std::optional(*found);
  }
  bool is_all_on(std::thread::id thread) const {
    const std::lock_guard lock(book_->mutex);
    return std::ranges::all_of(book_->threads, [&](auto id) { return id == thread; });
  }

 private:
  struct Book {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<WatchEvent> events;
    std::vector<std::thread::id> threads;
  };
  std::shared_ptr<Book> book_ = std::make_shared<Book>();
};

}  // namespace dial::conformance
