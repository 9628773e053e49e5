#include "conformance/handler.hpp"

#include <algorithm>

namespace dial::conformance {
namespace {

bool is_entry(const Handler::Call& call, State state) {
  return call.notification.state == state && !call.notification.error;
}
bool is_end(const Handler::Call& call) {
  return is_terminal(call.notification.state);
}

}  // namespace

void Handler::Book::take(const Notification& notification) {
  std::function<void(const Notification&)> action;
  {
    const std::lock_guard lock(mutex);
    calls.push_back({.notification = notification,
                     .thread = std::this_thread::get_id(),
                     .is_nested = depth != 0,
                     .is_inside_dial = is_dialling});
    ++depth;
    const auto found = actions.find(notification.state);
    if (found != actions.end() && !notification.error) action = found->second;
  }
  changed.notify_all();
  if (action) action(notification);
  if (!notification.error) wait_while_held(notification.state);
  const std::lock_guard lock(mutex);
  --depth;
}

void Handler::Book::wait_while_held(State state) {
  std::unique_lock lock(mutex);
  if (!changed.wait_for(lock, kPatience, [&] { return held != state; }))
    give_up("a handler that nobody releases");
}

NotificationHandler Handler::callable() const {
  return [book = book_](const Notification& notification) { book->take(notification); };
}

void Handler::set_dialling(bool dialling) {
  const std::lock_guard lock(book_->mutex);
  book_->is_dialling = dialling;
}

void Handler::hold_in(State state) {
  const std::lock_guard lock(book_->mutex);
  book_->held = state;
}

void Handler::release() {
  {
    const std::lock_guard lock(book_->mutex);
    book_->held.reset();
  }
  book_->changed.notify_all();
}

void Handler::act_in(State state, std::function<void(const Notification&)> action) {
  const std::lock_guard lock(book_->mutex);
  book_->actions[state] = std::move(action);
}

bool Handler::wait_until(const std::function<bool(const Book&)>& holds) const {
  std::unique_lock lock(book_->mutex);
  return book_->changed.wait_for(lock, kPatience, [&] { return holds(*book_); });
}

bool Handler::wait_for(State state) const {
  return wait_until([&](const Book& book) {
    return std::ranges::any_of(book.calls, [&](const Call& call) { return is_entry(call, state); });
  });
}

bool Handler::wait_for_end() const {
  return wait_until([](const Book& book) { return std::ranges::any_of(book.calls, is_end); });
}

bool Handler::has_ended() const {
  return ends() != 0;
}

std::vector<Handler::Call> Handler::calls() const {
  const std::lock_guard lock(book_->mutex);
  return book_->calls;
}

std::vector<State> Handler::states() const {
  std::vector<State> all;
  for (const Call& call : calls())
    all.push_back(call.notification.state);
  return all;
}

unsigned Handler::ends() const {
  return static_cast<unsigned>(std::ranges::count_if(calls(), is_end));
}

std::optional<Notification> Handler::last() const {
  const auto all = calls();
  if (all.empty()) return std::nullopt;
  return all.back().notification;
}

std::optional<Notification> Handler::failure() const {
  for (const Call& call : calls()) {
    if (call.notification.error && !is_end(call)) return call.notification;
  }
  return std::nullopt;
}

Error Handler::error() const {
  const auto all = calls();
  return all.empty() ? Error{} : all.back().notification.error;
}

std::string names(const std::vector<State>& states) {
  std::string text;
  for (const State state : states)
    text += (text.empty() ? "" : " ") + std::string(state_name(state));
  return text;
}

}  // namespace dial::conformance
