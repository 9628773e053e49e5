#include "policy/target.hpp"

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

TEST_SUITE("policy::Target") {
  TEST_CASE("the ways are all numbers on the first device, then on the next, then the profiles") {
    auto profile = modem_profile();
    CHECK(targets_of(profile) == std::vector<Target>{Target{}});
    profile.alternates = {"2"};
    profile.line.alternates = {"/dev/ttyS1"};
    profile.fail_over = {"other"};
    CHECK(targets_of(profile) == std::vector<Target>{{"", "", ""},
                                                     {"", "2", ""},
                                                     {"/dev/ttyS1", "", ""},
                                                     {"/dev/ttyS1", "2", ""},
                                                     {"", "", "other"}});
    CHECK(targets_of(profile, "9") == std::vector<Target>{{"", "9", ""}, {"/dev/ttyS1", "9", ""}});
  }

  TEST_CASE("a way is told by what is dialled and where") {
    auto profile = modem_profile();
    CHECK(describe(Target{}, profile) == "number 1 on /dev/ttyS0");
    CHECK(describe(Target{"/dev/ttyS1", "2", ""}, profile) == "number 2 on /dev/ttyS1");
    CHECK(describe(Target{"", "", "other"}, profile) == "profile other");
    profile.modem.present = false;
    CHECK(describe(Target{}, profile) == "/dev/ttyS0");
  }

  TEST_CASE("the time a modem says is found in its words, and nothing else is") {
    CHECK(delay_in("DELAYED 0:30:00") == 30min);
    CHECK(delay_in("DELAYED (01:02:03)") == 1h + 2min + 3s);
    for (const char* words : {"", "DELAYED", "BLACKLISTED 5551234", "DELAYED 1:30", "DELAYED 10",
                              "DELAYED 1:2:", "DELAYED 123:00:00x", "::::"}) {
      CAPTURE(words);
      CHECK(delay_in(words) == 0ms);
    }
  }
}
