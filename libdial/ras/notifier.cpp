#include "ras/notifier.hpp"

#include "ras/numbers.hpp"

namespace dial::ras {
namespace {

thread_local unsigned notifier_depth = 0;

constexpr bool kIdsFit = sizeof(std::uintptr_t) >= sizeof(std::uint64_t);

Numbers& numbers() {
  static auto* const kAll = new Numbers();  // used by threads that outlive main
  return *kAll;
}

void call_event(RASXEVENTFUNC function, std::uintptr_t callback_id, const Notification& it) {
  const Error& error = it.error;
  const std::string text = error ? describe(error) : std::string();
  const std::string layer(layer_name(error.layer));
  const RASXEVENT event{.dwSize = sizeof(RASXEVENT),
                        .dwSubEntry = it.subentry,
                        .hrasconn = to_handle(it.connection),
                        .dwCallbackId = callback_id,
                        .qwSequence = it.sequence,
                        .rasconnstate = static_cast<RASCONNSTATE>(it.state),
                        .dwError = static_cast<std::uint32_t>(error.code),
                        .dwExtendedError = extended_error(error),
                        .dwReserved = 0,
                        .szLayer = layer.c_str(),
                        .szText = text.c_str()};
  function(&event);
}

}  // namespace

HRASCONN to_handle(ConnectionId id) {
  const auto number = kIdsFit ? static_cast<std::uintptr_t>(id.value) : numbers().number_of(id);
  return reinterpret_cast<HRASCONN>(number);  // NOLINT(performance-no-int-to-ptr): never followed
}

bool is_all_connections(HRASCONN handle) {
  return handle == RASX_AllConnections;  // NOLINT(performance-no-int-to-ptr): never followed
}

std::optional<ConnectionId> to_id(HRASCONN handle) {
  if (handle == nullptr || is_all_connections(handle)) return std::nullopt;
  const auto number = reinterpret_cast<std::uintptr_t>(handle);
  if (kIdsFit) return ConnectionId{number};
  return numbers().id_of(static_cast<std::uint32_t>(number));
}

bool is_inside_notifier() {
  return notifier_depth != 0;
}

Dial::Dial(std::string entry, Notifier notifier)
    : entry_(std::move(entry)), notifier_(notifier), has_ended_(notifier.function == nullptr) {}

bool Dial::is_running() const {
  const std::scoped_lock lock(mutex_);
  return !has_ended_;
}

Verdict Dial::deliver(const Notification& notification) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_terminal(notification.state)) has_ended_ = true;
    if (is_silent_) return Verdict::kContinue;
    // RasDial: a call with an error is the last one, and so is Connected.
    is_silent_ = notification.error || is_terminal(notification.state);
    is_calling_ = true;
  }
  ++notifier_depth;
  const std::uint32_t goes_on = call(notification);
  --notifier_depth;
  const std::scoped_lock lock(mutex_);
  is_calling_ = false;
  returned_.notify_all();
  if (goes_on != 0) return Verdict::kContinue;
  // Of a dial that was hung up in this very call the manager must not be told to go on.
  if (std::exchange(is_silent_, true)) return Verdict::kContinue;
  return Verdict::kNoMore;
}

void Dial::silence() {
  std::unique_lock lock(mutex_);
  is_silent_ = true;
  if (is_inside_notifier() || thread_ == std::this_thread::get_id()) return;
  returned_.wait(lock, [&] { return !is_calling_; });
}

void Dial::set_ended() {
  const std::scoped_lock lock(mutex_);
  is_silent_ = true;
  has_ended_ = true;
}

std::uint32_t Dial::call(const Notification& it) const noexcept {
  const auto state = static_cast<RASCONNSTATE>(it.state);
  const auto error = static_cast<std::uint32_t>(it.error.code);
  const std::uint32_t extended = extended_error(it.error);
  auto* const handle = to_handle(it.connection);
  switch (notifier_.type) {
    case RASX_NotifierDialFunc:
      reinterpret_cast<RASDIALFUNC>(notifier_.function)(WM_RASDIALEVENT, state, error);
      return 1;
    case RASX_NotifierDialFunc1:
      reinterpret_cast<RASDIALFUNC1>(notifier_.function)(handle, WM_RASDIALEVENT, state, error,
                                                         extended);
      return 1;
    case RASX_NotifierDialFunc2:
      return reinterpret_cast<RASDIALFUNC2>(notifier_.function)(
          notifier_.callback_id, it.subentry, handle, WM_RASDIALEVENT, state, error, extended);
    default:
      call_event(reinterpret_cast<RASXEVENTFUNC>(notifier_.function), notifier_.callback_id, it);
      return 1;
  }
}

}  // namespace dial::ras
