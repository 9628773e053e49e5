// What a former process left of a connection: whatever it is, it is read within its bounds, and
// what was read is written and read as the same.
#include <cstdint>
#include <cstdlib>

#include "manager/hand_over.hpp"

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dial;
  const Octets octets(data, size);
  static_cast<void>(manager::decode_hand_over(octets));
  const auto read = manager::decode_hand_over(seal(octets, manager::kHandOverVersion));
  if (!read) return 0;
  demand(read->id.value != 0);
  const Buffer written = manager::encode(*read);
  const auto again = manager::decode_hand_over(written);
  demand(again.has_value());
  demand(manager::encode(*again) == written);
  return 0;
}
