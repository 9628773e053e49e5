#include "profile/toml_edit.hpp"

#include <doctest/doctest.h>

using namespace dial;
using namespace dial::profile;

namespace {

KeyPath path(std::string_view key) {
  const auto parsed = parse_key_path(key);
  REQUIRE(parsed);
  return *parsed;
}

std::string edited(std::string_view text, const std::vector<TomlChange>& changes) {
  const auto result = edit_toml(text, changes);
  if (result) return *result;
  for (const KeyProblem& problem : result.error().problems)
    MESSAGE(to_string(problem));
  FAIL("refused");
  return {};
}

std::string set(std::string_view text, std::string_view key, PropertyValue value) {
  return edited(text, {{path(key), std::move(value)}});
}

std::string removed(std::string_view text, std::string_view key) {
  return edited(text, {{path(key), std::nullopt}});
}

std::string refused(std::string_view text, const TomlChange& change) {
  const auto result = edit_toml(text, {change});
  REQUIRE_FALSE(result);
  CHECK_FALSE(result.error().internal);
  REQUIRE(result.error().problems.size() == 1);
  return to_string(result.error().problems[0]);
}

const PropertyValue kNine = std::int64_t{9};

}  // namespace

TEST_SUITE("profile::edit_toml") {
  TEST_CASE("a value is replaced and every other octet stays: blanks, comments, other keys") {
    CHECK(set("# ü über\n\n  speed\t=  115200   # bit/s, ü\n[a]\nb=1", "speed", kNine) ==
          "# ü über\n\n  speed\t=  9   # bit/s, ü\n[a]\nb=1");
    CHECK(set("a.'b c'.d = true # é\r\n", "a.\"b c\".d", false) == "a.'b c'.d = false # é\r\n");
    CHECK(set("\xef\xbb\xbfspeed=1", "speed", kNine) == "\xef\xbb\xbfspeed=9");
    CHECK(set("speed=1#c", "speed", kNine) == "speed=9#c");
  }

  TEST_CASE("a text of each of the four kinds is replaced from its first quote to its last") {
    for (const std::string old :
         {R"("a # \" b")", R"('a # \')", "\"\"\"a\n\"\" \\\"\"\"\"\"\"", "'''\na\n'' # '''''"}) {
      CAPTURE(old);
      CHECK(set("k = " + old + " # c\nm = 1\n", "k", std::string("new")) ==
            "k = \"new\" # c\nm = 1\n");
    }
  }

  TEST_CASE("lists over several lines, dates and inline tables are replaced or kept whole") {
    CHECK(set("k = [ # one\n  'a]', # two\n\n  \"b\",\n] # three\nm = 1\n", "k",
              std::vector<std::string>{"c", "d"}) == "k = [\"c\", \"d\"] # three\nm = 1\n");
    CHECK(set("d = 1979-05-27 07:32:00 # c\nm = 1\n", "m", kNine) ==
          "d = 1979-05-27 07:32:00 # c\nm = 9\n");
    CHECK(set("d = 1979-05-27 07:32:00 # c\n", "d", kNine) == "d = 9 # c\n");
    CHECK(set("d = 1979-05-27 # c\n", "d", kNine) == "d = 9 # c\n");
    CHECK(set("t = { a = 1, b.c = 'x' } # c\n", "t.b.c", kNine) == "t = { a = 1, b.c = 9 } # c\n");
    CHECK(set("l = [{a = 1}, {a = 2}]\na = 3\n", "a", kNine) == "l = [{a = 1}, {a = 2}]\na = 9\n");
  }

  TEST_CASE("texts are written so that they mean the same, whatever is in them") {
    CHECK(set("k=1\n", "k", std::string("C:\\new")) == "k='C:\\new'\n");
    CHECK(set("k=1\n", "k", std::string("it's \"so\"")) == "k=\"it's \\\"so\\\"\"\n");
    CHECK(set("k=1\n", "k", std::string("a\nb\\c\n")) == "k='''\na\nb\\c\n'''\n");
    CHECK(set("k=1\r\n", "k", std::string("a\nb")) == "k='''\r\na\r\nb'''\r\n");
    CHECK(set("k=1\n", "k", std::string("a\r\nb\x01\x7f''' ü")) ==
          "k=\"a\\r\\nb\\u0001\\u007f''' ü\"\n");
    CHECK(set("k={}\n", "k.l", std::string("a\nb")) == "k={ l = \"a\\nb\" }\n");
    CHECK(set("k=1\n", "k", std::string("\n")) == "k='''\n\n'''\n");
  }

  TEST_CASE("a new key goes to the end of its table, indented as the line above it") {
    CHECK(set("a = 1\n\n# line\n[line]\n  b = 1 # c\n\n# next\n[next]\n", "line.new", kNine) ==
          "a = 1\n\n# line\n[line]\n  b = 1 # c\n  new = 9\n\n# next\n[next]\n");
    CHECK(set("a = 1 # c\n\n[line]\nb = 1\n", "new", kNine) ==
          "a = 1 # c\nnew = 9\n\n[line]\nb = 1\n");
    CHECK(set("[line] # c\n[next]\n", "line.new", kNine) == "[line] # c\nnew = 9\n[next]\n");
    CHECK(set("a = '''\nx\n'''\n[b]\n", "new", kNine) == "a = '''\nx\n'''\nnew = 9\n[b]\n");
    CHECK(set("a = 1\r\n[b]\r\nc = 1\r\n", "b.new", kNine) ==
          "a = 1\r\n[b]\r\nc = 1\r\nnew = 9\r\n");
  }

  TEST_CASE("a key of a table that is written later, or by dots, or in braces, goes there") {
    CHECK(set("a = 1\n[z]\n[line.deep]\nx = 1\n[line]\nb = 1\n", "line.new", kNine) ==
          "a = 1\n[z]\n[line.deep]\nx = 1\n[line]\nb = 1\nnew = 9\n");
    CHECK(set("line.b = 1\nc = 2\n", "line.new", kNine) == "line.b = 1\nline.new = 9\nc = 2\n");
    CHECK(set("[x]\na.b = 1\nd = 1\n", "x.a.c", kNine) == "[x]\na.b = 1\na.c = 9\nd = 1\n");
    CHECK(set("line = { b = 1 } # c\n", "line.new", kNine) == "line = { b = 1, new = 9 } # c\n");
    CHECK(set("line = { }\n", "line.new", kNine) == "line = { new = 9 }\n");
    CHECK(set("x = { a.b = 1 }\n", "x.a.c", kNine) == "x = { a.b = 1, a.c = 9 }\n");
    CHECK(set("x = { a = { b = 1 } }\n", "x.c.d", kNine) == "x = { a = { b = 1 }, c.d = 9 }\n");
  }

  TEST_CASE("a key whose table is nowhere gets the table, at the end") {
    CHECK(set("a = 1\n", "ppp.new", kNine) == "a = 1\n\n[ppp]\nnew = 9\n");
    CHECK(set("", "ppp.new", kNine) == "[ppp]\nnew = 9\n");
    CHECK(set("[a.b]\nc = 1\n", "a.new", kNine) == "[a.b]\nc = 1\n\n[a]\nnew = 9\n");
    CHECK(set("[x.a]\nc = 1\n", "x.\"b c\".new", kNine) ==
          "[x.a]\nc = 1\n\n[x.\"b c\"]\nnew = 9\n");
    CHECK(set("[a]\nb = 1\n\n[z]\nc = 1\n", "a.deep.new", kNine) ==
          "[a]\nb = 1\n\n[z]\nc = 1\n\n[a.deep]\nnew = 9\n");
    CHECK(set("", "new", kNine) == "new = 9\n");
  }

  TEST_CASE("a first key without a table goes above the tables, and below the file's comment") {
    CHECK(set("# my file\n\n# line\n[line]\nb = 1\n", "new", kNine) ==
          "# my file\n\nnew = 9\n\n# line\n[line]\nb = 1\n");
    CHECK(set("# my file\n[line]\nb = 1\n", "new", kNine) ==
          "# my file\nnew = 9\n\n[line]\nb = 1\n");
    CHECK(set("# my file\n", "new", kNine) == "# my file\nnew = 9\n");
  }

  TEST_CASE("a file without a final line end still has none") {
    CHECK(set("a = 1", "new", kNine) == "a = 1\nnew = 9");
    CHECK(set("a = 1", "b.new", kNine) == "a = 1\n\n[b]\nnew = 9");
    CHECK(set("[b]", "b.new", kNine) == "[b]\nnew = 9");
    CHECK(set("a = 1\r\n# c", "new", kNine) == "a = 1\r\nnew = 9\r\n# c");
  }

  TEST_CASE("a removed key takes its line and the comment behind it, and nothing else") {
    CHECK(removed("# a\na = 1 # b\n# c\nd = 1\n", "a") == "# a\n# c\nd = 1\n");
    CHECK(removed("[t]\na = '''\nx\n''' # b\n\nd = 1\n", "t.a") == "[t]\n\nd = 1\n");
    CHECK(removed("b = 1\na = 1", "a") == "b = 1\n");
    CHECK(removed("t = { a = 1, b = 2, c = 3 }\n", "t.a") == "t = { b = 2, c = 3 }\n");
    CHECK(removed("t = { a = 1, b = 2, c = 3 }\n", "t.b") == "t = { a = 1, c = 3 }\n");
    CHECK(removed("t = { a = 1, b = 2, c = 3 }\n", "t.c") == "t = { a = 1, b = 2 }\n");
    CHECK(removed("t = { a = 1 }\n", "t.a") == "t = {  }\n");
  }

  TEST_CASE("what is so already changes no octet") {
    const std::string text = "a = 0x09 # c\nb = 'x'\n";
    CHECK(set(text, "a", kNine) == text);
    CHECK(set(text, "b", std::string("x")) == text);
    CHECK(removed(text, "c") == text);
    CHECK(removed(text, "c.d") == text);
  }

  TEST_CASE("several changes are made together, or none") {
    CHECK(edited("a = 1\n[t]\nb = 1\n",
                 {{path("a"), std::nullopt}, {path("t.b"), kNine}, {path("t.c"), true}}) ==
          "[t]\nb = 9\nc = true\n");
    const auto result = edit_toml("a = 1\n[t]\nb = 1\n",
                                  {{path("a"), kNine}, {path("t"), kNine}, {path("a.b"), kNine}});
    REQUIRE_FALSE(result);
    CHECK(result.error().problems.size() == 2);
  }

  TEST_CASE("tables, and what lists hold, are no keys") {
    CHECK(refused("[t]\nb = 1\n", {path("t"), kNine}) == "t: is a table, not a key");
    CHECK(refused("[t]\nb = 1\n", {path("t"), std::nullopt}) == "t: is a table, not a key");
    CHECK(refused("[[x.l]]\nb = 1\n", {path("x.l.b"), kNine}) ==
          "x.l.b: is below something that is no table");
    CHECK(refused("a = 1\n", {path("a.b"), kNine}) == "a.b: is below something that is no table");
  }

  TEST_CASE("a key may have 16 parts, and no more: nothing grows with what a caller wrote") {
    CHECK(edit_toml("", {{KeyPath(16, "a"), kNine}}));
    CHECK(refused("", {KeyPath(17, "a"), kNine}) == "a key has more parts than 16");
  }

  TEST_CASE("a table is removed with its header and its keys, and what is said of it stays") {
    const TomlChange gone{path("isp"), std::nullopt, true};
    CHECK(edited("# mine\n[isp] # c\n# p\npassword = 'x'\n\n[b]\npassword = 'y'\n", {gone}) ==
          "# mine\n# p\n\n[b]\npassword = 'y'\n");
    CHECK(edited("isp.password = 'x'\nb.password = 'y'\n", {gone}) == "b.password = 'y'\n");
    CHECK(edited("isp = { password = 'x' }\n[b]\npassword = 'y'\n", {gone}) ==
          "[b]\npassword = 'y'\n");
  }
}

TEST_SUITE("profile::KeyPath") {
  TEST_CASE("a key is read and written with quotes where TOML wants them") {
    CHECK(parse_key_path("a.b-c.D_1") == KeyPath{"a", "b-c", "D_1"});
    CHECK(parse_key_path(R"(x . "a.b\u00fc" .'c"')") == KeyPath{"x", "a.bü", "c\""});
    CHECK(key_text({"a", "b c", "", "ü", "d\""}) == R"(a."b c"."".)"
                                                    "\"ü\""
                                                    R"(."d\"")");
    for (const char* bad : {"", ".", "a.", ".a", "a b", "a..b", "\"a", "a=", "a\n", "ü"}) {
      CAPTURE(bad);
      CHECK_FALSE(parse_key_path(bad));
    }
  }
}
