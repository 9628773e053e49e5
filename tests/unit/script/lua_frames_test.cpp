#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "script/lua_frames.hpp"

using dial::Buffer;
using dial::Octets;
using namespace dial::script::lua;

namespace {

Buffer octets(std::initializer_list<int> list) {
  Buffer buffer;
  for (const int octet : list)
    buffer.push_back(static_cast<std::uint8_t>(octet));
  return buffer;
}

std::vector<Request> every_request() {
  return {Expect{7, 1'500, {"ogin:", "\xff"}},
          Send{8, {std::string("alice\r"), SecretId{3}}},
          SendBreak{9},
          Delay{10, 250},
          Prompt{11, "PIN?", 1},
          SetAddress{12, 0x0a000001},
          Print{13, "so far"},
          End{},
          Fail{0x01020304, "no"}};
}

std::vector<Command> every_command() {
  return {Load{.name = "login.lua",
               .first_line = 3,
               .text = "send(1)",
               .memory = 1 << 20,
               .turn_ms = 100,
               .computing_s = 5,
               .values = {{"user", "alice"}, {"password", SecretId{0}}},
               .variables = {{"menu", "2"}}},
          Done{},
          Matched{1, "login:"},
          TimeUp{"waited"},
          Answer{std::string("yes")},
          Answer{SecretId{1}}};
}

}  // namespace

TEST_SUITE("script::lua frames") {
  TEST_CASE("a frame is its length, the kind and the fields, numbers in network order") {
    CHECK(encode(Request(Delay{0x0102, 0x0304})) ==
          octets({0, 0, 0, 9, 3, 0, 0, 1, 2, 0, 0, 3, 4}));
    CHECK(encode(Request(Send{1, {std::string("A"), SecretId{2}}})) ==
          octets({0, 0, 0, 20, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 1, 'A', 1, 0, 0, 0, 2}));
    CHECK(encode(Command(Done{})) == octets({0, 0, 0, 1, 1}));
  }

  TEST_CASE("every message comes out as it went in, and shorter or longer it is none") {
    const auto check = [](const auto& messages, auto decode) {
      for (const auto& message : messages) {
        const Buffer frame = encode(message);
        const Octets body = Octets(frame).subspan(kLengthSize);
        const auto again = decode(body);
        REQUIRE(again);
        CHECK(encode(*again) == frame);
        for (std::size_t length = 0; length < body.size(); ++length)
          CHECK_FALSE(decode(body.first(length)));
        Buffer longer(body.begin(), body.end());
        longer.push_back(0);
        CHECK_FALSE(decode(longer));
      }
    };
    check(every_request(), decode_request);
    check(every_command(), decode_command);
  }

  TEST_CASE("an unknown kind is no message") {
    CHECK_FALSE(decode_request(octets({9, 0, 0, 0, 0})));
    CHECK_FALSE(decode_command(octets({255})));
  }

  TEST_CASE("a count that the octets cannot hold is refused before anything is made room for") {
    CHECK_FALSE(decode_request(octets({1, 0, 0, 0, 1, 255, 255, 255, 255})));
    CHECK_FALSE(decode_request(octets({6, 0, 0, 0, 1, 255, 255, 255, 255, 'x'})));
  }

  TEST_CASE("frames are found however the octets are split") {
    Buffer stream;
    for (const Request& request : every_request())
      dial::ByteWriter(stream).bytes(encode(request));
    for (std::size_t chunk = 1; chunk <= stream.size(); ++chunk) {
      FrameReader reader;
      std::size_t found = 0;
      for (std::size_t at = 0; at < stream.size(); at += chunk) {
        reader.handle_input(Octets(stream).subspan(at, std::min(chunk, stream.size() - at)));
        while (const auto frame = reader.poll_frame())
          CHECK(decode_request(*frame)->index() == every_request()[found++].index());
      }
      CHECK(found == every_request().size());
    }
  }

  TEST_CASE("a length that no frame has breaks the stream") {
    FrameReader reader;
    reader.handle_input(octets({0, 4, 0, 0}));
    CHECK_FALSE(reader.is_broken());
    FrameReader other;
    other.handle_input(octets({0, 4, 0, 1}));
    CHECK(other.is_broken());
    CHECK_FALSE(other.poll_frame());
  }
}
