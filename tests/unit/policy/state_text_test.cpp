#include "policy/state_text.hpp"

#include <doctest/doctest.h>

using namespace dial;
using namespace dial::policy;

TEST_SUITE("policy::state_text") {
  TEST_CASE("what is written is read again, whatever an entry is called") {
    Memory memory;
    memory["isp"] = {.use = {.day = 20'000,
                             .connected = Duration(90'061'001),
                             .octets = ~std::uint64_t{0},
                             .dials = 17},
                     .promoted = {.device = "/dev/ttyS1", .number = "+49 30 1", .profile = ""}};
    memory["1000/my line, #2"] = {.use = {.day = -3}, .promoted = {}};
    memory["1000/my line, #2"].use.day = 0;
    const auto read = read_state(state_text(memory));
    CHECK(read.memory == memory);
    CHECK(read.bad_lines == 0);
  }

  TEST_CASE("a line that is no entry's costs that line alone") {
    const std::string good = "1\t2\t3\t4\t\t\t\tisp\n";
    for (const std::string bad :
         {"x\n", "1\t2\t3\t4\t\t\t\t\n", "1\t2\t3\t\t\t\t\tisp\n", "-1\t2\t3\t4\t\t\t\tisp\n",
          "1\t2\t3\t99999999999999999999999\t\t\t\tisp\n", "1 \t2\t3\t4\t\t\t\tisp\n"}) {
      CAPTURE(bad);
      const auto read = read_state("# comment\n\n" + bad + good);
      CHECK(read.bad_lines == 1);
      CHECK(read.memory.size() == 1);
      CHECK(read.memory.at("isp").use.octets == 3);
    }
  }

  TEST_CASE("a file that was cut anywhere is read as far as it goes") {
    Memory memory;
    memory["a"] = {.use = {.day = 1, .octets = 5}, .promoted = {}};
    memory["b"] = {.use = {.day = 1, .octets = 6}, .promoted = {}};
    const std::string whole = state_text(memory);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto read = read_state(std::string_view(whole).substr(0, length));
      CHECK(read.memory.size() + read.bad_lines <= 2);
      if (read.memory.contains("a")) CHECK(read.memory.at("a") == memory.at("a"));
    }
  }
}
