#include "client/statistics_baselines.hpp"

namespace dial::client {

void StatisticsBaselines::set(ConnectionId id, const Statistics& now) {
  cleared_[id] = now;
  if (cleared_.size() > kMost) cleared_.erase(cleared_.begin());
}

Statistics StatisticsBaselines::since(ConnectionId id, Statistics now) const {
  const auto found = cleared_.find(id);
  if (found == cleared_.end()) return now;
  const Statistics& before = found->second;
  now.bytes_sent -= before.bytes_sent;
  now.bytes_received -= before.bytes_received;
  now.packets_sent -= before.packets_sent;
  now.packets_received -= before.packets_received;
  now.fcs_errors -= before.fcs_errors;
  now.framing_errors -= before.framing_errors;
  now.line_bytes_sent -= before.line_bytes_sent;
  now.line_bytes_received -= before.line_bytes_received;
  return now;
}

}  // namespace dial::client
