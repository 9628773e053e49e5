#include "diary.hpp"

#include <fmt/format.h>

#include "journal.hpp"

namespace dial::daemon {
namespace {

// Empty: only for the debug level.
std::string text_of(const ConnectionStatus& now) {
  const auto id = now.id.value;
  if (now.state == State::kConnectDevice && !now.error) {
    return fmt::format("{}: dialling {} on {} (connection {}, uid {})", now.entry, now.number,
                       now.device, id, now.owner);
  }
  if (now.state == State::kDeviceConnected && !now.error) {
    return fmt::format("{}: {} (connection {})", now.entry, now.connect_text, id);
  }
  if (now.state == State::kConnected && now.projection) {
    return fmt::format("{}: up, {} to {} on {} after {} ms (connection {})", now.entry,
                       to_string(now.projection->local), to_string(now.projection->remote),
                       now.interface.empty() ? now.datapath : now.interface, now.age.count(), id);
  }
  if (now.state == State::kDisconnected) {
    return fmt::format("{}: down, {} (connection {})", now.entry, describe(now.error), id);
  }
  // Of a dial that is dialled again there is no other trace.
  if (now.error) {
    return fmt::format("{}: {}: {} (connection {})", now.entry, state_name(now.state),
                       describe(now.error), id);
  }
  return {};
}

}  // namespace

void Diary::on_change(const WatchEvent& event) {
  const ConnectionStatus& now = event.status;
  const std::string text = event.kind == WatchEvent::Kind::kChange ? text_of(now) : std::string();
  if (!text.empty()) {
    tell(spdlog::level::info, text, fields_of(now));
  } else {
    tell(spdlog::level::debug,
         fmt::format("{}: {} (connection {})", now.entry, state_name(now.state), now.id.value),
         fields_of(now));
  }
  changed_();
}

}  // namespace dial::daemon
