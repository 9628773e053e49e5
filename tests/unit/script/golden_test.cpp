#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "running.hpp"

using dial::script::Runner;
using dial::script::test::Running;
using Outcome = Runner::Outcome;
using namespace std::string_literals;

TEST_SUITE("script::Runner") {
  // Each row was sent by Debian's chat 1.22, with -T and -U absent.
  TEST_CASE("send words become the octets that chat sends") {
    struct Row {
      std::string_view script;
      std::string sent;
    };
    const std::vector<Row> rows{
        {"'' AT", "AT\r"},
        {"'' ''", "\r"},
        {"'' 'AT\\c'", "AT"},
        {"'' '\\101\\x\\c'", "Ax"},
        {"'' EOT", "\x04"},
        {"'' BREAK", "<break>"},
        {"'' 'a^Dz\\c'", "a\x04z"},
        {"'' '\\T\\U'", "TU\r"},
        {"'' '\\N\\0\\c'", "\0\0"s},
        {"'' 'a\\cb'", "acb\r"},
        {"'' '\\s\\t\\n\\r\\b\\\\\\c'", " \t\n\r\b\\"},
        {"'' '\\^\\c'", "^"},
        {"'' 'a\\-b\\c'", "a-b"},
        {"'' -a-", "-a-\r"},
        {"'' a^", "a^\r"},
        {"'' 'a^@b\\c'", "ab"},
        {"'' abc\\", "abc\\\r"},
        {"'' '\\8\\c'", "8"},
        {"'' '\\7x\\c'", "\x07x"},
        {"'' '^[\\c'", "\x1b"},
        {"'' 'a\\qb\\c'", "ab"},
        {"'' 'it\\'s'", "it's\r"},
        {"'' \"it's\"", "it's\r"},
        {"'' a\\ ", "a\\\r"},
        {"'' a#b", "a#b\r"},
        {"'' '\\K\\c'", "<break>"},
        {"'' 'a\\Kb'", "a<break>b\r"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.script);
      Running script(row.script);
      CHECK(script.sent() == row.sent);
      CHECK(script.finished().outcome == Outcome::kDone);
    }
  }

  // Each row was tried with Debian's chat 1.22 too.
  TEST_CASE("expect words match what chat matches") {
    struct Row {
      std::string_view word;
      std::string_view received;
      bool matches;
    };
    const std::vector<Row> rows{
        {"a\\-b", "a-b", true},   {"A\\NB", "ANB", true},   {"A\\0B", "AB", true},
        {"A\\cB", "AcB", true},   {"A\\dB", "AdB", true},   {"A\\TB", "ATB", false},
        {"A\\TB", "A\\TB", true}, {"a\\", "a", true},       {"a^@b", "ab", true},
        {"OK", "xxOK", true},     {"OK", "O K", false},     {"OK", "ok", false},
        {"OK", "\xcf\xcb", true}, {"OOK", "OOOK", true},    {"\\r\\n", "\r\n", true},
        {"'$ '", "host$ ", true}, {"'# '", "root# ", true},
    };
    for (const Row& row : rows) {
      CAPTURE(row.word);
      CAPTURE(row.received);
      Running script(std::string(row.word) + " x");
      script.receive(row.received);
      CHECK(script.sent() == (row.matches ? "x\r" : ""));
    }
  }

  TEST_CASE("expected text with bit 7 set matches itself") {
    Running script("'Gr\xc3\xbc\xc3\x9f' x");
    script.receive("Gr\xc3\xbc\xc3\x9f");
    CHECK(script.sent() == "x\r");
  }
}
