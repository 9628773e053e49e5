#include "profile/import/words.hpp"

#include <doctest/doctest.h>

#include "profile/import/pppd_secrets.hpp"

using namespace dial::profile;

namespace {

using Texts = std::vector<std::string>;

Texts texts(const std::vector<SourceWord>& words) {
  Texts result;
  for (const SourceWord& word : words)
    result.emplace_back(word.view());
  return result;
}

std::string secret(std::string_view text, std::string_view client, std::string_view server) {
  const auto found = find_pppd_secret(text, client, server);
  return found ? std::string(found->view()) : "none";
}

}  // namespace

TEST_SUITE("profile::words") {
  TEST_CASE("pppd's quoting: what pppd 2.4.9 was seen to make of it") {
    CHECK(texts(option_words(R"("DOM\\usr" \x41\102\sz a#b
"a#b" c)")) == Texts{"DOM\\usr", "AB z", "a", "a#b", "c"});
  }

  TEST_CASE("pppd's quoting: quotes begin and end inside a word, escapes hold in both kinds") {
    CHECK(texts(option_words(R"(x"y z"w 'a "b' "" 'a\tb' \"c\")")) ==
          Texts{"xy zw", "a \"b", "", "a\tb", "\"c\""});
  }

  TEST_CASE("pppd's quoting: a backslash joins lines, between words and inside of them") {
    const auto words = option_words("user \\\n  al\\\nice\nnext");
    CHECK(texts(words) == Texts{"user", "alice", "next"});
    CHECK(words[0].begins_line);
    CHECK_FALSE(words[1].begins_line);
    CHECK(words[1].line == 2);
    CHECK(words[2].begins_line);
    CHECK(words[2].line == 4);
  }

  TEST_CASE("pppd's quoting: what ends too early ends there, and a word has 1023 octets") {
    CHECK(texts(option_words("\"open")) == Texts{"open"});
    CHECK(texts(option_words("a\\")) == Texts{"a"});
    CHECK(texts(option_words("\\")).empty());
    CHECK(texts(option_words("\\x")) == Texts{std::string(1, '\0')});
    CHECK(option_words(std::string(2000, 'x')).front().view().size() == 1023);
    CHECK(texts(option_words("# only a comment")).empty());
  }

  TEST_CASE("the secret with the fewest wildcards wins, a named client over a named server") {
    const std::string_view file =
        "* * any\nalice * hers\n* isp isps\nalice isp both\nalice isp later\n";
    CHECK(secret(file, "alice", "isp") == "both");
    CHECK(secret(file, "alice", "other") == "hers");
    CHECK(secret(file, "bob", "isp") == "isps");
    CHECK(secret(file, "bob", "other") == "any");
    CHECK(secret("* isp isps\nalice * hers\n", "alice", "isp") == "hers");
    CHECK(secret("alice isp x", "alice", "") == "x");
    CHECK(secret("alice isp x", "Alice", "isp") == "none");
    CHECK(secret("alice isp\nx y z", "alice", "isp") == "none");
    CHECK(secret("alice\nisp x", "alice", "isp") == "none");
    CHECK(secret("alice isp # x", "alice", "isp") == "none");
    CHECK(secret("bob isp x 10.0.0.1 alice isp y", "alice", "isp") == "none");
  }

  TEST_CASE("a shell command: its quotes, and nothing that is more than one command") {
    const auto words = shell_words(R"(chat -v '' "a\"b\c" d\ e 'x "y' # comment)");
    REQUIRE(words);
    CHECK(texts(*words) == Texts{"chat", "-v", "", "a\"b\\c", "d e", "x \"y"});
    for (const std::string_view text :
         {"chat | tee x", "chat; reboot", "chat $HOME", "chat \"$X\"", "chat `id`", "a & b",
          "chat >x", "chat 'open", "chat \"open", "chat *", "! chat", "chat \"`id`\""}) {
      CAPTURE(text);
      CHECK_FALSE(shell_words(text));
    }
  }

  TEST_CASE("a chat file: # only in the first column, quotes only at the start of a word") {
    const auto words = chat_words("# no\n ABORT\t'NO CARRIER'\n'' a'b #c \"d\\\"e\"\r\n");
    REQUIRE(words);
    CHECK(texts(*words) == Texts{"ABORT", "NO CARRIER", "", "a'b", "#c", "d\\\"e"});
    const auto open = chat_words("a b\n'open\n");
    REQUIRE_FALSE(open);
    CHECK(open.error().line == 2);
  }
}
