#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "dial/types.hpp"

namespace dial::manager {

// One end of a network that lives in memory: answers ICMP Echo to its own address, counts what
// else arrives, and can send Echo of its own. Packets are IPv4 (RFC 791), one per call.
//
// Pure: no clock, no descriptor. A packet that is broken (length, version, checksum) is counted
// and dropped; nothing is ever answered to it.
class MemoryStub {
 public:
  struct Counters {
    std::uint64_t received = 0;           // every packet handed in
    std::uint64_t bad = 0;                // of them broken
    std::uint64_t not_ours = 0;           // for another address
    std::uint64_t requests_answered = 0;  // Echo
    std::uint64_t replies = 0;            // Echo Reply to us with our identifier
    std::uint64_t other = 0;              // sound, ours, but nothing this end knows: fragments too
  };

  explicit MemoryStub(Ipv4Address own) : own_(own) {}

  // The answer to send back, if there is one.
  [[nodiscard]] std::optional<Buffer> handle_packet(Octets ipv4);

  // An Echo from our address with 56 octets of data (as ping(8) sends).
  Buffer echo_request(Ipv4Address to, std::uint16_t sequence);

  // The sequence number of the last Echo Reply, once.
  [[nodiscard]] std::optional<std::uint16_t> poll_reply();

  const Counters& counters() const { return counters_; }

 private:
  std::optional<Buffer> handle_icmp(Octets packet, std::size_t header_length);

  Ipv4Address own_;
  Counters counters_;
  std::optional<std::uint16_t> reply_;
};

}  // namespace dial::manager
