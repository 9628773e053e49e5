#include "base/packed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace dial;

namespace {

Buffer sample() {
  Packer packer;
  packer.number(std::uint8_t{7}).text("a text").number(std::numeric_limits<std::uint64_t>::max());
  return packer.take();
}

}  // namespace

TEST_SUITE("base::Packer") {
  TEST_CASE("what was packed comes out as it was") {
    const Buffer octets = sample();
    Unpacker unpacker(octets);
    CHECK(unpacker.number<std::uint8_t>() == 7);
    CHECK(unpacker.text() == "a text");
    CHECK(unpacker.number<std::uint64_t>() == std::numeric_limits<std::uint64_t>::max());
    CHECK(unpacker.is_good());
    CHECK(unpacker.is_at_end());
  }

  TEST_CASE("wherever it is cut, the reader says so") {
    const Buffer octets = sample();
    for (std::size_t length = 0; length < octets.size(); ++length) {
      CAPTURE(length);
      Unpacker unpacker(Octets(octets).first(length));
      static_cast<void>(unpacker.number<std::uint8_t>());
      static_cast<void>(unpacker.text());
      static_cast<void>(unpacker.number<std::uint64_t>());
      CHECK_FALSE(unpacker.is_good());
    }
  }

  TEST_CASE("a number that does not fit, and a count past the end, are no good") {
    Packer packer;
    packer.number(256);
    const Buffer octets = packer.take();
    Unpacker narrow(octets);
    CHECK(narrow.number<std::uint8_t>() == 0);
    CHECK_FALSE(narrow.is_good());
    Unpacker counting(octets);
    CHECK(counting.count() == 0);
    CHECK_FALSE(counting.is_good());
  }

  TEST_CASE("a seal is good for its version and its octets, and for no others") {
    const Buffer payload = sample();
    Buffer sealed = seal(payload, 3);
    REQUIRE(unseal(sealed, 3));
    CHECK(std::ranges::equal(*unseal(sealed, 3), payload));
    CHECK_FALSE(unseal(sealed, 4));
    for (std::size_t length = 0; length < sealed.size(); ++length)
      CHECK_FALSE(unseal(Octets(sealed).first(length), 3));
    for (std::uint8_t& octet : sealed) {
      octet ^= 0x10;
      CHECK_FALSE(unseal(sealed, 3));
      octet ^= 0x10;
    }
    sealed.push_back(0);  // what is longer than it says is good up to there
    CHECK(unseal(sealed, 3));
  }
}
