#include "diary.hpp"

#include <spdlog/spdlog.h>

namespace dial::daemon {

void Diary::on_change(const WatchEvent& event) {
  const ConnectionStatus& now = event.status;
  const auto id = now.id.value;
  if (now.state == State::kConnectDevice && !now.error) {
    spdlog::info("{}: dialling {} on {} (connection {}, uid {})", now.entry, now.number, now.device,
                 id, now.owner);
  } else if (now.state == State::kDeviceConnected && !now.error) {
    spdlog::info("{}: {} (connection {})", now.entry, now.connect_text, id);
  } else if (now.state == State::kConnected && now.projection) {
    spdlog::info("{}: up, {} to {} on {} after {} ms (connection {})", now.entry,
                 to_string(now.projection->local), to_string(now.projection->remote),
                 now.interface.empty() ? now.datapath : now.interface, now.age.count(), id);
  } else if (now.state == State::kDisconnected) {
    spdlog::info("{}: down, {} (connection {})", now.entry, describe(now.error), id);
  } else {
    spdlog::debug("{}: {} (connection {})", now.entry, state_name(now.state), id);
  }
  changed_();
}

}  // namespace dial::daemon
