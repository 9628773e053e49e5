#include "script/lint.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scp_parsed.hpp"
#include "script/lint_rules.hpp"

using namespace dial::script;
using dial::script::test::in_main;

namespace {

std::vector<Remark> chat(std::string_view text, LintOptions options = {}) {
  return lint(Language::kChat, "login", text, options);
}
std::vector<Remark> scp_main(std::string_view commands) {
  return lint(Language::kScp, "login.scp", in_main(commands));
}
std::vector<Remark> lua_text(std::string_view text, const LintOptions& options = {}) {
  return lint(Language::kLua, "login.lua", text, options);
}

bool has(const std::vector<Remark>& remarks, std::string_view part) {
  for (const Remark& remark : remarks) {
    if (remark.what.message.find(part) != std::string::npos) return true;
  }
  return false;
}

void check_one(const std::vector<Remark>& remarks, std::size_t line, std::size_t column,
               std::string_view part) {
  REQUIRE(remarks.size() == 1);
  CAPTURE(remarks[0].what.message);
  CHECK_FALSE(remarks[0].is_error);
  CHECK(remarks[0].what.line == line);
  CHECK(remarks[0].what.column == column);
  CHECK(has(remarks, part));
}

}  // namespace

TEST_SUITE("script::lint") {
  TEST_CASE("a file's ending tells its language, in any case") {
    CHECK(language_of_file("login.SCP") == Language::kScp);
    CHECK(language_of_file("/etc/x/login.lua") == Language::kLua);
    CHECK(language_of_file("/etc/chatscripts/isp") == Language::kChat);
    CHECK(language_of_file("scp") == Language::kChat);
    CHECK_FALSE(parse_language("chat(8)"));
    for (const Language language : {Language::kChat, Language::kScp, Language::kLua})
      CHECK(parse_language(to_string(language)) == language);
  }

  TEST_CASE("a prompt asks for a secret by its last word, cut at the front or not") {
    for (const std::string_view prompt : {"Password:", "ssword: ", "ord:", "PASSCODE>",
                                          "Enter passphrase: ", "Passwd ", "UserPassword:"})
      CHECK_MESSAGE(asks_for_secret(prompt), prompt);
    for (const std::string_view prompt :
         {"ogin:", "Password accepted. Host:", "wording:", "d:", "", "CONNECT 9600"})
      CHECK_FALSE_MESSAGE(asks_for_secret(prompt), prompt);
  }

  TEST_CASE("a script that is as it should be gets no remark") {
    CHECK(chat("ABORT BUSY\nTIMEOUT 30\n'' ATDT\\T\nCONNECT \\d\\c\nogin:--ogin: $USER\n"
               "ssword: \\q$PASSWORD\n'$ ' 'exec ppp'\n")
              .empty());
    CHECK(scp_main("waitfor \"ogin:\" until 20\ntransmit $USERID, raw\ntransmit \"^M\"\n"
                   "waitfor \"word:\" until 20\ntransmit $PASSWORD, raw\ntransmit \"^M\"")
              .empty());
    CHECK(lua_text("expect(\"ogin:\")\nsend(profile.user, \"\\r\")\nexpect(\"ssword:\", 20)\n"
                   "send(profile.password, \"\\r\")\n")
              .empty());
  }

  TEST_CASE("what does not parse is one error with its place") {
    const auto wrong = chat("'' AT\nTIMEOUT soon");
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].is_error);
    CHECK(wrong[0].what.line == 2);
    CHECK(wrong[0].what.column == 9);
    CHECK(lua_text("expect(").at(0).is_error);
    CHECK(scp_main("waitfor").at(0).is_error);
  }
}

TEST_SUITE("script::lint of chat") {
  TEST_CASE("a letter that is no escape is named where it stands") {
    check_one(chat("'' 'AT\\x41'"), 1, 7, "\\x is no escape");
    check_one(chat("ab\\e '' "), 1, 3, "\\e is no escape");
    check_one(chat("ABORT \\8\n"), 1, 7, "\\8 is no escape");
    check_one(chat("'' 'a\\\\\\y'"), 1, 8, "\\y is no escape");
  }

  TEST_CASE("an escape for what is sent means nothing in what is waited for") {
    check_one(chat("O\\dK AT"), 1, 2, "stands for d");
    check_one(chat("O\\TK AT"), 1, 2, "stands for \\T");
    check_one(chat("OK-\\d-O\\pK AT"), 1, 8, "stands for p");
    CHECK(chat("OK-\\d-O-\\d-K AT").empty());
    CHECK(chat("O\\\\dK AT").empty());  // an escaped backslash, and a d
  }

  TEST_CASE("a \\c that is not at the end is told") {
    check_one(chat("'' a\\cb"), 1, 5, "\\c counts at the end");
    CHECK(chat("'' ab\\c").empty());
  }

  TEST_CASE("the texts of REPORT and SAY are looked at as what is waited for and said") {
    check_one(chat("REPORT O\\dK"), 1, 9, "stands for d");
    check_one(chat("CLR_REPORT \\8"), 1, 12, "\\8 is no escape");
    CHECK(chat("SAY 'on\\d\\c'").empty());
  }

  TEST_CASE("escaped marks and known escapes are no mistakes") {
    CHECK(chat("'a\\-b\\r\\n\\s\\t\\b\\q\\101' '\\d\\p\\K\\N\\T\\U\\^\\$\\@\\\\\\c'").empty());
  }

  TEST_CASE("an expect string of which nothing is left is told, an empty one is not") {
    check_one(chat("^@ AT"), 1, 1, "nothing is left");
    check_one(chat("OK-AT-\\0 AT"), 1, 7, "nothing is left");
    CHECK(chat("'' AT").empty());
  }

  TEST_CASE("bit 7 in what is waited for never comes where it is stripped") {
    const std::string script = "ABORT \xe9t\xe9\nGr\xfc\xdf ''";
    CHECK(chat(script).empty());
    const auto remarks = chat(script, {.is_seven_bit = true});
    REQUIRE(remarks.size() == 2);
    CHECK(remarks[0].what.column == 7);
    CHECK(remarks[1].what.line == 2);
    CHECK(has(remarks, "never comes"));
  }

  TEST_CASE("an ABORT string that ends inside an expect string shadows it") {
    check_one(chat("ABORT ERROR\n'no ERROR found' AT"), 2, 2, "ABORT string of line 1");
    check_one(chat("ABORT 'NO '\n'x-y-NO CARRIER' AT"), 2, 6, "ABORT string of line 1");
    // What is inserted between two texts keeps them apart.
    CHECK(chat("ABORT 'NO $USER'\n'NO CARRIER' AT").empty());
    CHECK(chat("ABORT 'ERR OR'\n'ERR$USER OR: ' AT").empty());
    // Of two that end at the same octet the expected one wins.
    CHECK(chat("ABORT CARRIER\n'NO CARRIER' AT").empty());
    CHECK(chat("'no ERROR found' AT\nABORT ERROR").empty());
    CHECK(chat("ABORT ERROR\nCLR_ABORT ERROR\n'no ERROR found' AT").empty());
    CHECK(chat("ABORT BUSY\nOK AT").empty());
    check_one(chat("ABORT A\n'\xc1...' AT"), 2, 2, "ABORT string of line 1");
    // Where bit 7 is dropped neither of these comes, and none shadows the other.
    check_one(chat("ABORT \xe9\n'a\xe9z' AT"), 2, 2, "ABORT string of line 1");
    CHECK_FALSE(has(chat("ABORT \xe9\n'a\xe9z' AT", {.is_seven_bit = true}), "ABORT string"));
  }

  TEST_CASE("a password that is written out is told, without repeating it") {
    for (const std::string_view script : {"ssword: hunter2", "'Password: ' 'hunter2\\c'",
                                          "ssword:--ssword: $USER/hunter2", "ogin: \\qhunter2"}) {
      CAPTURE(script);
      const auto remarks = chat(script);
      REQUIRE(remarks.size() == 1);
      CHECK(has(remarks, "$PASSWORD"));
      CHECK_FALSE(has(remarks, "hunter2"));
    }
    for (const std::string_view script : {"ssword: $PASSWORD", "ssword: id/$PASSWORD", "ssword: ''",
                                          "ssword: \\c", "ogin: alice", "ssword: \\q$PASSWORD"}) {
      CAPTURE(script);
      CHECK(chat(script).empty());
    }
    // The answer to the question after it is no password.
    CHECK(chat("ssword: $PASSWORD\n'> ' ppp").empty());
  }

  TEST_CASE(
      "the profile's variables are known when they are given, and a password in one is told") {
    const LintOptions options{.variables = {{"menu", "2"}}};
    CHECK(chat("'choice:' $menu", options).empty());
    REQUIRE(chat("'choice:' $menu").size() == 1);
    CHECK(chat("'choice:' $menu")[0].is_error);
    check_one(chat("ssword: $menu", options), 1, 9, "$PASSWORD");
  }

  TEST_CASE("a TIMEOUT of more than five minutes is told") {
    CHECK(chat("TIMEOUT 300").empty());
    CHECK(chat("TIMEOUT 0").empty());
    check_one(chat("TIMEOUT 301"), 1, 9, "300 s");
  }
}

TEST_SUITE("script::lint of .scp") {
  TEST_CASE("the checker's own warnings are among the remarks") {
    CHECK(has(scp_main("transmit \"a\\r\""), "\\r"));
    const auto both = scp_main("transmit \"a\\r\"\ndelay 600");
    REQUIRE(both.size() == 2);
    CHECK(both[0].what.line == 2);
    CHECK(both[1].what.line == 3);
  }

  TEST_CASE("a waitfor without until is told, and one with it is not") {
    check_one(scp_main("waitfor \"ogin:\""), 2, 1, "60 s");
    CHECK(scp_main("waitfor \"ogin:\" until 60").empty());
  }

  TEST_CASE("waits that are longer than the script may take are told") {
    check_one(scp_main("waitfor \"a\" until 301"), 2, 19, "until is longer");
    check_one(scp_main("delay 600"), 2, 7, "delay is longer");
    CHECK(scp_main("delay 300").empty());
  }

  TEST_CASE("a string that another of its waitfor always comes before is never reached") {
    const std::string labels = "\na:\nb:";
    check_one(scp_main("waitfor \"login:\" then a, \"ogin\" then b until 9" + labels), 2, 9,
              "string 2");
    check_one(scp_main("waitfor \"ogin:\" then a, \"LOGIN:\" then b until 9" + labels), 2, 25,
              "string 1");
    CHECK(scp_main("waitfor \"login:\" then a, \"ogin:\" then b until 9" + labels).empty());
    // LOGIN: is none of the second, and is waited for by the first.
    CHECK(
        scp_main("waitfor \"ogin\", matchcase then a, \"login:\" then b until 9" + labels).empty());
    CHECK(
        scp_main("waitfor \"OGIN\", matchcase then a, \"login:\" then b until 9" + labels).empty());
  }

  TEST_CASE("a password that is written out is told, through what else is sent") {
    const std::string ask = "waitfor \"ssword:\" until 9\n";
    check_one(scp_main(ask + "transmit \"hunter2^M\""), 3, 10, "$PASSWORD");
    check_one(scp_main(ask + "transmit \"^M\"\ntransmit \"hunter2\""), 4, 10, "$PASSWORD");
    check_one(scp_main(ask + "transmit \"hunter2\"\ntransmit \"ppp\""), 3, 10, "$PASSWORD");
    CHECK(scp_main(ask + "transmit $PASSWORD, raw\ntransmit \"go\"").empty());
    CHECK(scp_main("waitfor \"ogin:\" until 9\ntransmit \"alice^M\"").empty());
  }
}

TEST_SUITE("script::lint of Lua") {
  TEST_CASE("a password that is written out is told where it stands") {
    check_one(lua_text("expect('ssword:')\nsend(\"hunter2\", '\\r')"), 2, 6, "profile.password");
    check_one(lua_text("expect{'x'}\nexpect({'a>', 'Password: '}, 5)\nsend 'hunter2'"), 3, 6,
              "profile.password");
    CHECK(lua_text("expect('ssword:') send('\\r\\n')").empty());
    CHECK(lua_text("expect('ssword:') send(prompt_secret('Token of ' .. profile.user), '\\r')")
              .empty());
    CHECK(lua_text("expect('ogin:') send('alice\\r')").empty());
    check_one(lua_text("expect('ssword:') send('\\r') send('hunter2')"), 1, 35, "profile.password");
    CHECK(lua_text("expect('ssword:') send(profile.password, '\\r') send('ppp\\r')").empty());
    CHECK(lua_text("-- expect('ssword:')\nsend('hello')").empty());
    CHECK(lua_text("--[==[ expect('ssword:') ]] ]==] send('hello')").empty());
  }

  TEST_CASE("strings that are empty or never returned are told") {
    check_one(lua_text("expect('')"), 1, 8, "empty");
    check_one(lua_text("expect({'login:', 'ogin'})"), 1, 9, "string 2");
    check_one(lua_text("expect({[[ogin:]], \"l\\111gin:\"})"), 1, 20, "string 1");
    CHECK(lua_text("expect({'login:', 'ogin:'})").empty());
    CHECK(lua_text("local p = 'ogin' expect({p, 'login'})").empty());
    CHECK(lua_text("local p = 'x' expect({p .. 'login:', 'ogin'})").empty());
    check_one(lua_text("expect('" + std::string(1'025, 'a') + "')"), 1, 8, "1024");
  }

  TEST_CASE("waits that are longer than the script may take are told") {
    check_one(lua_text("expect('a', 301)"), 1, 13, "300 s");
    check_one(lua_text("expect({'a'}, 301)"), 1, 15, "300 s");
    check_one(lua_text("try_expect('a', math.huge)"), 1, 17, "300 s");
    CHECK(lua_text("expect('a', 3e2)").empty());
    CHECK(lua_text("expect('a', 2 * 400)").empty());
  }

  TEST_CASE("a field that no profile has is told, and a variable that this one has not") {
    CHECK(lua_text("send(profile.name, profile.device, profile.number, profile.user, "
                   "profile.password, profile.variables.any)")
              .empty());
    check_one(lua_text("send(profile.menu)"), 1, 14, "profile.variables.menu");
    const LintOptions options{.variables = {{"menu", "2"}}};
    CHECK(lua_text("send(profile.variables.menu)", options).empty());
    check_one(lua_text("send(profile.variables.Menu)", options), 1, 24, "no Menu");
    CHECK(lua_text("profile.seen = 1 local t = {profile = 1} send(t.profile.x)").empty());
    check_one(lua_text("if profile.seen == 1 then end"), 1, 12, "profile.variables.seen");
  }

  TEST_CASE("a function of another table is not ours") {
    CHECK(lua_text("local t = {} function t.expect(x) return x end t.expect('')").empty());
  }
}
