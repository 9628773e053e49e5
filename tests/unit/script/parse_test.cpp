#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "script/chat.hpp"

using dial::script::Chat;
using dial::script::ParseError;

namespace {

struct Refusal {
  std::string_view script;
  std::size_t line;
  std::size_t column;
  std::string_view part;  // of the message
};

void check_refused(const Refusal& refusal) {
  CAPTURE(refusal.script);
  const auto chat = Chat::parse(refusal.script);
  REQUIRE_FALSE(chat);
  CHECK(chat.error().line == refusal.line);
  CHECK(chat.error().column == refusal.column);
  CHECK(chat.error().message.find(refusal.part) != std::string::npos);
}

}  // namespace

TEST_SUITE("script::Chat") {
  TEST_CASE("a bad script is refused at the octet that is wrong") {
    const std::vector<Refusal> refusals{
        {"OK 'AT", 1, 4, "quote is not closed"},
        {"OK \"AT'", 1, 4, "quote is not closed"},
        {"'' AT\nOK 'it\\'", 2, 4, "quote is not closed"},  // \' does not close
        {"'' AT\n\n  ABORT", 3, 3, "ABORT needs a word"},
        {"TIMEOUT", 1, 1, "TIMEOUT needs a word"},
        {"TIMEOUT soon", 1, 9, "whole seconds"},
        {"TIMEOUT 5s", 1, 9, "whole seconds"},
        {"TIMEOUT -5", 1, 9, "whole seconds"},
        {"TIMEOUT 86401", 1, 9, "whole seconds"},
        {"TIMEOUT 99999999999999999999", 1, 9, "whole seconds"},
        {"TIMEOUT ''", 1, 10, "whole seconds"},
        {"ECHO on", 1, 6, "ON or OFF"},
        {"HANGUP 'no'", 1, 9, "ON or OFF"},
        {"ABORT ''", 1, 8, "empty"},
        {"REPORT ''", 1, 9, "empty"},
        {"'' @secret.txt", 1, 4, "not allowed"},
        {"ogin:-@secret.txt-ogin: x", 1, 7, "not allowed"},
        {"'' 'AT\\777'", 1, 7, "\\377"},
        {"'' AT\n# comment\n'' 'A\\400B'", 3, 6, "\\377"},
        {"a-\\400-b x", 1, 3, "\\377"},
        {"'' $PASSWD", 1, 4, "$PASSWORD"},
        {"'' user=$HOME", 1, 9, "unknown variable"},
    };
    for (const Refusal& refusal : refusals)
      check_refused(refusal);
  }

  TEST_CASE("the message about a variable does not repeat what may be a password") {
    const auto chat = Chat::parse("'' pa$sword");
    REQUIRE_FALSE(chat);
    CHECK(chat.error().message.find("sword ") == std::string::npos);
    CHECK(chat.error().message.find("$sword") == std::string::npos);
  }

  TEST_CASE("a variable of the profile is inserted as it is, in what is waited for and sent") {
    const dial::script::Texts variables{
        {"host", "a\\r-b^C$USER"}, {"empty", ""}, {"at", "@/etc/none"}};
    const auto written = [&](std::string_view text) {
      const auto chat = Chat::parse(text, {}, variables);
      REQUIRE_MESSAGE(chat.has_value(), text);
      return chat->steps();
    };
    const auto text_of = [](const dial::script::Template& text) {
      REQUIRE(text.pieces.size() == 1);
      return std::get<std::string>(text.pieces[0]);
    };
    const auto steps = written("x$host>-$host-y '$host' ABORT $host");
    const auto& expect = std::get<dial::script::Expect>(steps.at(0).action);
    REQUIRE(expect.alternatives.size() == 2);
    CHECK(text_of(expect.alternatives[0].expect) == "xa\\r-b^C$USER>");
    CHECK(text_of(*expect.alternatives[0].reply) == "a\\r-b^C$USER\r");
    CHECK(text_of(std::get<dial::script::Send>(steps.at(1).action).text) == "a\\r-b^C$USER\r");
    CHECK(text_of(std::get<dial::script::Abort>(steps.at(2).action).text) == "a\\r-b^C$USER");
    // What it holds is no keyword, no file, and can be nothing.
    CHECK(text_of(std::get<dial::script::Send>(written("'' $at").at(1).action).text) ==
          "@/etc/none\r");
    CHECK(std::get<dial::script::Expect>(written("$empty x").at(0).action)
              .alternatives[0]
              .expect.pieces.empty());
    for (const std::string_view wrong : {"'' $hosts", "'' $HOST", "ABORT $empty"})
      CHECK_FALSE(Chat::parse(wrong, {}, variables));
  }

  TEST_CASE("a word is 1024 octets at most with its variables, too") {
    const dial::script::Texts half{{"half", std::string(512, 'x')}};
    CHECK(Chat::parse("'' $half$half", {}, half));
    CHECK_FALSE(Chat::parse("'' $half$half$half", {}, half));
  }

  TEST_CASE("columns count octets, lines count line feeds of either kind") {
    check_refused({"'é' x\r\nABORT ''", 2, 8, "empty"});
    check_refused({"é 'x", 1, 4, "quote"});
  }

  TEST_CASE("a word longer than 1024 octets is refused and one of 1024 is not") {
    CHECK(Chat::parse(std::string(1024, 'x')));
    check_refused({"'' " + std::string(1025, 'x'), 1, 4, "1024"});
  }

  TEST_CASE("a keyword in a send slot is text, and so is one in lower case") {
    CHECK(Chat::parse("OK ABORT")->steps().size() == 2);
    CHECK(Chat::parse("abort")->steps().size() == 1);
  }

  TEST_CASE("a script of nothing but blanks and comments has no steps") {
    for (const std::string_view text : {"", "\n", "  \t\n", "# ABORT\n#\n", "\r\n"}) {
      CAPTURE(text);
      const auto chat = Chat::parse(text);
      REQUIRE(chat);
      CHECK(chat->steps().empty());
    }
  }

  TEST_CASE("steps know the line and column of their word") {
    const auto chat = Chat::parse("ABORT BUSY\n'' ATZ\n  OK");
    REQUIRE(chat);
    REQUIRE(chat->steps().size() == 4);
    CHECK(chat->steps()[0].line == 1);
    CHECK(chat->steps()[0].column == 1);
    CHECK(chat->steps()[2].line == 2);
    CHECK(chat->steps()[2].column == 4);
    CHECK(chat->steps()[3].line == 3);
    CHECK(chat->steps()[3].column == 3);
  }
}
