#include "base/command_line.hpp"

#include <doctest/doctest.h>

using dial::dialled_by;

TEST_SUITE("base::dialled_by") {
  TEST_CASE("what stands behind the D of a command line is dialled, whatever stands before it") {
    CHECK(dialled_by("ATDT5551234") == "T5551234");
    CHECK(dialled_by("atd*99#") == "*99#");
    CHECK(dialled_by("ATX3M1L2S0=0DP0,1") == "P0,1");
    CHECK(dialled_by("AT&F&D2\\N3%C0-K1D") == "");
    CHECK(dialled_by("AT+FCLASS=0;DT1") == "T1");
    CHECK(dialled_by("AT+X=\"a;b\",D;D2") == "2");
    CHECK(dialled_by("DT1") == "T1");
    CHECK(dialled_by("at d t 1") == " t 1");
  }

  TEST_CASE("a D that is part of another command dials nothing") {
    for (const char* line :
         {"", "AT", "ATZ", "AT&D2", "AT\\D1", "AT%D", "AT+CGDCONT=1,\"IP\",\"D\"", "AT^DSCI=1",
          "AT#D;Z", "AT*D", "AT$QCDGEN=1", "AT+X=\"D", "AT&"}) {
      CAPTURE(line);
      CHECK_FALSE(dialled_by(line));
    }
  }
}
