// The functions that RAS does not have: RasX.
#include "ras/call.hpp"
#include "ras/guard.hpp"
#include "ras/structure.hpp"
#include "ras/text.hpp"

namespace dial::ras {
namespace {

Result<DialerOptions> read_target(const RASXTARGET* given) {
  DialerOptions options;
  if (given == nullptr) return options;
  const auto target = read_structure(given);
  if (!target) return std::unexpected(target.error());
  const auto socket = read_text(target->szSocket, "szSocket");
  if (!socket) return std::unexpected(socket.error());
  const auto profiles = read_text(target->szProfiles, "szProfiles");
  if (!profiles) return std::unexpected(profiles.error());
  const auto secrets = read_text(target->szSecrets, "szSecrets");
  if (!secrets) return std::unexpected(secrets.error());
  options = {.socket = *socket,
             .direct = target->bDirect != 0,
             .profiles = *profiles,
             .secrets = *secrets};
  if (options.direct && options.profiles.empty()) {
    return std::unexpected(misused("no directory of profiles"));
  }
  return options;
}

Result<> check_outside_notifier() {
  if (is_inside_notifier()) return std::unexpected(misused("inside a notifier"));
  return {};
}

Result<> set_target(const RASXTARGET* target) {
  if (auto right = check_outside_notifier(); !right) return right;
  const auto options = read_target(target);
  if (!options) return std::unexpected(options.error());
  Context::end();
  return Process::get().set_target(*options);
}

Result<Dispatcher*> dispatcher_of_thread() {
  const auto context = Context::get();
  if (!context) return std::unexpected(context.error());
  if ((*context)->dispatcher() == nullptr) {
    return std::unexpected(misused("this thread has a libuv loop of its own"));
  }
  return (*context)->dispatcher();
}

Result<> get_descriptor(int* descriptor) {
  if (descriptor == nullptr) return std::unexpected(misused("no place for the descriptor"));
  const auto dispatcher = dispatcher_of_thread();
  if (!dispatcher) return std::unexpected(dispatcher.error());
  *descriptor = (*dispatcher)->descriptor();
  return {};
}

Result<> dispatch() {
  if (auto right = check_outside_notifier(); !right) return right;
  const auto dispatcher = dispatcher_of_thread();
  if (!dispatcher) return std::unexpected(dispatcher.error());
  (*dispatcher)->dispatch();
  return {};
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasXSetTarget(const RASXTARGET* target) {
  return guarded([&] { return set_target(target); });
}

std::uint32_t RasXGetDescriptor(int* descriptor) {
  return guarded([&] { return get_descriptor(descriptor); });
}

std::uint32_t RasXDispatch() {
  return guarded([] { return dispatch(); });
}

std::uint32_t RasXSetLoop(void* loop) {
  return guarded([&] { return Context::set_loop(static_cast<uv_loop_s*>(loop)); });
}

std::uint32_t RasXEnd() {
  return guarded([]() -> dial::Result<> {
    if (auto right = check_outside_notifier(); !right) return right;
    Context::end();
    return {};
  });
}
