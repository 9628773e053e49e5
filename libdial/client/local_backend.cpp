#include "client/local_backend.hpp"

#include <unistd.h>

#include <algorithm>

namespace dial::client {
namespace {

using manager::Delivery;
using manager::Manager;
using manager::ManagerThread;

// Waits for the end of a dial nobody watches.
class Waiter final : public manager::DialObserver {
 public:
  std::future<Error> end() { return end_.get_future(); }
  void on_notification(const Notification& notification) override {
    if (is_terminal(notification.state)) end_.set_value(notification.error);
  }

 private:
  std::promise<Error> end_;
};

}  // namespace

LocalBackend::~LocalBackend() {
  for (const auto& dial : dials_) {
    if (!dial->is_abandoned()) let_go(dial->id);
    dial->leave_owner();
    delivery_->unhold();
  }
  for (std::size_t left = watches_.size(); left > 0; --left)
    delivery_->unhold();
  for (std::size_t left = completions_.size(); left > 0; --left)
    delivery_->unhold();
}

Result<ConnectionId> LocalBackend::dial(const DialParameters& parameters,
                                        NotificationHandler handler) {
  LocalDial::Owner& owner = *this;
  auto dial = std::make_shared<LocalDial>(owner, std::move(handler));
  auto id = start({.parameters = parameters,
                   .uid = getuid(),
                   .acknowledges = true,
                   .observer = std::make_shared<Courier>(delivery_->sender(), dial)});
  if (!id) return id;
  dial->id = *id;
  delivery_->hold();
  dials_.push_back(std::move(dial));
  return id;
}

// The client does not wait for this dial any more (DESIGN 2, rule 7).
void LocalBackend::let_go(ConnectionId id) {
  thread_->post([id](Manager& manager) {
    manager.cancel(id, true);
    // Its connection may have come up without the handler having heard of it.
    manager.hang_up(id, getuid(), false, [](const auto&) {});
  });
}

void LocalBackend::acknowledge(const LocalDial& dial, std::uint64_t sequence, bool no_more) {
  thread_->post([id = dial.id, sequence, no_more](Manager& manager) {
    // A dial that has ended meanwhile needs no acknowledgement.
    static_cast<void>(manager.acknowledge(id, sequence, no_more));
  });
}

void LocalBackend::finished(const LocalDial& dial) {
  const auto erased = std::erase_if(dials_, [&](const auto& kept) { return kept.get() == &dial; });
  if (erased != 0) delivery_->unhold();
}

Result<ConnectionId> LocalBackend::dial_and_wait(const DialParameters& parameters) {
  const auto waiter = parameters.detached ? nullptr : std::make_shared<Waiter>();
  auto id =
      start({.parameters = parameters, .uid = getuid(), .acknowledges = false, .observer = waiter});
  if (!id || !waiter) return id;
  const Error error = waiter->end().get();
  if (error) return std::unexpected(error);
  return id;
}

Result<> LocalBackend::cancel(ConnectionId id, Cancel how) {
  const auto found = std::ranges::find_if(dials_, [&](const auto& dial) { return dial->id == id; });
  if (found == dials_.end()) return std::unexpected(no_dial(id));
  const std::shared_ptr<LocalDial>& dial = *found;
  if (dial->is_abandoned()) return {};
  if (how == Cancel::kWait) {
    return ask([id](Manager& manager) -> Result<> {
      manager.cancel(id, false);
      return {};
    });
  }
  dial->abandon();
  let_go(id);
  later_.post([dial] { dial->end_with(cancelled()); });
  return {};
}

void LocalBackend::hang_up(ConnectionId id, bool force, HangUpHandler completion) {
  const std::uint64_t number = ++last_completion_;
  completions_.emplace(number, std::move(completion));
  delivery_->hold();
  auto done = [this, alive = std::weak_ptr(alive_), delivery = delivery_->sender(),
               number](const Result<manager::HangUpOutcome>& outcome) {
    Result<> result;
    if (!outcome) result = std::unexpected(outcome.error());
    delivery.post([this, alive, number, result] {
      if (!alive.expired()) complete(number, result);
    });
  };
  thread_->post([id, force, done = std::move(done)](Manager& manager) {
    manager.hang_up(id, getuid(), force, done);
  });
}

void LocalBackend::complete(std::uint64_t number, const Result<>& result) {
  auto completion = completions_.extract(number);
  delivery_->unhold();
  if (completion.mapped()) completion.mapped()(result);
}

Result<Disconnected> LocalBackend::hang_up_and_wait(ConnectionId id, bool force) {
  return wait_for([id, force](Manager& manager, manager::HangUpDone done) {
    manager.hang_up(id, getuid(), force, std::move(done));
  });
}

Result<Disconnected> LocalBackend::disconnect(const std::string& entry, bool force) {
  return wait_for([entry, force](Manager& manager, manager::HangUpDone done) {
    manager.disconnect(entry, getuid(), force, std::move(done));
  });
}

Result<> LocalBackend::resume(ConnectionId id, const ResumeInput& input) {
  return ask([=](Manager& manager) { return manager.resume(id, getuid(), input); });
}
Result<int> LocalBackend::open_terminal(ConnectionId id) {
  return ask([=](Manager& manager) { return manager.open_terminal(id, getuid()); });
}

Result<ConnectionStatus> LocalBackend::status(ConnectionId id) {
  return ask([=](Manager& manager) { return manager.status(id); });
}

Result<Statistics> LocalBackend::statistics(ConnectionId id) {
  return ask([=](Manager& manager) { return manager.statistics(id); });
}

Result<std::vector<ConnectionStatus>> LocalBackend::connections() {
  return ask([](Manager& manager) -> Result<std::vector<ConnectionStatus>> {
    return manager.connections();
  });
}

Result<std::vector<WaitingEntry>> LocalBackend::waiting() {
  return ask([](Manager& manager) -> Result<std::vector<WaitingEntry>> {
    return manager.waiting(getuid());
  });
}

Result<std::vector<ProfileInfo>> LocalBackend::profiles() {
  return ask([](Manager& manager) -> Result<std::vector<ProfileInfo>> {
    return manager.book().entries(getuid());
  });
}

Result<std::string> LocalBackend::profile_text(const std::string& name) {
  return ask([=](Manager& manager) { return manager.book().text(name, getuid()); });
}

Result<std::vector<ProjectionRecord>> LocalBackend::projection(ConnectionId id) {
  return ask([=](Manager& manager) { return manager.projections(id); });
}

Result<Dialogue> LocalBackend::dialogue(ConnectionId id) {
  return ask([=](Manager& manager) { return manager.dialogue(id, getuid()); });
}

Result<ConnectionStatus> LocalBackend::entry_status(const std::string& entry) {
  return ask([=](Manager& manager) { return manager.entry_status(entry, getuid()); });
}

Result<std::vector<std::string>> LocalBackend::explain(const std::string& entry) {
  return ask([=](Manager& manager) { return manager.explain(entry, getuid()); });
}

Result<> LocalBackend::watch(WatchHandler handler, const WatchOptions& options) {
  auto watch = std::make_shared<LocalWatch>(LocalWatch{.handler = std::move(handler)});
  auto courier = std::make_shared<WatchCourier>(delivery_->sender(), watch);
  watch->taken = [this, alive = std::weak_ptr(alive_), weak = std::weak_ptr(courier)] {
    if (alive.expired()) return;
    thread_->post([weak](Manager& manager) {
      if (const auto there = weak.lock()) there->handle_taken(manager);
    });
  };
  watch->finished = [this, alive = std::weak_ptr(alive_), raw = courier.get()] {
    if (alive.expired()) return;
    delivery_->unhold();
    watches_.erase(raw);
  };
  delivery_->hold();
  start_watch(*thread_, courier, options);
  const WatchCourier* key = courier.get();
  watches_.emplace(key, Watching{std::move(courier), std::move(watch)});
  return {};
}

Result<ConnectionId> LocalBackend::start(manager::DialRequest request) {
  return ask([request = std::move(request)](Manager& manager) { return manager.dial(request); });
}

Result<Disconnected> LocalBackend::wait_for(
    std::function<void(Manager&, manager::HangUpDone)> work) {
  auto promise = std::make_shared<std::promise<Result<manager::HangUpOutcome>>>();
  auto end = promise->get_future();
  thread_->post([promise, work = std::move(work)](Manager& manager) {
    work(manager,
         [promise](const Result<manager::HangUpOutcome>& outcome) { promise->set_value(outcome); });
  });
  const auto outcome = end.get();
  if (!outcome) return std::unexpected(outcome.error());
  return Disconnected{outcome->closed, outcome->holders};
}

Result<std::unique_ptr<Backend>> make_local_backend(uv_loop_t* loop, const std::string& profiles,
                                                    const std::string& secrets,
                                                    const std::string& lock_directory,
                                                    const std::string& interpreter) {
  auto delivery = delivery_of(loop);
  if (!delivery) return std::unexpected(std::move(delivery.error()));
  auto thread = ManagerThread::get({.directory = profiles, .secrets = secrets},
                                   {.lock_directory = lock_directory, .interpreter = interpreter});
  if (!thread) return std::unexpected(thread.error());
  return std::make_unique<LocalBackend>(std::move(*delivery), std::move(*thread));
}

}  // namespace dial::client
