#include "at/result_code.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace dial::at;

TEST_SUITE("at::result_code") {
  TEST_CASE("the words of the standard and of the makers mean what they say") {
    const std::pair<const char*, Outcome> words[] = {
        {"OK", Outcome::kOk},
        {"CONNECT", Outcome::kConnect},
        {"CONNECT 115200", Outcome::kConnect},
        {"CONNECT 28800/ARQ/V34/LAPM/V42BIS", Outcome::kConnect},
        {"CONNECT/ARQ", Outcome::kConnect},
        {"ERROR", Outcome::kError},
        {"+CME ERROR: 30", Outcome::kError},
        {"+CME ERROR: no network service", Outcome::kError},
        {"+CMS ERROR: 500", Outcome::kError},
        {"COMMAND NOT SUPPORT", Outcome::kError},
        {"BUSY", Outcome::kBusy},
        {"NO CARRIER", Outcome::kNoCarrier},
        {"NO DIALTONE", Outcome::kNoDialtone},
        {"NO DIAL TONE", Outcome::kNoDialtone},
        {"NO ANSWER", Outcome::kNoAnswer},
        {"VOICE", Outcome::kVoice},
        {"DELAYED", Outcome::kDelayed},
        {"DELAYED 00:59", Outcome::kDelayed},
        {"BLACKLISTED", Outcome::kDelayed},
        {"BLACKLIST FULL", Outcome::kDelayed},
        {"no carrier", Outcome::kNoCarrier},
        {" OK ", Outcome::kOk},
    };
    for (const auto& [line, outcome] : words) {
      CAPTURE(line);
      CHECK(word_code(line) == outcome);
    }
  }

  TEST_CASE("a line that only contains a result, or begins like one, is none") {
    for (const char* line : {"",
                             "O",
                             "OKAY",
                             "NOT OK",
                             "OK.",
                             "XOK",
                             "BROKEN",
                             "ERRORS",
                             "NO CARRIERS",
                             "BUSYBODY",
                             "CONNECTED",
                             "RECONNECT",
                             "RING",
                             "RINGING",
                             "RRING",
                             "NO",
                             "CARRIER 28800",
                             "PROTOCOL: LAPM",
                             "COMPRESSION: V.42BIS",
                             "+CSQ: 11,91",
                             "VOICEMAIL"}) {
      CAPTURE(line);
      CHECK_FALSE(word_code(line));
    }
  }

  TEST_CASE("the numbers are those of V.250, and beyond them only what all makers share") {
    const std::pair<const char*, Outcome> numbers[] = {
        {"0", Outcome::kOk},       {"1", Outcome::kConnect},  {"3", Outcome::kNoCarrier},
        {"4", Outcome::kError},    {"5", Outcome::kConnect},  {"6", Outcome::kNoDialtone},
        {"7", Outcome::kBusy},     {"8", Outcome::kNoAnswer}, {"10", Outcome::kConnect},
        {"18", Outcome::kConnect},
    };
    for (const auto& [line, outcome] : numbers) {
      CAPTURE(line);
      CHECK(numeric_code(line) == outcome);
    }
    // 2 is RING; 11 to 14 mean RINGING, VOICE, a rate, DELAYED or BLACKLISTED.
    for (const char* line : {"2", "11", "12", "13", "14", "24", "00", "000", "060", "28800", ""}) {
      CAPTURE(line);
      CHECK_FALSE(numeric_code(line));
    }
    CHECK(is_numeric_ring("2"));
  }

  TEST_CASE("a report is unsolicited unless the command has its name") {
    CHECK(is_unsolicited("RING", "ATA"));
    CHECK(is_unsolicited("+CREG: 1", "AT+COPS?"));
    CHECK_FALSE(is_unsolicited("+CREG: 0,1", "AT+CREG?"));
    CHECK_FALSE(is_unsolicited("+CREG: 0,1", "at+creg?"));
    CHECK(is_unsolicited("^RSSI:17", "ATDT*99#"));
    CHECK_FALSE(is_unsolicited("^SYSINFO:2,3,0,5,1", "AT^SYSINFO"));
    CHECK_FALSE(is_unsolicited("+GCAP: +CGSM,+DS,+ES", "ATI"));
    CHECK_FALSE(is_unsolicited("+DR: V42B", "ATDT1"));  // V.250, 6.6.2: before CONNECT
    CHECK_FALSE(is_unsolicited(": odd", ""));
    CHECK_FALSE(is_unsolicited("PROTOCOL: LAPM", ""));
  }
}
