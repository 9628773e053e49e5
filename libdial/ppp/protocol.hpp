#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "ppp/packet.hpp"

namespace dial::ppp {

// What an Automaton asks of LCP or an NCP: its options. The automaton calls it and is never called
// back from it. Lengths were checked: an Option is whole, its value may have any size.
class Protocol {
 public:
  virtual ~Protocol() = default;

  // A new negotiation: nothing is agreed, our wishes are the configured ones again.
  virtual void restart() = 0;

  // The options of our next Configure-Request.
  virtual Buffer request() = 0;
  virtual void handle_nak(const std::vector<Option>& options) = 0;
  virtual void handle_reject(const std::vector<Option>& options) = 0;

  // The peer's Configure-Request. An option that is not recognised is rejected; only when all are
  // is each judged, and what it ought to have had appended. judge() takes the value, or returns the
  // value to suggest in a Configure-Nak.
  virtual bool recognises(const Option& option) = 0;
  virtual void begin_judging() = 0;
  virtual std::optional<Buffer> judge(const Option& option) = 0;
  virtual void append_missing(Buffer& nak) = 0;

  // Codes above Code-Reject: whether this protocol has it; then what to send back while Opened.
  virtual bool knows_code(std::uint8_t code) const = 0;
  virtual std::optional<Buffer> handle_extra(const Packet& packet, bool opened) = 0;
};

}  // namespace dial::ppp
