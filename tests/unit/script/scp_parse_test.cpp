#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scp_parsed.hpp"

using namespace dial::script;
using dial::script::test::in_main;
using dial::script::test::scp_parsed;

namespace {

struct Refusal {
  std::string script;
  std::size_t line;
  std::size_t column;
  std::string_view part;  // of the first message
};

void check_refused(const Refusal& refusal) {
  CAPTURE(refusal.script);
  const auto script = scp::Script::parse(refusal.script);
  REQUIRE_FALSE(script);
  REQUIRE(script.error().size() == 1);
  const ParseError& error = script.error().front();
  CAPTURE(error.message);
  CHECK(error.line == refusal.line);
  CHECK(error.column == refusal.column);
  CHECK(error.message.find(refusal.part) != std::string::npos);
}

// Commands that stand in lines 2 and on.
void check_all_refused(const std::vector<Refusal>& refusals) {
  for (Refusal refusal : refusals) {
    refusal.script = in_main(refusal.script);
    check_refused(refusal);
  }
}

}  // namespace

TEST_SUITE("script::scp::Script") {
  TEST_CASE("a script without a whole main procedure is refused") {
    const std::vector<Refusal> refusals{
        {"", 1, 1, "no main procedure"},
        {"; only a comment\n", 2, 1, "no main procedure"},
        {"proc other\nendproc", 2, 8, "no main procedure"},
        {"delay 1", 1, 1, "outside"},
        {"proc main\nendproc\n  delay 1", 3, 3, "delay stands here, outside"},
        {"proc main\ndelay 1\n", 3, 1, "endproc is missing for the proc of line 1"},
        {"proc main\nproc two\nendproc", 2, 1, "endproc is missing"},
        {"proc main\nendproc\nproc MAIN\nendproc", 3, 6, "line 1"},
        {"proc 1", 1, 6, "name of a procedure"},
        {"proc halt", 1, 6, "halt is reserved"},
        {"endproc", 1, 1, "outside"},
        {"proc main \"x\" endproc", 1, 11, "a command begins here"},
    };
    for (const Refusal& refusal : refusals)
      check_refused(refusal);
  }

  TEST_CASE("what is no token is refused with what to write") {
    check_all_refused({
        {"transmit \"abc", 2, 10, "quote is not closed"},
        {"transmit \"abc\n\"", 2, 10, "on the same line"},
        {R"(transmit "C:\")", 2, 10, R"(backslash at its end is \\)"},
        {"transmit 'abc'", 2, 10, "double quotes"},
        {"delay 5s", 2, 7, "digits only"},
        {"delay 2147483648", 2, 7, "2147483647 at most"},
        {"delay 99999999999999999999", 2, 7, "2147483647 at most"},
        {"if $SUCCESS && TRUE then endif", 2, 13, "write and"},
        {"if $SUCCESS || TRUE then endif", 2, 13, "write or"},
        {"# comment", 2, 1, "begins with ;"},
        {"delay 1 // comment", 2, 9, "begins with ;"},
        {"delay 5 % 2", 2, 9, "no remainder"},
        {"transmit $", 2, 10, "system variable"},
        {"\x01", 2, 1, "\\x01"},
    });
  }

  TEST_CASE("a command that is not whole is refused at what stands in its place") {
    check_all_refused({
        {"delay", 3, 1, "a value is expected"},
        {"delay *", 2, 7, "a value is expected"},
        {"goto", 3, 1, "name of a label is expected; endproc is reserved"},
        {"goto 5", 2, 6, "5 stands here"},
        {"transmit \"a\", cooked", 2, 15, "write raw after the comma"},
        {"waitfor", 3, 1, "a value is expected"},
        {"waitfor \"a\",", 3, 1, "a value is expected"},
        {"waitfor \"a\" then", 3, 1, "label"},
        {"waitfor \"a\" until", 3, 1, "a value is expected"},
        {"set speed 9600", 2, 5, "port, screen or ipaddr"},
        {"set port speed 9600", 2, 10, "databits, parity or stopbits"},
        {"set port databits 9", 2, 19, "5, 6, 7 or 8"},
        {"set port databits seven", 2, 19, "5, 6, 7 or 8"},
        {"set port stopbits 0", 2, 19, "1 or 2"},
        {"set port parity 7", 2, 17, "none, odd, even, mark or space"},
        {"set screen colour", 2, 12, "write keyboard"},
        {"set screen keyboard 1", 2, 21, "on or off"},
        {"if TRUE do endif", 2, 9, "write then after the condition of if; do stands here"},
        {"while TRUE then endwhile", 2, 12, "write do"},
        {"delay (1 + 2", 3, 1, "write ) at the end"},
        {"getip 1", 2, 1, "set ipaddr getip"},
        {"then", 2, 1, "no command begins with then"},
    });
  }

  TEST_CASE("blocks that do not fit together are refused with the line of their beginning") {
    check_all_refused({
        {"if TRUE then", 3, 1, "endif is missing before this, for the if of line 2"},
        {"while TRUE do\nif TRUE then\nendwhile", 4, 1,
         "endif is missing before this, for the if of "
         "line 3"},
        {"endif", 2, 1, "no if that this would end"},
        {"if TRUE then\nendif\nendwhile", 4, 1, "no while"},
        {"if TRUE then\nelse\nendif", 3, 1, "there is no else"},
    });
    check_refused({"proc main\nwhile TRUE do\n", 3, 1, "endwhile is missing"});
  }

  TEST_CASE("what looks like a slip of the keys is named") {
    check_all_refused({
        {"wiatfor \"x\"", 2, 1, "no command wiatfor; did you mean waitfor?"},
        {"transmitt \"x\"", 2, 1, "did you mean transmit?"},
        {"wait \"x\"", 2, 1, "did you mean waitfor?"},
        {"hello", 2, 1, "no command hello (a label"},
        {"transmit $USER", 2, 10, "did you mean $USERID?"},
        {"transmit $PASSWD", 2, 10, "did you mean $PASSWORD?"},
        {"transmit $X", 2, 10, "use $USERID, $PASSWORD, $SUCCESS or $FAILURE"},
        {"integer count\ncuont = 1", 3, 1, "cuont is not declared; did you mean count?"},
        {"again:\ngoto agian", 3, 1, "no label agian:; did you mean again?"},
    });
  }

  TEST_CASE("names are declared once, before they are used, and are not reserved") {
    check_all_refused({
        {"integer delay", 2, 9, "delay is reserved"},
        {"string 5", 2, 8, "name of a variable is expected; 5 stands here"},
        {"integer x\nstring X", 3, 8, "the name x is taken by a variable of line 2"},
        {"integer x\nx:", 2, 9, "taken by a label of line 3"},
        {"x:\ndelay 1\nX:", 4, 1, "taken by a label of line 2"},
        {"integer x = x", 2, 13, "x is not declared; write integer, string or boolean x"},
        {"integer x = y\ninteger y", 2, 13, "y is not declared"},
        {"transmit login", 2, 10, "login is not declared"},
        {"delay 1\ninteger x", 3, 1, "before the first command"},
        {"goto nowhere", 2, 1, "there is no label nowhere:"},
        {"waitfor \"a\" then nowhere", 2, 18, "there is no label nowhere:"},
        {"integer x\ngoto x", 3, 1, "x is a variable, not a label"},
        {"x:\ntransmit x", 3, 10, "x is a label, not a variable"},
        {"x:\nx = 1", 3, 1, "x is a label, not a variable"},
        {"if:", 2, 3, "a value is expected"},
        {"$USERID = \"a\"", 2, 1, "$USERID can only be read"},
        {"integer x\nx == 1", 3, 3, "an assignment has one ="},
        {"integer x\nif x = 1 then endif", 3, 6, "to compare, write =="},
    });
  }

  TEST_CASE("what has a wrong type is refused where it stands") {
    check_all_refused({
        {"delay \"5\"", 2, 7, "delay needs an integer; here is a string"},
        {"transmit 5", 2, 10, "transmit needs a string; here is an integer"},
        {"waitfor \"a\", TRUE until 5", 2, 14, "waitfor needs a string; here is a boolean"},
        {"waitfor \"a\" until \"b\"", 2, 19, "until needs an integer"},
        {"if 1 then endif", 2, 4, "if needs a boolean; here is an integer, compare it: != 0"},
        {"while $USERID do endwhile", 2, 7, "while needs a boolean; here is a string"},
        {"set ipaddr 5", 2, 12, "set ipaddr needs a string"},
        {"set ipaddr getip \"a\"", 2, 18, "getip needs an integer"},
        {"set ipaddr getip (\"a\")", 2, 19, "getip needs an integer"},
        {"integer x = \"a\"", 2, 13, "the variable x needs an integer; here is a string"},
        {"string s\ns = getip == \"a\"", 3, 5, "the variable s needs a string; here is a boolean"},
        {"delay 1 + \"a\"", 2, 9,
         "+ needs two integers or two strings; here are an integer and a "
         "string"},
        {"delay TRUE + TRUE", 2, 12, "+ needs two integers or two strings"},
        {"transmit \"a\" * \"b\"", 2, 14, "* needs two integers"},
        {"if 1 < 2 < 3 then endif", 2, 10,
         "< needs two integers; here are a boolean and an integer"},
        {"if \"a\" < \"b\" then endif", 2, 8, "< needs two integers"},
        {"if 1 == TRUE then endif", 2, 6, "== needs two values of one type"},
        {"if TRUE and 1 then endif", 2, 9, "and needs two booleans"},
        {"delay -\"a\"", 2, 7, "- needs an integer; behind it is a string"},
        {"delay -TRUE", 2, 7, "- needs an integer"},
        {"transmit !\"a\"", 2, 10, "! needs an integer or a boolean"},
    });
  }

  TEST_CASE("what constants come to is looked at before the script runs") {
    check_all_refused({
        {"delay 2147483647 + 1", 2, 18, "2147483647 + 1 does not fit an integer"},
        {"delay -2147483647 - 2", 2, 19, "-2147483647 - 2 does not fit"},
        {"delay 65536 * 65536", 2, 13, "65536 * 65536 does not fit"},
        {"delay 1 / (2 - 2)", 2, 9, "1 / 0 divides by zero"},
        {"delay -1", 2, 7, "delay takes 0 to 86400, not -1"},
        {"delay 86401", 2, 7, "delay takes 0 to 86400"},
        {"waitfor \"a\" until -1", 2, 19, "until takes 0 to 86400"},
        {"waitfor \"\"", 2, 9, "an empty string is always there"},
        {"set ipaddr getip 0", 2, 18, "getip takes 1 to 100"},
        {"set ipaddr \"10.0.0.256\"", 2, 12, "four numbers from 0 to 255"},
        {"set ipaddr \"host\"", 2, 12, "four numbers"},
    });
  }

  TEST_CASE("all errors of meaning come at once, in the order of their places") {
    const auto script = scp::Script::parse(in_main("delay \"a\"\ngoto x\ntransmit y\ny:\ny:"));
    REQUIRE_FALSE(script);
    std::vector<std::size_t> lines;
    for (const ParseError& error : script.error())
      lines.push_back(error.line);
    CHECK(lines == std::vector<std::size_t>{2, 3, 4, 6});
  }

  TEST_CASE("an error has no others in its wake") {
    for (const std::string_view commands :
         {"integer a = b * 2 + 3", "if x and 1 == 1 then endif", "transmit s + \"^M\""}) {
      CAPTURE(commands);
      const auto script = scp::Script::parse(in_main(commands));
      REQUIRE_FALSE(script);
      CHECK(script.error().size() == 1);
    }
  }

  TEST_CASE("a script with very many errors gives the first twenty") {
    std::string commands;
    for (int i = 0; i < 100; ++i)
      commands += "goto x\n";
    const auto script = scp::Script::parse(in_main(commands));
    REQUIRE_FALSE(script);
    CHECK(script.error().size() == 20);
  }

  TEST_CASE("no depth of nesting and no length brings the parser down") {
    check_refused({in_main("delay " + std::string(10'000, '(')), 2, 71, "nested too deep"});
    check_refused({in_main("delay " + std::string(10'000, '-') + "1"), 2, 71, "nested too deep"});
    std::string blocks;
    for (int i = 0; i < 65; ++i)
      blocks += "if TRUE then\n";
    check_refused({in_main(blocks), 66, 1, "at most 64 deep"});
    check_refused({std::string(65'537, ' '), 1, 1, "longer than 65536"});
    check_refused({in_main("transmit \"" + std::string(1'025, 'a') + "\""), 2, 10, "1024"});
    std::string cases = "waitfor \"a\"";
    for (int i = 0; i < 64; ++i)
      cases += ",\"a\"";
    check_refused({in_main(cases), 2, 265, "at most 64 strings"});
    std::string sum = "delay 0";
    for (int i = 0; i < 10'000; ++i)
      sum += "+0";
    CHECK(scp::Script::parse(in_main(sum)));
  }

  TEST_CASE("keywords and names may be in any case, and line ends of any system") {
    scp_parsed(
        "PROC Main\r\n INTEGER Count = 1\r\n While count < 2 DO COUNT = count + 1\r\n"
        "EndWhile\r\nGoto Over\r\nover:\r\nENDPROC\r\n\x1a junk after the end of the file");
    scp_parsed("\xef\xbb\xbfproc main\rdelay 1 ; a comment \xe4 with anything \" in it\rendproc");
    scp_parsed("proc main endproc");
    check_refused({"\r\nproc main\rdelay x\n\nendproc", 3, 7, "not declared"});
  }

  TEST_CASE("what is allowed and hardly meant is warned of") {
    struct Row {
      std::string_view commands;
      std::size_t line;
      std::size_t column;
      std::string_view part;
    };
    const std::vector<Row> rows{
        {R"(transmit "bye\r")", 2, 14, "<cr>"},
        {R"(waitfor "\\n\n" until 2)", 2, 13, "<lf>"},
        {"transmit $PASSWORD", 2, 10, ", raw"},
        {"transmit \"x\" + $USERID", 2, 10, ", raw"},
        {"waitfor \"a\", \"b\" then x\nx:", 2, 9, "which of the strings"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.commands);
      const auto script = scp_parsed(in_main(row.commands));
      REQUIRE(script.warnings().size() == 1);
      CHECK(script.warnings()[0].line == row.line);
      CHECK(script.warnings()[0].column == row.column);
      CHECK(script.warnings()[0].message.find(row.part) != std::string::npos);
    }
    const auto two = scp_parsed("proc other\nendproc\nproc main\nendproc");
    REQUIRE(two.warnings().size() == 1);
    CHECK(two.warnings()[0].message.find("never runs") != std::string::npos);
    CHECK(
        scp_parsed(in_main("transmit $PASSWORD, raw\ntransmit \"^M<cr>\\\\\"")).warnings().empty());
  }

  TEST_CASE("another procedure is checked like main") {
    check_refused({"proc main\nendproc\nproc other\ndelay x\nendproc", 4, 7, "not declared"});
    scp_parsed("proc main\ninteger x\ny:\nendproc\nproc other\nstring x\ny:\nendproc");
  }
}
