#include "profile/quoting.hpp"

#include <doctest/doctest.h>

using namespace dial::profile;

TEST_SUITE("profile::quoting") {
  TEST_CASE(
      "a word of pppd's files is in quotes unless it is plain, its quotes and backslashes "
      "escaped") {
    CHECK(option_word("/dev/ttyS0") == "/dev/ttyS0");
    CHECK(option_word("") == "\"\"");
    CHECK(option_word("a#b c") == "\"a#b c\"");
    CHECK(option_word("DOM\\u\"s'r") == R"("DOM\\u\"s'r")");
  }

  TEST_CASE("a word of the shell is in single quotes, and a single quote leaves them") {
    CHECK(shell_word("/etc/x-1") == "/etc/x-1");
    CHECK(shell_word("") == "''");
    CHECK(shell_word("$(a) `b` \"c\" \\") == "'$(a) `b` \"c\" \\'");
    CHECK(shell_word("it's") == R"('it'\''s')");
  }

  TEST_CASE("chat takes octets as they are only where they mean nothing to it") {
    CHECK(chat_octets("ATDT*99#") == "ATDT*99#");
    CHECK(chat_octets("@f ^C $V \\d \"'") == R"(\@f \^C \$V \\d \"\')");
    CHECK(chat_octets({"\0\x1f\x7f\x80\xff", 5}) == R"(\000\037\177\200\377)");
    CHECK(chat_octets("a\tb") == "a\tb");
  }

  TEST_CASE("a word of chat is in quotes if it is empty, has a blank or would be a comment") {
    CHECK(chat_word("") == "\"\"");
    CHECK(chat_word("a b") == "\"a b\"");
    CHECK(chat_word("a\tb") == "\"a\tb\"");
    CHECK(chat_word("#777") == "\"#777\"");
    CHECK(chat_word("*99#") == "*99#");
  }
}
