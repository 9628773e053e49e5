#include "rpc/messages_phone_book.hpp"

#include <doctest/doctest.h>

#include "samples.hpp"

namespace dial::rpc {

TEST_SUITE("rpc::messages of the phone book") {
  TEST_CASE("a property of each kind comes back as what it was") {
    for (const auto& [key, value] : test::kProperties.set) {
      CAPTURE(key);
      const auto back = from_json<Property>(to_json(Property{key, value}));
      REQUIRE(back);
      CHECK(back->key == key);
      CHECK(back->value == value);
    }
    CHECK(from_json<Property>({{"key", "k"}, {"texts", Json::array()}})->value ==
          PropertyValue(std::vector<std::string>{}));
    CHECK_FALSE(from_json<Property>({{"key", "k"}})->value);
  }

  TEST_CASE("a property with two values, or one no int can hold, is refused") {
    CHECK_FALSE(from_json<Property>({{"key", "k"}, {"text", ""}, {"flag", false}}));
    CHECK_FALSE(from_json<Property>({{"key", "k"}, {"number", std::uint64_t{1} << 63}}));
    CHECK_FALSE(from_json<Property>({{"key", "k"}, {"number", 1.5}}));
  }

  TEST_CASE("a change without a value removes, an unknown mode or a key named twice is refused") {
    const Json change = {{"key", "number"}};
    Json call = {{"entry", "demo"}, {"changes", {change}}};
    const auto read = from_json<SetEntryPropertiesCall>(call);
    REQUIRE(read);
    CHECK(read->changes == PropertyChanges{{"number", std::nullopt}});
    CHECK(read->mode == EntryMode::kChange);
    call["mode"] = "make";
    CHECK_FALSE(from_json<SetEntryPropertiesCall>(call));
    call["mode"] = "create";
    CHECK(from_json<SetEntryPropertiesCall>(call)->mode == EntryMode::kCreate);
    call["changes"] = {change, change};
    CHECK_FALSE(from_json<SetEntryPropertiesCall>(call));
  }

  TEST_CASE("an empty user or password is not the same as none") {
    const auto none = from_json<SetCredentialsCall>({{"entry", "demo"}});
    REQUIRE(none);
    CHECK_FALSE(none->credentials.user);
    CHECK_FALSE(none->credentials.password);
    CHECK_FALSE(none->credentials.token);
    const SetCredentialsCall empty{"demo", {.user = "", .password = "", .token = std::nullopt}};
    const auto back = from_json<SetCredentialsCall>(to_json(empty));
    REQUIRE(back);
    CHECK(back->credentials.user == "");
    CHECK(back->credentials.password == "");
  }
}

}  // namespace dial::rpc
