#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/bytes.hpp"
#include "dial/types.hpp"
#include "profile/policy_settings.hpp"

namespace dial::policy {

// What becomes of the packets of an entry that is dialled on demand while no line carries them:
// which one wants a dial, and which ones are kept for the line. Sans-IO.
//
// From the packet that wants a dial on everything is kept, within bounds, the oldest first: the
// beginning of what somebody wants is worth more than its repetitions.
class Demand {
 public:
  struct Bounds {
    std::size_t packets = 256;
    std::size_t octets = std::size_t{256} << 10;
  };
  enum class Standing : std::uint8_t {
    kClosed,   // no packet dials
    kWaiting,  // for a packet that counts
    kWanted,   // one has come: packets are kept
  };
  // Of all packets that came while no line carried them.
  struct Counters {
    std::uint64_t kept = 0;
    std::uint64_t dropped = 0;  // kept for nothing, or for want of room, or while closed
    std::uint64_t ignored = 0;  // they do not count, and nothing else was wanted
  };

  // `placeholder`: the address that is ours only until the peer assigns one; 0: ours is fixed.
  explicit Demand(const profile::Limits& limits, Ipv4Address placeholder = {})
      : Demand(limits, placeholder, Bounds()) {}
  Demand(const profile::Limits& limits, Ipv4Address placeholder, Bounds bounds)
      : limits_(limits), placeholder_(placeholder), bounds_(bounds) {}

  // True: with this packet a dial is wanted, which was not before.
  [[nodiscard]] bool handle_packet(Octets ipv4);
  void close();    // drops what is kept
  void wait();     // for a packet; what is kept stays, and is wanted
  void give_up();  // nothing carries what is kept: dropped. Waits for another one.

  Ipv4Address placeholder() const { return placeholder_; }
  Standing standing() const { return standing_; }
  const Buffer* front() const { return kept_.empty() ? nullptr : &kept_.front(); }
  void pop();  // it is on its way
  std::size_t packets() const { return kept_.size(); }
  std::size_t octets() const { return octets_; }
  const Counters& counters() const { return counters_; }

 private:
  bool is_of_a_former_call(Octets ipv4) const;
  void keep(Octets ipv4);
  void drop_all();

  profile::Limits limits_;
  Ipv4Address placeholder_;
  Bounds bounds_;
  std::deque<Buffer> kept_;
  std::size_t octets_ = 0;
  Standing standing_ = Standing::kClosed;
  Counters counters_;
};

}  // namespace dial::policy
