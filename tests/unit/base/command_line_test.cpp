#include "base/command_line.hpp"

#include <doctest/doctest.h>

using dial::dialled_by;
using dial::secret_part;

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

TEST_SUITE("base::secret_part") {
  TEST_CASE("a PIN or a password is hidden from the sign before it to the end of the line") {
    CHECK(secret_part("AT+CPIN=1234") == "=1234");
    CHECK(secret_part("at+cpin = \"1234\"") == "= \"1234\"");
    CHECK(secret_part("AT^AUTHDATA=1,1,\"\",\"pw\",\"user\"") == "=1,1,\"\",\"pw\",\"user\"");
    CHECK(secret_part("AT$QCPDPP=1,1,\"pw\",\"user\"") == "=1,1,\"pw\",\"user\"");
    CHECK(secret_part("AT+UAUTHREQ=1,1,u,p") == "=1,1,u,p");
  }

  TEST_CASE("of several commands in a line the first that has a secret counts, in whatever order") {
    CHECK(secret_part("AT+CGAUTH=1,1,u,p;+CPIN=1234") == "=1,1,u,p;+CPIN=1234");
    CHECK(secret_part("AT+CPIN=1234;+CGAUTH=1,1,u,p") == "=1234;+CGAUTH=1,1,u,p");
    CHECK(secret_part("AT+CMEE=1;+CPIN=1234") == "=1234");
    CHECK(secret_part("AT+CPIN=?;+CPIN=1234") == "=1234");
  }

  TEST_CASE("what asks, and what has no such parameter, hides nothing") {
    for (const char* line : {"", "ATZ", "AT+CPIN?", "AT+CPIN=?", "AT+CPIN=", "AT+CPIN",
                             "AT+CGDCONT=1,\"IP\",\"internet\"", "ATS0=0"}) {
      CAPTURE(line);
      CHECK(secret_part(line).empty());
    }
  }
}
