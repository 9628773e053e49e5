#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "profile/profile.hpp"

using namespace dial::profile;

namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file, path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_SUITE("config") {
  TEST_CASE("every example loads and its secret is in the example of the secrets file") {
    const std::filesystem::path config(DIAL_CONFIG);
    const auto secrets = parse_secrets(contents(config / "secrets.example.toml"), "secrets");
    REQUIRE(secrets);
    int examples = 0;
    for (const auto& entry : std::filesystem::directory_iterator(config / "examples")) {
      if (entry.path().extension() != ".toml") continue;
      CAPTURE(entry.path().string());
      const auto profile = parse_profile(contents(entry.path()), entry.path().string());
      if (!profile) FAIL_CHECK(to_string(profile.error().front()));
      REQUIRE(profile);
      CHECK((profile->secret.empty() || secrets->contains(profile->secret)));
      ++examples;
    }
    CHECK(examples >= 6);
  }
}
