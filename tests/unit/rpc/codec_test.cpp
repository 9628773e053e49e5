#include "rpc/codec.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace dial::rpc {
namespace {

using namespace std::string_literals;

std::vector<std::string> drain(MessageSplitter& splitter) {
  std::vector<std::string> messages;
  while (const auto message = splitter.poll_message())
    messages.emplace_back(*message);
  return messages;
}

std::vector<std::string> operator+(std::vector<std::string> all,
                                   const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::string nested(int depth) {
  return R"({"method":"a.B","parameters":{"x":)" +
         std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']') + "}}";
}

}  // namespace

TEST_SUITE("rpc::MessageSplitter") {
  TEST_CASE("a stream split at any position yields the same messages") {
    const std::string stream = "{\"a\":1}\0\0garbage\0{\"b\":2}\0"s;
    const std::vector<std::string> expected{"{\"a\":1}", "", "garbage", "{\"b\":2}"};
    for (std::size_t split = 0; split <= stream.size(); ++split) {
      CAPTURE(split);
      MessageSplitter splitter;
      splitter.handle_input(octets_of(std::string_view(stream).substr(0, split)));
      const auto first = drain(splitter);
      splitter.handle_input(octets_of(std::string_view(stream).substr(split)));
      CHECK(first + drain(splitter) == expected);
      CHECK(splitter.held() == 0);
    }
  }

  TEST_CASE("messages that are not polled wait for their turn while more arrive") {
    MessageSplitter splitter;
    splitter.handle_input(octets_of("one\0tw"s));
    splitter.handle_input(octets_of("o\0three"s));
    CHECK(splitter.whole_messages() == 2);
    CHECK(splitter.poll_message() == "one");
    splitter.handle_input(octets_of("\0"s));
    CHECK(drain(splitter) == std::vector<std::string>{"two", "three"});
  }

  TEST_CASE("a message of exactly the limit passes and one octet more does not") {
    MessageSplitter splitter;
    splitter.handle_input(octets_of(std::string(kMaxMessage, 'x') + '\0'));
    REQUIRE_FALSE(splitter.is_overlong());
    CHECK(splitter.poll_message()->size() == kMaxMessage);
    splitter.handle_input(octets_of(std::string(kMaxMessage + 1, 'x')));
    CHECK(splitter.is_overlong());
  }

  TEST_CASE("an overlong message costs no memory and leaves the ones before it") {
    MessageSplitter splitter;
    splitter.handle_input(octets_of("good\0"s));
    const std::string chunk(kMaxMessage / 2 + 1, 'x');
    for (int i = 0; i < 8; ++i)
      splitter.handle_input(octets_of(chunk));
    splitter.handle_input(octets_of("\0after\0"s));
    CHECK(splitter.is_overlong());
    CHECK(splitter.held() == 5);
    CHECK(drain(splitter) == std::vector<std::string>{"good"});
  }
}

TEST_SUITE("rpc::codec") {
  TEST_CASE("a call survives its way over the wire") {
    const Call call{
        .method = "org.libdial.dial.Dial", .parameters = {{"entry", "demo"}}, .more = true};
    const std::string wire = serialize(call);
    REQUIRE(wire.back() == '\0');
    const auto parsed = parse_call(std::string_view(wire).substr(0, wire.size() - 1));
    REQUIRE(parsed);
    CHECK(parsed->method == call.method);
    CHECK(parsed->parameters == call.parameters);
    CHECK(parsed->more);
    CHECK_FALSE(parsed->oneway);
    CHECK_FALSE(parsed->upgrade);
  }

  TEST_CASE("flags that are false and an error that is empty are not written") {
    CHECK(serialize(Call{.method = "a.B"}) == "{\"method\":\"a.B\",\"parameters\":{}}\0"s);
    CHECK(serialize(Reply{}) == "{\"parameters\":{}}\0"s);
  }

  TEST_CASE("parameters that are absent or null are an empty object") {
    for (const char* text : {R"({"method":"a.B"})", R"({"method":"a.B","parameters":null})"}) {
      const auto call = parse_call(text);
      REQUIRE(call);
      CHECK(call->parameters == Json::object());
    }
    CHECK(parse_reply("{}")->parameters == Json::object());
  }

  TEST_CASE("what is no call is refused") {
    for (const std::string& text :
         {""s,
          " "s,
          "null"s,
          "[]"s,
          "17"s,
          "\"a.B\""s,
          "{}"s,
          "{"s,
          R"({"method":"a.B"}x)"s,
          R"({"method":""})"s,
          R"({"method":17})"s,
          R"({"method":null})"s,
          R"({"method":"a.B","parameters":[]})"s,
          R"({"method":"a.B","parameters":"x"})"s,
          R"({"method":"a.B","more":1})"s,
          R"({"method":"a.B","oneway":"true"})"s,
          R"({"method":"a.B","upgrade":{}})"s,
          R"({"method":"a.B","parameters":{"x":1e999}})"s,  // no number a double holds
          "{\"method\":\"a.\xff\"}"s,                       // no UTF-8
          "{\"method\":\"a.\xc3\"}"s,                       // UTF-8 that ends early
          "{\"method\":\"a.\xed\xa0\x80\"}"s,               // a lone surrogate (RFC 3629, 3)
          R"({"method":"a.\ud800"})"s}) {
      CAPTURE(text);
      CHECK_FALSE(parse_call(text).has_value());
    }
  }

  TEST_CASE("what is no reply is refused") {
    for (const char* text : {"", "[]", R"({"error":17})", R"({"parameters":[]})",
                             R"({"continues":"yes"})", R"({"parameters":{})"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_reply(text).has_value());
    }
  }

  TEST_CASE("a message cut short at any position is refused") {
    const std::string whole = R"({"method":"a.B","parameters":{"x":[1,"y"]},"more":true})";
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      CHECK_FALSE(parse_call(std::string_view(whole).substr(0, size)).has_value());
    }
    CHECK(parse_call(whole).has_value());
  }

  TEST_CASE("nesting is limited, however deep it goes") {
    CHECK(parse_call(nested(kMaxDepth - 2)).has_value());  // two objects are around it
    CHECK_FALSE(parse_call(nested(kMaxDepth - 1)).has_value());
    CHECK_FALSE(parse_call(nested(500'000)).has_value());
    CHECK_FALSE(parse_call(std::string(kMaxMessage, '{')).has_value());
  }

  TEST_CASE("brackets and escaped quotes inside a string are no nesting") {
    const std::string brackets(1000, '[');
    CHECK(parse_call(R"({"method":"a.B","parameters":{"x":")" + brackets + R"("}})"));
    CHECK(parse_call(R"({"method":"a.B","parameters":{"x":"\"\\\"[)" + brackets + R"("}})"));
    CHECK(parse_call(R"({"method":"a.B","parameters":{"x":"\")" + brackets + R"("}})"));
    // An escaped backslash does not escape the quote after it.
    CHECK_FALSE(parse_call(R"({"method":"a.B","parameters":{"x":["\\",)" + brackets +
                           std::string(1000, ']') + "]}}"));
  }

  TEST_CASE("octets that are no UTF-8 are replaced, not thrown over") {
    const std::string wire = serialize(Reply{.parameters = {{"raw", "NO \xff CARRIER\0!"s}}});
    CHECK(wire == "{\"parameters\":{\"raw\":\"NO \xef\xbf\xbd CARRIER\\u0000!\"}}\0"s);
    CHECK(parse_reply(std::string_view(wire).substr(0, wire.size() - 1)).has_value());
  }
}

}  // namespace dial::rpc
