#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "dial/error.hpp"
#include "sys/fd.hpp"

// What diald asks of dial-helper, which is root: one request and one reply, each one packet of a
// SOCK_SEQPACKET socket. A packet is a list of fields, "name=value" each, each ended by a NUL, so
// that a value is any text without one. Descriptors go with the packet (SCM_RIGHTS), in the order
// that the verb says. Nothing is guessed: what is not exactly as it should be is refused.
namespace dial::sys::helper {

inline constexpr std::size_t kMostOctets = 16 << 10;  // of a packet
inline constexpr std::size_t kMostDescriptors = 4;
inline constexpr std::size_t kMostArguments = 32;
inline constexpr std::size_t kMostVariables = 64;
inline constexpr Duration kLongestLimit{3'600'000};  // as hooks.limit of a profile

enum class Verb : std::uint8_t {
  kRunHook,        // `name`: its path. Descriptors: network namespace, then where its output goes
  kRunPowerHook,   // the same, and its arguments say what: "cycle"
  kRunPppd,        // `name`: of an options file. Descriptors: tty, network namespace, output
  kOpenNamespace,  // `name`: as in ip-netns(8). The reply has three: the namespace, and two
                   // rtnetlink sockets in it, to ask and to listen
  kSetSysctl,      // `name`: "ipv4/rp_filter"; arguments: interface, number. Descriptor: namespace
  kResetUsb,       // `name`: a device below /dev; arguments: "reset" or "authorized"
  kWriteResolver,  // `name`: the resolver's file; arguments: its lines ("nameserver 10.0.0.1"), or
                   // none: what was there comes back
  kRunResolvconf,  // `name`: a record, "dial0.dial"; arguments: its lines, or none: it is removed
  kNameHolder,     // `name`: a device below /dev. The reply's text: "minicom (pid 4711)" or empty
};

std::string_view verb_name(Verb verb);     // "run-hook"
std::string_view verb_purpose(Verb verb);  // "to run a hook"

struct Request {
  Verb verb = Verb::kNameHolder;
  std::string name;
  std::vector<std::string> arguments = {};
  std::vector<std::pair<std::string, std::string>> environment = {};
  Duration limit{10'000};  // what runs longer is ended
  bool operator==(const Request&) const = default;
};

struct Reply {
  Error error;       // kSuccess: it was done; for what ran, that it ended by itself
  std::string text;  // see Verb
  int status = 0;    // what ran: its exit status
  int signal = 0;    // what ended it instead, if anything did
  bool operator==(const Reply&) const = default;
};

// kInvalidParameter with what is wrong. Every request that is parsed comes out of to_packet() the
// same.
Result<Request> parse_request(std::string_view packet);
Result<Reply> parse_reply(std::string_view packet);
std::string to_packet(const Request& request);
std::string to_packet(const Reply& reply);

struct Packet {
  std::string text;
  std::vector<Fd> descriptors;
};
// One packet each, without waiting; false with errno. A peer that has gone is EPIPE.
bool send_packet(int socket, std::string_view text, std::span<const int> descriptors);
// errno: EMSGSIZE for one that is too long or has too many descriptors, ENODATA at the end.
bool receive_packet(int socket, Packet& packet);

}  // namespace dial::sys::helper
