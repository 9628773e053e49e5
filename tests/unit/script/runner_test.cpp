#include <doctest/doctest.h>

#include "script/chat.hpp"

using namespace dial;
using dial::script::Chat;
using dial::script::Runner;

TEST_SUITE("script::Runner") {
  TEST_CASE("a login script answers its prompts and leaves the rest unread") {
    const auto chat = Chat::parse("ogin: $USER ssword: '\\q$PASSWORD'");
    REQUIRE(chat);
    Runner runner(*chat, {.user = "alice", .password = Secret("hunter2")}, TimePoint{});
    runner.handle_input(octets_of("login: "), TimePoint{});
    CHECK(text_of(std::get<Buffer>(*runner.poll_output())) == "alice\r");
    runner.handle_input(octets_of("alice\r\npassword: ~"), TimePoint{});
    CHECK(text_of(std::get<Buffer>(*runner.poll_output())) == "hunter2\r");
    const auto finished = runner.poll_finished();
    REQUIRE(finished);
    CHECK(finished->outcome == Runner::Outcome::kDone);
    CHECK(text_of(runner.take_unread()) == " ~");
  }
}
