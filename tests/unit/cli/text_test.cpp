#include "cli/text.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace dial::cli;

TEST_SUITE("cli::text") {
  TEST_CASE("no control octet of a modem reaches the terminal") {
    for (int octet = 0; octet < 0x20; ++octet) {
      const std::string shown = terminal_safe(std::string(1, static_cast<char>(octet)));
      CAPTURE(octet);
      CHECK(shown.front() == '\\');
      for (const char c : shown)
        CHECK((c >= 0x20 && c < 0x7f));
    }
    CHECK(terminal_safe("CONNECT\r\n\x1b[2J") == "CONNECT\\r\\n\\x1b[2J");
    CHECK(terminal_safe("\x7f") == "\\x7f");
  }

  TEST_CASE("8-bit terminal controls are shown as octets, in UTF-8 and raw") {
    CHECK(terminal_safe("\xc2\x9b"
                        "2J") == "\\xc2\\x9b2J");
    CHECK(terminal_safe("\x9b"
                        "2J") == "\\x9b2J");
    CHECK(terminal_safe("\xc2\xa0") == "\xc2\xa0");  // the first that is no control
  }

  TEST_CASE("characters that turn the writing direction or cannot be seen are shown as octets") {
    CHECK(terminal_safe("a\u202eb") == "a\\xe2\\x80\\xaeb");
    CHECK(terminal_safe("\u2066") == "\\xe2\\x81\\xa6");
    CHECK(terminal_safe("\u2069") == "\\xe2\\x81\\xa9");
    CHECK(terminal_safe("\u206a") == "\u206a");
    CHECK(terminal_safe("\ufeff") == "\\xef\\xbb\\xbf");
  }

  TEST_CASE("names in other scripts stay as they are") {
    CHECK(terminal_safe("München – 東京 😀") == "München – 東京 😀");
  }

  TEST_CASE("what is no UTF-8 is shown as octets, and what follows it is not lost") {
    CHECK(terminal_safe("\xff"
                        "a") == "\\xffa");
    CHECK(terminal_safe("\xc3"
                        "a") ==
          "\\xc3"
          "a");                                        // cut
    CHECK(terminal_safe("a\xc3") == "a\\xc3");         // cut by the end
    CHECK(terminal_safe("\xe2\x82") == "\\xe2\\x82");  // cut by the end
    CHECK(terminal_safe("\xc0\xaf") == "\\xc0\\xaf");  // overlong '/'
    CHECK(terminal_safe("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");
    CHECK(terminal_safe("\xf0\x80\x80\xaf") == "\\xf0\\x80\\x80\\xaf");
    CHECK(terminal_safe("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // a surrogate
    CHECK(terminal_safe("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
    CHECK(terminal_safe("\xc3\xbc\xff\xc3\xbc") == "ü\\xffü");
  }

  TEST_CASE("a text of several lines keeps its line feeds and tabs, and nothing else") {
    CHECK(terminal_safe_lines("a\n\tb\r\x1b") == "a\n\tb\\r\\x1b");
  }

  TEST_CASE("text is cut by characters, never within one") {
    CHECK(cut("Müller", 6) == "Müller");
    CHECK(cut("Müller", 5) == "Müll…");
    CHECK(cut("Müller", 2) == "M…");
    CHECK(cut("Müller", 1) == "…");
    CHECK(cut("Müller", 0) == "");
  }

  TEST_CASE("text is padded by characters") {
    CHECK(padded("Mü", 4) == "Mü  ");
    CHECK(padded("Müller", 4) == "Müller");
  }

  TEST_CASE("times are cut, not rounded: a second is over when it is over") {
    CHECK(seconds_text(0ms) == "0.0 s");
    CHECK(seconds_text(99ms) == "0.0 s");
    CHECK(seconds_text(12'399ms) == "12.3 s");
    CHECK(seconds_text(-5ms) == "0.0 s");
    CHECK(duration_text(59'999ms) == "00:00:59");
    CHECK(duration_text(23h + 59min + 59s) == "23:59:59");
    CHECK(duration_text(51h + 4min + 5s) == "2d 03:04:05");
  }

  TEST_CASE("octets are counted in thousands") {
    CHECK(bytes_text(999) == "999 B");
    CHECK(bytes_text(1'000) == "1.0 kB");
    CHECK(bytes_text(999'999) == "999.9 kB");
    CHECK(bytes_text(1'000'000) == "1.0 MB");
    CHECK(bytes_text(18'446'744'073'709'551'615u) == "18.4 EB");
  }

  TEST_CASE("a table's columns are as wide as their widest cell, and no line ends in a space") {
    Table table({"A", "LONG"});
    table.add({"Müller", "x"});
    table.add({"", ""});
    CHECK(table.text() == "A       LONG\nMüller  x\n\n");
  }
}
