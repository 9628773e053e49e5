#include "script/dialogue_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace dial;
using namespace dial::script;
using namespace std::chrono_literals;
using Kind = DialogueLine::Kind;

namespace {

void check_refused(std::string_view text, std::size_t line, std::size_t column,
                   std::string_view part) {
  CAPTURE(text);
  const auto parsed = parse_dialogue(text);
  REQUIRE_FALSE(parsed);
  CAPTURE(parsed.error().message);
  CHECK(parsed.error().line == line);
  CHECK(parsed.error().column == column);
  CHECK(parsed.error().message.find(part) != std::string::npos);
}

}  // namespace

TEST_SUITE("script::dialogue_text") {
  TEST_CASE("every octet comes back from its spelling, at the end of a line too") {
    Buffer all;
    for (unsigned octet = 0; octet < 256; ++octet) {
      const Buffer one{static_cast<std::uint8_t>(octet)};
      CHECK(unspell(spell(one)) == one);
      all.push_back(static_cast<std::uint8_t>(octet));
    }
    const std::string text = spell(all);
    CHECK(unspell(text) == all);
    for (const char c : text)
      CHECK((c >= 0x20 && c < 0x7f));
    CHECK(spell(octets_of("a b ")) == "a b\\s");
  }

  TEST_CASE("a dialogue that was written is read as it was") {
    const Dialogue dialogue{.lines = {{Kind::kNote, 0ms, "login script"},
                                      {Kind::kReceived, 1'007ms, "login:\\s"},
                                      {Kind::kSent, 61'500ms, "a\\\\b\\r"},
                                      {Kind::kSent, 61'500ms, "\\K"}},
                            .dropped = 3};
    const std::string text = format_dialogue(dialogue);
    CHECK(text ==
          "# 3 earlier lines were not kept\n0.000 = login script\n1.007 < login:\\s\n"
          "61.500 > a\\\\b\\r\n61.500 > \\K\n");
    const auto lines = parse_dialogue(text);
    REQUIRE(lines);
    REQUIRE(lines->size() == 4);
    CHECK((*lines)[0].note == "login script");
    CHECK(text_of((*lines)[1].octets) == "login: ");
    CHECK((*lines)[1].at == 1'007ms);
    CHECK((*lines)[1].line == 3);
    CHECK(text_of((*lines)[2].octets) == "a\\b\r");
    CHECK((*lines)[2].kind == Kind::kSent);
    CHECK((*lines)[3].octets.empty());
  }

  TEST_CASE("what the modem said before the login script is left out") {
    const auto lines = parse_dialogue("0.1 > ATZ\\r\n0.2 < OK\n0.3 = login script\n0.4 < login:\n");
    REQUIRE(lines);
    REQUIRE(lines->size() == 2);
    CHECK((*lines)[1].line == 4);
  }

  TEST_CASE("comments, empty lines and line ends of any kind are passed over") {
    const auto lines = parse_dialogue("# a\r\n\r\n0 < x\r\n\n1.5 < y");
    REQUIRE(lines);
    REQUIRE(lines->size() == 2);
    CHECK((*lines)[1].at == 1'500ms);
  }

  TEST_CASE("a note ends before its line does, however often the end was written") {
    const auto lines = parse_dialogue("2 = said \r by\r\r\r\n3 = \r\r\n");
    REQUIRE(lines);
    REQUIRE(lines->size() == 2);
    CHECK((*lines)[0].note == "said \r by");
    CHECK((*lines)[1].note.empty());
  }

  TEST_CASE("what is wrong is told by line and column, with what to write") {
    check_refused("0.1 < a\nx < b", 2, 1, "seconds");
    check_refused("-1 < a", 1, 1, "seconds");
    check_refused("0.1234 < a", 1, 1, "seconds");
    check_refused("0. < a", 1, 1, "seconds");
    check_refused("99999999999999999999 < a", 1, 1, "seconds");
    check_refused("0.1 ? a", 1, 5, "> (sent)");
    check_refused("0.1 <a", 1, 5, "a blank");
    check_refused("0.1", 1, 5, "> (sent)");
    check_refused("0.1 < a\\q", 1, 7, "escape");
    check_refused("0.1 < \\x4", 1, 7, "escape");
    check_refused("0.1 < \\", 1, 7, "escape");
    check_refused("0.1 < \\K", 1, 7, "escape");
    check_refused("0.1 <", 1, 7, "leave the line out");
    check_refused("0.2 < a\n0.1 < b", 2, 1, "before");
    check_refused(std::string(kLongestDialogue + 1, '\n'), 1, 1, "1 MiB");
  }
}
