#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "manager/watch_queue.hpp"

namespace dial::manager {

// Who watches. Called on the manager's loop, never inside a call of the manager's.
class WatchObserver {
 public:
  virtual ~WatchObserver() = default;
  virtual void on_change(const WatchEvent& event) = 0;
  // False: not now. What comes is kept for it, up to what it asked for; when it can take more it
  // says so with Manager::continue_watch().
  virtual bool is_ready() const { return true; }
};

struct WatchRequest {
  std::shared_ptr<WatchObserver> observer;  // watches until nobody holds it any more
  std::optional<ConnectionId> connection;   // this one alone
  std::size_t queue = 1024;                 // changes kept for an observer that is not ready
};

// All watchers of a manager. Loop's thread.
class Watchers {
 public:
  struct Host {
    // What there is now, or what is left of the only connection that is wanted, and the sequence of
    // the last change.
    std::function<std::vector<WatchEvent>(std::optional<ConnectionId> only)> snapshot;
    std::function<std::uint64_t()> sequence;
    std::function<void(std::function<void()>)> post;  // work for the loop; dropped with the manager
  };
  explicit Watchers(Host host) : host_(std::move(host)) {}

  void add(const WatchRequest& request);
  void tell(const WatchEvent& change);
  void tell_present(const WatchEvent& present);  // of what was there before the manager was
  void continue_watch(const WatchObserver& observer);

 private:
  struct Watcher {
    std::weak_ptr<WatchObserver> observer;
    WatchQueue queue;
    bool due = false;  // serve() is on its way
  };
  void schedule(const std::shared_ptr<Watcher>& watcher);
  void serve(Watcher& watcher) const;
  void forget_gone();

  Host host_;
  std::vector<std::shared_ptr<Watcher>> watchers_;
};

}  // namespace dial::manager
