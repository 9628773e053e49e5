#include "policy/demand.hpp"

#include "policy/ipv4.hpp"
#include "policy/traffic_filter.hpp"

namespace dial::policy {

// The far end of such a TCP connection knows us by an address that went with its call: its segments
// can find nobody, and the one that dials with each of them is a storm.
bool Demand::is_of_a_former_call(Octets ipv4) const {
  if (!placeholder_ || !ipv4::is_whole(ipv4) || ipv4::source(ipv4) != placeholder_) return false;
  const bool is_tcp = ipv4[9] == ipv4::kTcp && !ipv4::is_later_fragment(ipv4);
  const std::size_t header = ipv4::header_length(ipv4);
  if (!is_tcp || ipv4.size() < header + ipv4::kTcpHeader) return false;
  return (ipv4[header + 13] & ipv4::kSyn) == 0;
}

bool Demand::handle_packet(Octets ipv4) {
  if (standing_ == Standing::kWanted) {
    keep(ipv4);
    return false;
  }
  if (standing_ == Standing::kClosed) {
    ++counters_.dropped;
    return false;
  }
  if (!is_active(ipv4, Direction::kOut, limits_) || is_of_a_former_call(ipv4)) {
    ++counters_.ignored;
    return false;
  }
  standing_ = Standing::kWanted;
  keep(ipv4);
  return true;
}

void Demand::keep(Octets ipv4) {
  if (kept_.size() >= bounds_.packets || octets_ + ipv4.size() > bounds_.octets) {
    ++counters_.dropped;
    return;
  }
  ++counters_.kept;
  octets_ += ipv4.size();
  kept_.emplace_back(ipv4.begin(), ipv4.end());
}

void Demand::pop() {
  octets_ -= kept_.front().size();
  kept_.pop_front();
}

void Demand::drop_all() {
  counters_.dropped += kept_.size();
  counters_.kept -= kept_.size();
  kept_.clear();
  octets_ = 0;
}

void Demand::close() {
  drop_all();
  standing_ = Standing::kClosed;
}

void Demand::wait() {
  standing_ = kept_.empty() ? Standing::kWaiting : Standing::kWanted;
}

void Demand::give_up() {
  drop_all();
  standing_ = Standing::kWaiting;
}

}  // namespace dial::policy
