#include "cli/properties.hpp"

#include <doctest/doctest.h>

#include "rpc/messages_phone_book.hpp"
#include "support/profile_samples.hpp"

using namespace dial;
using namespace dial::cli;

namespace {

PropertyValue value_of(const std::string& text) {
  const auto property = parse_assignment("k=" + text);
  REQUIRE(property);
  CHECK(property->first == "k");
  return property->second;
}

}  // namespace

TEST_SUITE("cli::properties") {
  TEST_CASE("a value is what it looks like, and a text in quotes is a text") {
    CHECK(value_of("true") == PropertyValue(true));
    CHECK(value_of("-5") == PropertyValue(std::int64_t{-5}));
    CHECK(value_of("[\"a\", \"b\"]") == PropertyValue(std::vector<std::string>{"a", "b"}));
    CHECK(value_of("[]") == PropertyValue(std::vector<std::string>{}));
    CHECK(value_of("\"5551234\"") == PropertyValue(std::string("5551234")));
    for (const char* text :
         {"5s", "hardware", "0123", "*99#", "", "/dev/ttyS0", "a=b", "1.5", "99999999999999999999"})
      CHECK(value_of(text) == PropertyValue(std::string(text)));
  }

  TEST_CASE("what a key wants as a text needs no quotes, whatever it looks like") {
    CHECK(parse_assignment("number=5551234")->second == PropertyValue(std::string("5551234")));
    CHECK(parse_assignment("number=\"5551234\"")->second == PropertyValue(std::string("5551234")));
    CHECK(parse_assignment("user=true")->second == PropertyValue(std::string("true")));
    CHECK(parse_assignment("script.variables.menu=2")->second == PropertyValue(std::string("2")));
    CHECK(parse_assignment("line.speed=9600")->second == PropertyValue(std::int64_t{9600}));
    CHECK(parse_assignment("abstract=true")->second == PropertyValue(true));
  }

  TEST_CASE("every value a key may have goes over the wire and is what it was") {
    for (const profile::Key& key : profile::keys()) {
      for (const PropertyValue& value : test::samples_of(key)) {
        CAPTURE(key.path);
        const std::string path(key.path);
        const rpc::SetEntryPropertiesCall call{"isp", {{path, value}}, EntryMode::kChange};
        const auto sent = rpc::from_json<rpc::SetEntryPropertiesCall>(rpc::to_json(call));
        REQUIRE(sent);
        CHECK(sent->changes == call.changes);
        const rpc::EntryPropertiesReply reply{{.set = {{path, value}}, .effective = {}}};
        const auto told = rpc::from_json<rpc::EntryPropertiesReply>(rpc::to_json(reply));
        REQUIRE(told);
        CHECK(told->properties.set == reply.properties.set);
      }
    }
  }

  TEST_CASE("what is no assignment, list or text in quotes is refused") {
    for (const char* bad : {"", "k", "=v", "k=[1]", "k=[\"a\"", "k=\"a"})
      CHECK_FALSE(parse_assignment(bad));
  }

  TEST_CASE("properties are shown as they are written, the defaults marked") {
    const EntryProperties properties{
        .set = {{"line.speed", std::int64_t{9600}}},
        .effective = {{"line.speed", std::int64_t{9600}}, {"user", std::string("a\x1b")}}};
    CHECK(render_properties(properties).starts_with("line.speed = 9600\nuser = \"a"));
    CHECK(render_properties(properties).find('\x1b') == std::string::npos);
    CHECK(render_properties(properties).ends_with("(default)\n"));
  }

  TEST_CASE("a device is a line, and one more for its stable path") {
    CHECK(render_devices({{.name = "ttyS0",
                           .type = "serial",
                           .path = "/dev/ttyS0",
                           .stable_path = "/dev/serial/by-id/x",
                           .description = "A port",
                           .used_by = "\"isp\""}}) ==
          "/dev/ttyS0  serial  A port  used by \"isp\"\n  /dev/serial/by-id/x\n");
  }

  TEST_CASE("a device's own words need not be UTF-8") {
    Device device;
    device.path = "/dev/ttyUSB0";
    device.description = "Mod\xe8le 56k";
    CHECK(devices_json({device}).find("Mod\uFFFDle 56k") != std::string::npos);
  }
}
