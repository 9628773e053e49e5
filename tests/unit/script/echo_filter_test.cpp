#include <doctest/doctest.h>

#include <string>

#include "script/echo_filter.hpp"

using dial::Buffer;
using dial::Secret;
using dial::script::EchoFilter;

namespace {

std::string filtered(EchoFilter& filter, std::string_view text) {
  Buffer out;
  for (const char c : text)
    filter.handle_octet(static_cast<std::uint8_t>(c), out);
  return std::string(dial::text_of(out));
}

std::string released(EchoFilter& filter) {
  Buffer out;
  filter.release(out);
  return std::string(dial::text_of(out));
}

EchoFilter hiding(std::initializer_list<const char*> secrets) {
  EchoFilter filter;
  for (const char* secret : secrets)
    filter.hide(Secret(secret));
  return filter;
}

}  // namespace

TEST_SUITE("script::EchoFilter") {
  TEST_CASE("without a secret everything comes through at once") {
    EchoFilter filter = hiding({""});
    CHECK(filtered(filter, "a\xff") == "a\xff");
    CHECK_FALSE(filter.is_holding());
  }

  TEST_CASE("an echo is masked, whatever its bit 7, and what is beside it stays") {
    EchoFilter filter = hiding({"hunter2"});
    CHECK(filtered(filter,
                   "ahhunter2bhunter\xb2"
                   "c") == "ah******b******c");
  }

  TEST_CASE("the beginning of an echo waits for what tells") {
    EchoFilter filter = hiding({"hunter2"});
    CHECK(filtered(filter, "xhunt").substr() == "x");
    CHECK(filter.is_holding());
    CHECK(filtered(filter, "y") == "hunty");
    CHECK(filtered(filter, "hunt").empty());
    CHECK(released(filter) == "hunt");
    CHECK_FALSE(filter.is_holding());
  }

  TEST_CASE("an echo that begins within what might have been one is found") {
    EchoFilter filter = hiding({"aab"});
    CHECK(filtered(filter, "aaab") == "a******");
    EchoFilter other = hiding({"abac", "bad"});
    CHECK(filtered(other, "abad") == "a******");
  }

  TEST_CASE("of two secrets one of which begins the other, both are masked whole") {
    EchoFilter filter = hiding({"ab", "abcd"});
    CHECK(filtered(filter, "abcd!") == "******!");
    CHECK(filtered(filter, "abc!") == "******c!");
    CHECK(filtered(filter, "ab").empty());
    CHECK(released(filter) == "******");
    EchoFilter longer_first = hiding({"abcd", "ab"});
    CHECK(filtered(longer_first, "abcd!") == "******!");
  }
}
