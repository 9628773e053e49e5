#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "profile/profile.hpp"

using namespace dial::profile;

TEST_SUITE("profile::parse_secrets") {
  TEST_CASE("each table is a secret by its name") {
    const auto secrets =
        parse_secrets("[isp]\npassword='x y'\n[\"web 2\"]\npassword=\"\\\"\"\n", "secrets.toml");
    REQUIRE(secrets);
    CHECK(secrets->size() == 2);
    CHECK(secrets->at("isp").reveal() == "x y");
    CHECK(secrets->at("web 2").reveal() == "\"");
    CHECK(secrets->find("none") == secrets->end());
  }

  TEST_CASE("an empty file holds no secrets") {
    const auto secrets = parse_secrets("# none yet\n", "secrets.toml");
    REQUIRE(secrets);
    CHECK(secrets->empty());
  }

  TEST_CASE("a wrong file is refused at its place and none of its text is repeated") {
    struct Row {
      std::string_view text;
      std::size_t line;
      std::size_t column;
    };
    const std::vector<Row> rows{
        {"[isp]\npassword = hunter2\n", 2, 12},
        {"[isp]\nhunter2\n", 2, 8},
        {"[isp]\npassword = 'hunter2\n", 2, 20},
        {"[isp]\npasword = 'hunter2'\n", 1, 2},  // and the key on line 2
        {"[isp]\npassword = 5\n", 2, 12},
        {"[isp]\npassword = ['hunter2']\n", 2, 12},
        {"[isp]\npassword = ''\n", 2, 12},
        {"[isp]\npassword = 'x'\nhunter2 = 'hunter2'\n", 3, 1},
        {"[isp]\n", 1, 2},
        {"isp = 'hunter2'\n", 1, 1},
        {"[['isp']]\npassword='hunter2'\n", 1, 3},
        {"['a/hunter2']\npassword='x'\n", 1, 2},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      const auto secrets = parse_secrets(row.text, "secrets.toml");
      REQUIRE_FALSE(secrets);
      const Diagnostic& first = secrets.error().front();
      CHECK(first.file == "secrets.toml");
      CHECK(first.line == row.line);
      CHECK(first.column == row.column);
      for (const Diagnostic& diagnostic : secrets.error())
        CHECK(diagnostic.message.find("hunter") == std::string::npos);
    }
  }

  TEST_CASE("a password of 255 octets is the longest that PAP can carry") {
    const auto with = [](std::size_t length) {
      return parse_secrets("[isp]\npassword='" + std::string(length, 'x') + "'\n", "s.toml");
    };
    CHECK(with(255));
    CHECK_FALSE(with(256));
  }

  TEST_CASE("all errors are given at once") {
    const auto secrets = parse_secrets("[a]\n[b]\npassword=1\n[c]\npassword='x'\n", "s.toml");
    REQUIRE_FALSE(secrets);
    CHECK(secrets.error().size() == 2);
  }
}
