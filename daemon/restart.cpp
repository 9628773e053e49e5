// What a daemon leaves to the next one, and finds of the one before.
#include <spdlog/spdlog.h>

#include "daemon.hpp"

namespace dial::daemon {

// Before anybody can dial. Who asks for such a connection finds it, or why it has ended.
void Daemon::take_over(std::vector<manager::StoredLine> lines) {
  for (manager::StoredLine& line : lines) {
    const auto taken = manager_.take_over(std::move(line));
    if (!taken) {
      spdlog::warn("{}", describe(taken.error()));
    } else if (taken->state == State::kConnected) {
      spdlog::info("{}: goes on over the restart (connection {})", taken->entry, taken->id.value);
    }
  }
}

// What systemd sends for a restart (RestartKillSignal=).
void Daemon::restart() {
  if (stop_limit_) return;
  handed_over_ = SystemdStore::is_there();
  spdlog::info("restarting: lines that are up {}",
               handed_over_ ? "stay so" : "are hung up, as nobody keeps their descriptors");
  supervisor_.stopping();
  server_->stop_accepting();
  limit_the_end();
  manager_.hand_over([this] { finish(); });
}

}  // namespace dial::daemon
