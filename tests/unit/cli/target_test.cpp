#include "cli/target.hpp"

#include <doctest/doctest.h>

using namespace dial;
using namespace dial::cli;

TEST_SUITE("cli::target") {
  TEST_CASE("an id is decimal digits and nothing else") {
    CHECK(parse_id("5") == ConnectionId{5});
    CHECK(parse_id("18446744073709551615") == ConnectionId{18'446'744'073'709'551'615u});
    for (const char* no :
         {"", "0", "-1", "+1", " 5", "5 ", "5x", "0x5", "18446744073709551616", "isp"})
      CHECK_MESSAGE(!parse_id(no), no);
  }
}
