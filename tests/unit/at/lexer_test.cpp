#include "at/lexer.hpp"

#include <doctest/doctest.h>

#include <vector>

using dial::at::Lexer, dial::at::trimmed;

namespace {

std::vector<std::string> lines(Lexer& lexer, std::string_view octets) {
  std::vector<std::string> texts;
  for (const char c : octets)
    if (const auto line = lexer.take(static_cast<std::uint8_t>(c))) texts.push_back(line->text);
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("at::Lexer") {
  TEST_CASE("every way to end a line gives the same lines and no blank ones") {
    for (const std::string_view end : {"\r\n", "\r", "\n", "\r\r\n", "\n\r", "\r\n\r\n", " \r\n"}) {
      Lexer lexer;
      std::string octets(end);
      for (const char* text : {"ATZ", "OK"})
        (octets += text) += end;
      const auto got = lines(lexer, octets);
      REQUIRE(got.size() == 2);
      CHECK(trimmed(got[0]) == "ATZ");
      CHECK(trimmed(got[1]) == "OK");
    }
  }

  TEST_CASE("a line is given with its end and not before") {
    Lexer lexer;
    CHECK(lines(lexer, "NO CARRIER").empty());
    CHECK(lines(lexer, "\r") == Texts{"NO CARRIER"});
    CHECK(lines(lexer, "\n").empty());
  }

  TEST_CASE("control octets inside a line are dropped") {
    Lexer lexer;
    CHECK(lines(lexer, std::string_view("\0\0O\x11K\0\r\n", 8)) == Texts{"OK"});
    CHECK(lines(lexer, "B\x7fUSY\x13\r\n") == Texts{"BUSY"});
  }

  TEST_CASE("a line with even parity in the eighth bit is read as without") {
    Lexer lexer;  // CR has three bits set, O five, K four, LF two
    CHECK(lines(lexer, "\x8d\x0a\xcfK\x8d\x0a") == Texts{"OK"});
  }

  TEST_CASE("an overlong line is cut at 512 octets, counted once, and the next is whole") {
    Lexer lexer;
    CHECK(lines(lexer, std::string(512, 'x') + "\r\n") == Texts{std::string(512, 'x')});
    CHECK(lexer.overlong() == 0);
    CHECK(lines(lexer, std::string(100'000, 'x') + "\r\nOK\r\n") ==
          Texts{std::string(512, 'x'), "OK"});
    CHECK(lexer.overlong() == 1);
  }

  TEST_CASE("only a line after an empty one is headed") {
    Lexer lexer;
    std::vector<bool> headed;
    for (const char c : std::string_view("AT\r\r\nOK\r\none\r\ntwo\r\n\r\nOK\r\n0\r"))
      if (const auto line = lexer.take(static_cast<std::uint8_t>(c)))
        headed.push_back(line->is_headed);
    CHECK(headed == std::vector<bool>{false, true, false, false, true, false});
  }

  TEST_CASE("a line is open when its LF may still come") {
    Lexer lexer;
    static_cast<void>(lines(lexer, "OK"));
    CHECK(lexer.take('\r')->is_open);
    static_cast<void>(lines(lexer, "\nOK"));
    CHECK_FALSE(lexer.take('\n')->is_open);
  }

  TEST_CASE("reset forgets the line under way") {
    Lexer lexer;
    CHECK(lines(lexer, "RUBBISH").empty());
    lexer.reset();
    CHECK(lines(lexer, "OK\r") == Texts{"OK"});
  }
}
