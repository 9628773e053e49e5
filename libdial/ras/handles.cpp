#include "ras/handles.hpp"

#include <algorithm>

#include "ras/guard.hpp"

namespace dial::ras {
namespace {

// So many are remembered; the manager itself forgets ended connections long before.
constexpr std::size_t kMostRecords = 4096;

// The greater, the rather it is the one that RasHangUp means.
int nearness(const Dial& dial) {
  return (dial.thread() == std::this_thread::get_id() ? 2 : 0) + (dial.is_running() ? 1 : 0);
}

}  // namespace

void Handles::add(ConnectionId id, std::shared_ptr<Dial> dial) {
  const std::scoped_lock lock(mutex_);
  Record& record = records_[id];
  record.standing = Standing::kGood;
  record.dials.push_back(std::move(dial));
  drop_oldest();
}

void Handles::obtained(ConnectionId id) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = records_.find(id); found != records_.end()) {
    found->second.standing = Standing::kGood;
  }
}

Handles::Standing Handles::standing(ConnectionId id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = records_.find(id);
  return found == records_.end() ? Standing::kGood : found->second.standing;
}

std::shared_ptr<Dial> Handles::find(ConnectionId id, const Notifier& notifier) const {
  const std::scoped_lock lock(mutex_);
  const auto found = records_.find(id);
  if (found == records_.end()) return nullptr;
  const auto& dials = found->second.dials;
  const auto dial = std::ranges::find_if(
      dials, [&](const auto& it) { return it->notifier() == notifier && it->is_running(); });
  return dial == dials.end() ? nullptr : *dial;
}

Result<std::shared_ptr<Dial>> Handles::take(ConnectionId id) {
  const std::scoped_lock lock(mutex_);
  Record& record = records_[id];
  if (record.standing != Standing::kGood) return std::unexpected(no_such_handle());
  std::shared_ptr<Dial> taken;
  const auto nearest =
      std::ranges::max_element(record.dials, {}, [](const auto& dial) { return nearness(*dial); });
  if (nearest != record.dials.end()) {
    taken = *nearest;
    record.dials.erase(nearest);
  }
  if (record.dials.empty()) record.standing = Standing::kHungUp;
  drop_oldest();
  return taken;
}

void Handles::hung_up(ConnectionId id, const Result<>& outcome) {
  const std::scoped_lock lock(mutex_);
  const auto found = records_.find(id);
  if (found == records_.end() || found->second.standing != Standing::kHungUp) return;
  // Not known to the manager any more: it is as gone as it can be.
  const bool is_gone = outcome || outcome.error().code == ErrorCode::kInvalidHandle;
  found->second.standing = is_gone ? Standing::kGone : Standing::kGood;
}

void Handles::forget_thread(std::thread::id thread) {
  const std::scoped_lock lock(mutex_);
  for (auto& [id, record] : records_) {
    std::erase_if(record.dials, [&](const auto& dial) {
      if (dial->thread() != thread || !dial->is_running()) return false;
      dial->set_ended();
      return true;
    });
  }
}

void Handles::clear() {
  const std::scoped_lock lock(mutex_);
  records_.clear();
}

void Handles::set_baseline(ConnectionId id, const Statistics& counters) {
  const std::scoped_lock lock(mutex_);
  records_[id].baseline = counters;
  drop_oldest();
}

Statistics Handles::baseline(ConnectionId id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = records_.find(id);
  return found == records_.end() ? Statistics{} : found->second.baseline;
}

// Ids ascend, so the first are the oldest. A dial that runs keeps its record.
void Handles::drop_oldest() {
  const auto is_running = [](const auto& dial) { return dial->is_running(); };
  for (auto it = records_.begin(); it != records_.end() && records_.size() > kMostRecords;) {
    const bool is_kept = std::ranges::any_of(it->second.dials, is_running);
    it = is_kept ? std::next(it) : records_.erase(it);
  }
}

}  // namespace dial::ras
