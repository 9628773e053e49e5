#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"

namespace dial::script {

// Between the line and a script that may read what it receives: the peer's echo of a secret comes
// out as kMask, however the octets were split. So a script that asks for one octet at a time learns
// none of it. Octets that may be the beginning of an echo are held until the next ones tell. Bit 7
// is ignored in the comparison and kept in what comes out.
class EchoFilter {
 public:
  void hide(const Secret& secret);  // it is sent: from now on its echo may come

  void handle_octet(std::uint8_t octet, Buffer& out);
  // Nothing follows: what is held is no echo.
  void release(Buffer& out);
  bool is_holding() const { return !held_.empty(); }

 private:
  std::size_t whole_echo() const;
  bool may_grow() const;
  void drop_front(Buffer& out);

  std::vector<Secret> secrets_;
  Buffer held_;
};

}  // namespace dial::script
