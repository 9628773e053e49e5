#include "at/command.hpp"

#include <doctest/doctest.h>

using dial::at::traits_of;

TEST_SUITE("at::traits_of") {
  TEST_CASE("a call is known wherever its command stands in the line") {
    for (const char* call :
         {"ATDT5551234", "ATD*99#", "atdt1", "ATX4S7=60DT1", "AT&F1DP1", "ATA", "ATO", "ATO0",
          "AT+CBST=7,0,1;DT1", "AT\\N3%C1D1", "AT D T 1", "AT+CGDATA=\"PPP\",1", "ATM1L2W1DT,,1"}) {
      CAPTURE(call);
      CHECK(traits_of(call).is_call);
    }
  }

  TEST_CASE("what makes no call is no call, whatever letters it has") {
    for (const char* command : {"AT", "ATZ", "ATH", "ATI3", "ATDT5551234;", "AT&D2&C1", "AT&A3",
                                "AT+CGDCONT=1,\"IP\",\"DATA\"", "AT+CFUN=1",
                                "AT^SYSCFG=2,2,3FFFFFFF,1,2", "ATS0=0", "AT%A2", "hello A"}) {
      CAPTURE(command);
      CHECK_FALSE(traits_of(command).is_call);
    }
  }

  TEST_CASE("a quoted semicolon ends no extended command") {
    CHECK_FALSE(traits_of("AT+CGDCONT=1,\"IP\",\";D\"").is_call);
    CHECK(traits_of("AT+CGDCONT=1,\"IP\",\"a\";D1").is_call);
  }

  TEST_CASE("a hang-up and a change of echo or result form are seen") {
    CHECK(traits_of("ATH").hangs_up);
    CHECK(traits_of("ATH0").hangs_up);
    CHECK_FALSE(traits_of("AT&H1").hangs_up);
    for (const char* reset : {"ATZ", "ATE0", "ATQ0V1", "AT&F", "AT&F0&C1"})
      CHECK(traits_of(reset).is_reset);
    for (const char* keeps : {"ATF1", "AT&C1", "ATDT1", "AT&V"})
      CHECK_FALSE(traits_of(keeps).is_reset);
  }
}
