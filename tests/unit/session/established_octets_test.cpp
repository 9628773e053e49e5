// The octets of a connection that is handed over: every choice of the link, each by itself.
#include <doctest/doctest.h>

#include "session/established.hpp"

using namespace dial;

namespace {

session::Established read_back(const session::Established& established) {
  Packer packer;
  session::pack(packer, established);
  const Buffer octets = packer.take();
  Unpacker unpacker(octets);
  auto after = session::unpack_established(unpacker);
  REQUIRE(unpacker.is_good());
  REQUIRE(unpacker.is_at_end());
  return after;
}

}  // namespace

TEST_SUITE("session::Established, octets") {
  TEST_CASE("whether it was dialled, and each side's compression, are read as they were written") {
    for (unsigned bits = 0; bits < 32; ++bits) {
      session::Established before;
      before.is_dialled = (bits & 1U) != 0;
      before.link.ours.compress_protocol = (bits & 2U) != 0;
      before.link.ours.compress_address = (bits & 4U) != 0;
      before.link.theirs.compress_protocol = (bits & 8U) != 0;
      before.link.theirs.compress_address = (bits & 16U) != 0;
      const auto after = read_back(before);
      CHECK(after.is_dialled == before.is_dialled);
      CHECK(after.link.ours.compress_protocol == before.link.ours.compress_protocol);
      CHECK(after.link.ours.compress_address == before.link.ours.compress_address);
      CHECK(after.link.theirs.compress_protocol == before.link.theirs.compress_protocol);
      CHECK(after.link.theirs.compress_address == before.link.theirs.compress_address);
    }
  }
}
