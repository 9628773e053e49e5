#include "conformance/interleavings/player.hpp"

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto kSlow = 3ms;
constexpr auto kStuck = kScriptHandlerLimit + 30ms;

}  // namespace

void Problems::add(std::string what) {
  const std::lock_guard lock(mutex_);
  found_.push_back(std::move(what));
}

std::vector<std::string> Problems::all() const {
  const std::lock_guard lock(mutex_);
  return found_;
}

Record::Record(std::string name, Player& player, Problems& problems)
    : name_(std::move(name)), player_(player), problems_(problems) {}

bool Record::is_gone() const {
  return wants_no_more_ || !player_.has_dialer();
}

void Record::wrong(const std::string& what) {
  problems_.add(name_ + ": " + what);
}

Verdict Record::take(const Notification& notification) {
  const std::string state(state_name(notification.state));
  if (std::this_thread::get_id() != player_.thread()) wrong(state + " on another thread");
  if (!player_.has_dialer()) wrong(state + " after the Dialer had gone");
  if (player_.depth != 0) wrong(state + " inside another call");
  if (is_inside_dial) wrong(state + " inside dial()");
  if (ends() != 0) wrong(state + " after the end");
  if (wants_no_more_) wrong(state + " after the verdict");
  if (notification.connection != id()) wrong(state + " of another connection");
  if (notification.sequence <= sequence_) wrong(state + " out of order");
  sequence_ = notification.sequence;
  if (is_terminal(notification.state)) {
    is_up_ = notification.state == State::kConnected;
    ++ends_;
  }
  if (is_paused(notification.state)) has_paused_ = true;
  ++player_.depth;
  const Verdict verdict = notification.error ? Verdict::kContinue : act(notification);
  --player_.depth;
  if (verdict == Verdict::kNoMore) wants_no_more_ = true;
  return verdict;
}

Verdict Record::act(const Notification& notification) {
  const auto found = inside.find(notification.state);
  if (found == inside.end()) return Verdict::kContinue;
  if (found->second == Inside::kNoMore) return Verdict::kNoMore;
  Dialer& dialer = player_.dialer();
  switch (found->second) {
    case Inside::kAsk:
      static_cast<void>(dialer.status(notification.connection));
      static_cast<void>(dialer.connections());
      break;
    case Inside::kDial:
      try_to_dial(dialer);
      break;
    case Inside::kResume:
      if (is_paused(notification.state))
        player_.post_from_here([id = notification.connection](Dialer& later) {
          static_cast<void>(later.resume(id, kRightAnswer));
        });
      else if (dialer.resume(notification.connection, {}))
        wrong("a resume that nothing waits for");
      break;
    case Inside::kHangUp:
      static_cast<void>(dialer.hang_up(notification.connection, nullptr));
      break;
    case Inside::kSlow:
      std::this_thread::sleep_for(kSlow);
      break;
    case Inside::kStuck:
      std::this_thread::sleep_for(kStuck);
      break;
    case Inside::kNoMore:
      break;
  }
  return Verdict::kContinue;
}

void Record::try_to_dial(Dialer& dialer) {
  const auto refused = dialer.dial({.entry = "line0"}, [](const Notification&) {});
  if (refused || refused.error().code != ErrorCode::kInvalidParameter)
    wrong("a dial inside a handler is not refused");
}

Player::Player(const DialerOptions& options, bool polls, Problems& problems) : problems_(problems) {
  thread_.ask([&] {
    auto made = make_dialer(options, polls);
    if (!made) return problems_.add("no Dialer: " + describe(made.error()));
    dialer_ = std::make_unique<Dialer>(std::move(*made));
    has_dialer_ = true;
  });
}

Result<Dialer> Player::make_dialer(const DialerOptions& options, bool polls) {
  if (!polls) return Dialer::create(thread_.loop(), options);
  auto dispatcher = Dispatcher::create();
  if (!dispatcher) return std::unexpected(dispatcher.error());
  dispatcher_ = std::move(*dispatcher);
  poll_.emplace(thread_.loop(), dispatcher_->descriptor(),
                [this](int, int) { dispatcher_->dispatch(); });
  poll_->watch(UV_READABLE);
  return Dialer::create(*dispatcher_, options);
}

Player::~Player() {
  end();
}

void Player::post(std::function<void(Dialer&)> work) {
  if (is_there()) post_from_here(std::move(work));
}

void Player::post_from_here(std::function<void(Dialer&)> work) {
  thread_.post([this, work = std::move(work)] {
    if (dialer_) work(*dialer_);
  });
}

void Player::wait_for_turn() {
  if (is_there()) thread_.ask([] {});
}

void Player::destroy_dialer(bool dispatcher_first) {
  if (!is_there()) return;
  thread_.post([this, dispatcher_first] { destroy(dispatcher_first); });
}

void Player::destroy(bool dispatcher_first) {
  has_dialer_ = false;
  poll_.reset();
  if (dispatcher_first) dispatcher_.reset();
  dialer_.reset();
  dispatcher_.reset();
}

void Player::vanish() {
  if (!is_there()) return;
  has_vanished_ = true;
  thread_.abandon();
  has_dialer_ = false;  // what is on its way now is heard by nobody
}

void Player::end() {
  if (is_ended_) return;
  destroy_dialer();
  if (has_vanished_) destroy(false);  // by this thread, behind the other one's end
  is_ended_ = true;
  if (!thread_.end()) problems_.add("something was left open on a player's loop");
}

}  // namespace dial::conformance
