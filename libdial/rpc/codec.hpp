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

// Cuts a stream of octets into NUL-terminated messages (Varlink, "Method Call and Reply").
// Sans-IO. Never holds more than kMaxMessage octets.
class MessageSplitter {
 public:
  void handle_input(Octets octets);
  // The next whole message without its NUL, valid until the next call of a member.
  std::optional<std::string_view> poll_message();
  bool is_overlong() const;  // a message passed the limit: the connection is to be closed

 private:
  std::string pending_;
  std::size_t taken_ = 0;
};

// A call as it stands on the wire.
struct Call {
  std::string method;  // "org.libdial.Dial.Status"
  Json parameters = Json::object();
  bool more = false;
  bool oneway = false;
  bool upgrade = false;
};

// A reply. `error` is empty on success, else "org.libdial.Dial.Failed".
struct Reply {
  Json parameters = Json::object();
  std::string error;
  bool continues = false;
};

// nullopt: no JSON object of that shape (wrong types included, depth limited), the peer broke
// the protocol and its connection is to be closed.
std::optional<Call> parse_call(std::string_view message);
std::optional<Reply> parse_reply(std::string_view message);
std::string serialize(const Call& call);    // with the NUL
std::string serialize(const Reply& reply);  // with the NUL

}  // namespace dial::rpc
