#include "cli/schema.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "profile/keys.hpp"

using namespace dial;

TEST_SUITE("cli::profile_schema") {
  TEST_CASE("every key has its place, and a description that an editor can show as it is") {
    const auto schema = nlohmann::json::parse(cli::profile_schema());
    for (const profile::Key& key : profile::keys()) {
      CAPTURE(key.path);
      const auto* table = &schema["properties"];
      if (!key.table().empty()) table = &(*table)[std::string(key.table())]["properties"];
      REQUIRE(table->contains(std::string(key.name())));
      const auto text = (*table)[std::string(key.name())]["description"].get<std::string>();
      CHECK_FALSE(text.empty());
      CHECK_FALSE(text.contains("]("));
    }
  }
}
