#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "dial/error.hpp"

namespace dial::rpc {

using Json = nlohmann::json;

inline constexpr std::size_t kMaxMessage = 1 << 20;  // octets without the NUL
inline constexpr int kMaxDepth = 64;                 // objects and arrays within each other

// Cuts a stream of octets into NUL-terminated messages (Varlink, "Method Call and Reply").
// Sans-IO. Holds at most kMaxMessage octets of a message that has not ended; whole messages stay
// until they are polled, so who feeds it looks at held() before it reads on.
class MessageSplitter {
 public:
  void handle_input(Octets octets);  // ignored once is_overlong()
  // The next whole message without its NUL, valid until the next call of a member.
  std::optional<std::string_view> poll_message();
  // A message passed the limit: the connection is to be closed. The whole messages before it can
  // still be polled.
  bool is_overlong() const { return overlong_; }
  // What came behind the last message that was polled, whatever it is; nothing is left.
  std::string take_rest();
  std::size_t held() const { return pending_.size() - taken_; }  // octets
  std::size_t whole_messages() const { return whole_; }

 private:
  void drop_taken();

  std::string pending_;  // [0, taken_) was polled, then whole messages, then a part of one
  std::size_t taken_ = 0;
  std::size_t tail_ = 0;  // where the message that has not ended begins
  std::size_t whole_ = 0;
  bool overlong_ = false;
};

// A call as it stands on the wire.
struct Call {
  std::string method;  // "org.libdial.dial.Status"
  Json parameters = Json::object();
  bool more = false;
  bool oneway = false;
  bool upgrade = false;
};

// A reply. `error` is empty on success, else "org.libdial.dial.Failed".
struct Reply {
  Json parameters = Json::object();
  std::string error;
  bool continues = false;
};

// nullopt: no JSON object of that shape (wrong types included, depth limited), the peer broke
// the protocol and its connection is to be closed.
std::optional<Call> parse_call(std::string_view message);
std::optional<Reply> parse_reply(std::string_view message);
// Octets that are no UTF-8 (a modem's words) become U+FFFD.
std::string serialize(const Call& call);    // with the NUL
std::string serialize(const Reply& reply);  // with the NUL

}  // namespace dial::rpc
