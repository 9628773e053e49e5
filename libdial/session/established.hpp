#pragma once

#include <cstdint>
#include <string>

#include "base/packed.hpp"
#include "base/secret.hpp"
#include "dial/types.hpp"
#include "ppp/opened_link.hpp"

namespace dial::session {

// An established connection, as a later process needs it to go on without the peer noticing. The
// other settings of the dial are not in it: the profile has them.
struct Established {
  ppp::OpenedLink link;
  std::string user;  // who we said we are; a peer may ask again
  Secret password;
  std::string connect_text;
  bool is_dialled = false;     // a modem is on-line: it has to be hung up
  std::uint64_t sequence = 0;  // of the last notification
  Statistics counted;          // octet counters may lag behind
};

void pack(Packer& packer, const Established& established);
// Whatever the octets are; whether they were good says the unpacker.
Established unpack_established(Unpacker& unpacker);

}  // namespace dial::session
