#include "interop/chat/cases.hpp"

namespace dial::chat_interop {
namespace {

constexpr std::string_view kPap =
    "# /etc/chatscripts/pap\n"
    "ABORT\t\tBUSY\nABORT\t\tVOICE\nABORT\t\t\"NO CARRIER\"\nABORT\t\t\"NO DIALTONE\"\n"
    "ABORT\t\t\"NO DIAL TONE\"\n\"\"\t\tATZ\nOK\t\tATDT\\T\nCONNECT\t\t\"\"\n";

std::string pap() {
  return std::string(kPap);
}

}  // namespace

std::vector<Case> hand_written() {
  const std::string long_word(49, 'x');
  return {
      // Debian's own script, with every end it can come to.
      {pap(), {{4, "ATZ\r\r\nOK\r\n"}, {16, "\r\nCONNECT 9600\r\n"}}, "5550199"},
      {pap(), {{4, "OK\r\n"}, {16, "\r\nBUSY\r\n"}}, "5550199"},
      {pap(), {{4, "OK\r\n"}, {16, "\r\nVOICE\r\n"}}, "5550199"},
      {pap(), {{4, "OK\r\n"}, {16, "\r\nNO CARRIER\r\n"}}, "5550199"},
      {pap(), {{4, "OK\r\n"}, {16, "\r\nNO DIALTONE\r\n"}}, "5550199"},
      {pap(), {{4, "OK\r\n"}, {16, "\r\nNO DIAL TONE\r\n"}}, "5550199"},
      {"TIMEOUT 1\n" + pap(), {{4, "ERROR\r\n"}}, "5550199"},
      // Sending.
      {"'' AT"},
      {"'' ''"},
      {"'' \"\""},
      {"'' 'AT\\c'"},
      {"'' '\\101\\x\\c'"},
      {"'' '\\7x\\8\\18\\c'"},
      {"'' EOT"},
      {"'' ' EOT'"},
      {"'' EOT\\c"},
      {"'' BREAK"},
      {"'' 'a\\Kb'"},
      {"'' 'a^Dz^[^?\\c'"},
      {"'' a^@b^"},
      {"'' '\\T,\\U'"},
      {"'' '\\T'", {}, "*99***1#"},
      {"'' '\\N\\0\\377\\200\\c'"},
      {"'' '\\s\\t\\n\\r\\b\\\\\\^\\-\\c'"},
      {"'' 'a\\qb' '' '\\qc'"},
      {"'' a\\cb"},
      {"'' \\c"},
      {"'' \\"},
      {"'' '\\134d\\134\\c'"},
      {"'' a\\"},
      {"'' -a--b-"},
      {"'' 'it\\'s' '' \"it's\" '' 'say \"x\"'"},
      {"'' A\\pB\\p\\pC"},
      {"'' A\\dB"},
      {"'' \\@file"},
      {"'' 'a#b' '' #c"},
      {"'' ABORT '' TIMEOUT"},
      // Splitting.
      {""},
      {"# ABORT\n#\n"},
      {"  # x\n", {{0, "#"}}},
      {"'ab'cd", {{0, "ab"}}},
      {"\t''\t\ta\n\n\n''  b   \n"},
      {"'#' x", {{0, "#"}}},
      {"''\nx\na\ny", {{2, "a"}}},
      {"'' a\\ b", {{2, "b"}}},
      // Expecting.
      {"TIMEOUT 1 a b", {{0, "a"}}},
      {"TIMEOUT 1 a b", {{0, "b"}}},
      {"TIMEOUT 1 OK 1 OK 2", {{0, "OK"}}},
      {"TIMEOUT 1 OK 1 OK 2", {{0, "OKOK"}}},
      {"TIMEOUT 1 OOK 1", {{0, "OOOK"}}},
      {"TIMEOUT 1 aab 1", {{0, "aaab"}}},
      {"TIMEOUT 1 abab 1", {{0, "ababab"}}},
      {"TIMEOUT 1 OK 1", {{0, "ok"}}},
      {"TIMEOUT 1 OK 1", {{0, "\xcf\xcb"}}},
      {"TIMEOUT 1 a\\-b 1", {{0, "a-b"}}},
      {"TIMEOUT 1 A\\NB 1", {{0, "ANB"}}},
      {"TIMEOUT 1 A\\0B 1", {{0, "AB"}}},
      {"TIMEOUT 1 A\\cB\\d\\p\\K 1", {{0, "AcBdpK"}}},
      {"TIMEOUT 1 A\\TB 1", {{0, "A\\TB"}}, "55"},
      {"TIMEOUT 1 A\\TB 1", {{0, "A55B"}}, "55"},
      {"TIMEOUT 1 a^Mb 1", {{0, "a\rb"}}},
      {"TIMEOUT 1 '$ ' 1", {{0, "host$ "}}},
      {"TIMEOUT 1 \\r\\n 1", {{0, "\r\n"}}},
      {"TIMEOUT 1 EOT 1", {{0, "EOT"}}},
      {"TIMEOUT 1 \\q 1"},
      {"TIMEOUT 1 a^", {{0, "a^"}}},
      {"TIMEOUT 1 a\\", {{0, "a"}}},
      // Sub-expects.
      {"TIMEOUT 1 ogin:--ogin: alice", {{1, "login:"}}},
      {"TIMEOUT 1 ogin:--ogin: alice", {{0, "login:"}}},
      {"TIMEOUT 1 ogin:--ogin: alice"},
      {"TIMEOUT 1 ogin:-BREAK-ogin: alice"},
      {"TIMEOUT 1 ogin:-EOT-ogin: alice", {{1, "login:"}}},
      {"TIMEOUT 1 a-b x"},
      {"TIMEOUT 1 a-b- x"},
      {"TIMEOUT 1 a- x"},
      {"TIMEOUT 1 a--b--c x", {{2, "c"}}},
      {"TIMEOUT 1 a--b-x x", {{2, "c"}}},
      {"TIMEOUT 1 -b-c x", {{2, "c"}}},
      {"TIMEOUT 1 -- x"},
      {"TIMEOUT 1 a---b x", {{2, "b"}}},
      {"TIMEOUT 1 a-- x"},
      {"TIMEOUT 1 - x"},
      {"TIMEOUT 1 a-ABORT-b x", {{6, "b"}}},
      {"TIMEOUT 1 a-b\\-c-d x", {{4, "d"}}},
      {"TIMEOUT 1 'a b-c d-e f' x", {{4, "e f"}}},
      {"TIMEOUT 1 og--og x", {{0, "o"}, {1, "g"}}},
      {"TIMEOUT 1 og--og x", {{0, "o"}, {1, "gog"}}},
      // ABORT and its kin.
      {"ABORT A ABORT B ABORT C '' x z", {{2, "C"}}},
      {"ABORT A ABORT B CLR_ABORT A ABORT C '' x z", {{2, "C"}}},
      {"ABORT A ABORT A ABORT B '' x z", {{2, "B"}}},
      {"ABORT A ABORT A ABORT B CLR_ABORT A '' x z", {{2, "B"}}},
      {"ABORT A CLR_ABORT A TIMEOUT 1 '' x z", {{2, "A"}}},
      {"ABORT A CLR_ABORT B TIMEOUT 1 '' x z", {{2, "A"}}},
      {"ABORT BUSY '' x BUSY y", {{2, "BUSY"}}},
      {"ABORT BUS '' x BUSY y", {{2, "BUSY"}}},
      {"ABORT NO-GO '' x OK y", {{2, "NO-GO"}}},
      {"ABORT AB ABORT B '' x OK y", {{2, "AB"}}},
      {"ABORT B ABORT AB '' x OK y", {{2, "AB"}}},
      {"ABORT BUSY TIMEOUT 1 '' x a--b y", {{2, "BUS"}, {3, "Y"}}},
      {"ABORT BUSY '' 'x\\d' OK y", {{1, "BUSY"}}},
      {"TIMEOUT 1 '' x OK y ABORT BUSY a z", {{2, "BUSY OK"}, {4, "a"}}},
      {"ABORT \\c '' x \\d", {{2, "c"}}},
      {"ABORT " + long_word + " '' x", {}},
      {"REPORT CON CON x OK y", {{0, "CON 28800\r\nOK"}}},
      {"REPORT CON CLR_REPORT CON CON x", {{0, "CON 1\r\n"}}},
      {"SAY 'hello\\n' '' x ECHO ON OK y ECHO OFF '' z", {{2, "OK"}}},
      {"SAY @none '' x SAY EOT '' y"},
      {"HANGUP OFF '' x HANGUP ON OK y", {{2, "OK"}}},
      {"TIMEOUT 1 '' x TIMEOUT 0 OK y", {{2, "OK"}}},
      {"TIMEOUT 1 OK '' TIMEOUT 2 a--b '' c", {{0, "OK"}, {2, "b"}}},
  };
}

std::vector<Deviation> deviations() {
  const std::string long_word(50, 'x');
  return {
      // A mistake at the end of a script is found before anything is sent.
      {{"'' x ABORT"}, {"x\r", 0}, {"", 1}},
      {{"'' x\n'' 'y"}, {"x\r", 1}, {"", 1}},
      // What says nothing is refused.
      {{"TIMEOUT 5s '' x"}, {"x\r", 0}, {"", 1}},
      {{"ECHO on '' x"}, {"x\r", 0}, {"", 1}},
      {{"'' \\777\\c"}, {"\xff", 0}, {"", 1}},
      {{"ABORT '' '' x y", {{2, "z"}}}, {"x\r", 4}, {"", 1}},
      // A number is a number: its octets are not escapes.
      {{"'' \\T\\c", {}, "5\\p5"}, {"55", 0}, {"5\\p5", 0}},
      {{"ABORT " + long_word + " '' x"}, {"", 1}, {"x\r", 0}},
      {{"REPORT a a x CLR_REPORT b '' y", {{0, "a\r"}}}, {"x\r", kCrashed}, {"x\ry\r", 0}},
      // A limit is one on the far end, and not on the script's own pauses.
      {{"TIMEOUT 1 '' a\\d\\db"}, {"a", 1}, {"ab\r", 0}},
      {{"'' a$b"}, {"a$b\r", 0}, {"", 1}},
  };
}

}  // namespace dial::chat_interop
