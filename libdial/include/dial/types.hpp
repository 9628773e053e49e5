#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dial/error.hpp"
#include "dial/phone_book.hpp"
#include "dial/state.hpp"

namespace dial {

// Names one dial operation and then the connection it produced. Never 0, below 2^53, never changes,
// never reused while the manager lives; a later manager begins elsewhere, so that an id of a former
// one is none of its own. Ascending in the order of the dials.
struct ConnectionId {
  std::uint64_t value = 0;
  auto operator<=>(const ConnectionId&) const = default;
};

// An IPv4 address in host byte order; 0 is "none" or "to be assigned".
struct Ipv4Address {
  std::uint32_t value = 0;
  auto operator<=>(const Ipv4Address&) const = default;
  explicit operator bool() const { return value != 0; }
};

std::string to_string(Ipv4Address address);                    // "10.0.2.15"
std::optional<Ipv4Address> parse_ipv4(std::string_view text);  // strict dotted quad

// What to dial. Empty fields take the profile's value.
struct DialParameters {
  std::string entry;   // the profile's name
  std::string number;  // at most 128 characters; to another than the entry's a password goes along
  std::string user;
  std::string password;
  SecretToken password_token;  // instead of `password`: the stored one it stands for
  // RASDIALPARAMS.szCallbackNumber: where a far end that calls back is to call. "*" asks in the
  // state CallbackSetByCaller, which needs allow_pause; empty: the far end is told of none unless
  // somebody answers in that state. kBadCallbackNumber, kInvalidCallbackNumber.
  std::string callback_number;
  bool allow_pause = false;        // RDEOPT_PausedStates: wait in paused states instead of failing
  std::optional<bool> send_ahead;  // NCP frames may leave before AuthNotify is known
  bool detached = false;           // the daemon owns the dial: it outlives this client, no handler
  // 1 ms to 24 h, else kInvalidParameter; empty: the profile's, which is 10 s by default. Past it
  // the client counts as gone.
  std::optional<std::chrono::milliseconds> handler_limit;
};

// The answer to a paused state. RetryAuthentication: user (empty: the same again) and password.
// CallbackSetByCaller: number (empty: no call back). PasswordExpired: the new password.
// InvokeEapUI: the answer, as password. Interactive: nothing; where `prompt` is a question of the
// login script, the answer, as password.
struct ResumeInput {
  std::string user;
  std::string password;
  std::string number;
};

// One call of a notification handler: a state entered (`error` empty) or that state failed.
struct Notification {
  ConnectionId connection;
  std::uint64_t sequence = 0;  // 1, 2, 3 … within one dial
  State state = State::kOpenPort;
  Error error;
  std::uint32_t subentry = 1;  // 1-based link of a bundle
};

// What the peer and we agreed on (RasGetProjectionInfo).
struct Projection {
  Ipv4Address local;
  Ipv4Address remote;
  std::vector<Ipv4Address> name_servers;
  std::string authentication;  // "none", "pap", "chap-md5"
  std::uint16_t mru = 1500;    // largest packet the peer accepts, octets
};

// Octets and packets of network traffic since Connected, and the trouble on the line. They stand
// still when the connection has ended.
struct Statistics {
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t packets_sent = 0;
  std::uint64_t packets_received = 0;
  std::uint64_t fcs_errors = 0;       // frames with a bad frame check sequence
  std::uint64_t framing_errors = 0;   // aborted, too short or overlong frames
  std::uint64_t line_bytes_sent = 0;  // octets on the serial line, from the first
  std::uint64_t line_bytes_received = 0;
  std::chrono::milliseconds connected{0};  // time since Connected, to the loss or hang-up; 0 before
};

// RasGetConnectStatus: a snapshot. An ended connection keeps its final reason for a while.
// What was done, beside dialling again, for a modem that does not come back: how often since the
// connection manager began. docs/policy.md.
struct RecoveryCounts {
  std::uint64_t resets = 0;      // ATH and ATZ
  std::uint64_t restarts = 0;    // AT+CFUN=1,1
  std::uint64_t usb_resets = 0;  // of its USB device
  std::uint64_t power_hooks = 0;

  bool operator==(const RecoveryCounts&) const = default;
};

// "ATH and ATZ 2 times, USB reset once"; empty if nothing was done.
std::string describe(const RecoveryCounts& counts);

struct ConnectionStatus {
  ConnectionId id;
  std::string entry;   // the profile's name
  std::string device;  // "/dev/ttyUSB0"
  std::string number;  // what was dialled; empty on a direct line
  State state = State::kOpenPort;
  Error error;  // why it ended; empty while it lives
  // In a paused state what the far end says or asks, or in Interactive the login script; else
  // empty.
  std::string prompt;
  bool prompt_is_secret = false;  // what is typed should not be seen
  std::string connect_text;       // the modem's CONNECT line
  std::string interface;          // "tun0"; empty before Projected and on the memory data path
  std::string datapath;           // "tun", "memory"
  std::optional<Projection> projection;
  // Octets of the largest packet that is sent: the smaller one of the profile's MTU and the peer's
  // MRU; 0 before Projected.
  std::uint32_t mtu = 0;
  uid_t owner = 0;  // who dialled
  std::uint32_t references = 0;
  std::chrono::milliseconds age{0};  // since the dial; of an ended connection, to its end
  // Between two dials: how long until the next one. It may come earlier, when `waits_for` appears.
  std::optional<std::chrono::milliseconds> next_dial = {};
  std::string waits_for = {};  // the device that is not there; empty: none
  RecoveryCounts recovery = {};
};

// What one protocol of a connection came to (RasGetProjectionInfo). `values` has what that protocol
// decided; the rest of it is as it was made.
struct ProjectionRecord {
  std::uint16_t protocol = 0;  // its PPP number: 0xc021 LCP (mru, authentication), 0x8021 IPCP
  // kProjectionNotComplete: too early; kProtocolNotConfigured: the connection ended without it.
  Error error;
  Projection values;
};

// One call of a watch's handler (RasConnectionNotification).
struct WatchEvent {
  enum class Kind : std::uint8_t {
    kPresent,  // what there is, at the beginning and after kLost: one event for each connection
    kChange,   // a state entered or failed, as the dial's own handler hears it, and the end
    kLost,     // the watcher was too slow: every change up to and including `sequence` that was not
               // told is lost. What there is now follows; a connection that is not in it has ended.
    kEnd,      // nothing more comes. status.error says why; without it, the one connection that was
               // watched has ended.
  };
  Kind kind = Kind::kChange;
  // Counts the changes of the manager, all of them: without a gap for who watches everything. Where
  // it is no change of its own, the sequence of the last one.
  std::uint64_t sequence = 0;
  ConnectionStatus status;           // of kPresent and kChange
  std::optional<Statistics> totals;  // set when the connection has ended: its final figures
};

// How a profile reads to a client; secrets never appear.
struct ProfileInfo {
  std::string name;  // "isp"; of another user's own, as root sees it, "1000/isp"
  std::string file;
  std::string device;
  std::string number;
  std::string problem;    // why it cannot be dialled, "file:line:column: text"; empty if it can
  uid_t owner = 0;        // of the file
  bool writable = false;  // who asks may change it through the API
  bool abstract = false;  // a base for other profiles only: it is not dialled
};

// An entry that is down and waits for the next dial, its device or a packet; or one that is
// persistent or on demand and stays down, because somebody hung it up or it gave up.
struct WaitingEntry {
  std::string entry;                   // as in ConnectionStatus
  std::vector<std::string> sentences;  // what Dialer::explain() says
};

}  // namespace dial
