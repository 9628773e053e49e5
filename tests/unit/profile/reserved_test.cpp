#include "profile/reserved.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "profile/edit.hpp"

using namespace dial;
using namespace dial::profile;

namespace {

const std::string kText = "number = '1'\n[line]\ndevice = '/dev/ttyS0'\n";

std::vector<std::string> reserved_in(std::string_view text) {
  std::vector<std::string> keys;
  for (const Diagnostic& diagnostic : reserved_keys(text, "isp.toml"))
    keys.push_back(std::to_string(diagnostic.line) + " " + diagnostic.key);
  return keys;
}

bool is_script_reserved(std::string text) {
  const PropertyValue value = std::move(text);
  return !reserved_use({"script", "login"}, &value).empty();
}

}  // namespace

TEST_SUITE("profile::reserved_keys") {
  TEST_CASE(
      "the list is the contract's: exec devices, hooks, files, pppd, name spaces, VRFs, power") {
    std::vector<std::string> keys;
    for (const ReservedExample& example : reserved_examples())
      keys.push_back(example.key);
    std::ranges::sort(keys);
    CHECK(keys == std::vector<std::string>{"datapath", "hooks.down", "hooks.up", "ip.namespace",
                                           "ip.vrf", "line.device", "modem.power_hook",
                                           "ppp.pppd_options", "recovery.usb", "script.file",
                                           "script.login"});
  }

  TEST_CASE("each is refused by name where others can write, with what it would do") {
    for (const auto& [key, value] : reserved_examples()) {
      CAPTURE(key);
      for (const std::string& text : {kText, std::string()}) {
        const auto edited = edit_profile(text, "isp.toml", {{key, value}}, Trust::kOthers);
        REQUIRE_FALSE(edited);
        CHECK(edited.error().code == ErrorCode::kAccessDenied);
        REQUIRE(edited.error().problems.size() == 1);
        CHECK(edited.error().problems[0].key == key);
        CHECK(edited.error().problems[0].message.starts_with("`" + key + "` r"));
      }
    }
  }

  TEST_CASE("in root's file each is understood, if it is supported") {
    for (const auto& [key, value] : reserved_examples()) {
      CAPTURE(key);
      const auto edited = edit_profile(kText, "isp.toml", {{key, value}}, Trust::kRoot);
      if (key.starts_with("script.")) continue;
      const bool is_supported = key.starts_with("hooks.") || key.starts_with("ip.") ||
                                key == "modem.power_hook" || key == "recovery.usb";
      REQUIRE(edited.has_value() == is_supported);
      if (is_supported) continue;
      CHECK(edited.error().code == ErrorCode::kInvalidParameter);
      REQUIRE(edited.error().problems.size() == 1);
      CHECK(edited.error().problems[0].message.find("not supported yet") != std::string::npos);
    }
  }

  TEST_CASE("they are found in a file however they are written, with their lines") {
    CHECK(reserved_in(kText).empty());
    CHECK(reserved_in("hooks.up = 'x'\n[hooks.down]\nz = 1\n") ==
          std::vector<std::string>{"2 hooks.down", "1 hooks.up"});
    CHECK(reserved_in("\nline = { device = 'exec:/bin/sh' }\n\"datapath\" = 'pppd'\n") ==
          std::vector<std::string>{"3 datapath", "2 line.device"});
    CHECK(reserved_in("[script]\n'file' = ['/etc/shadow']\n[ip]\nnamespace = {}\n") ==
          std::vector<std::string>{"4 ip.namespace", "2 script.file"});
  }

  TEST_CASE("only a word that begins with an at sign sends a file") {
    CHECK(is_script_reserved("@/etc/shadow"));
    CHECK(is_script_reserved("ogin: '@/etc/shadow'"));
    CHECK(is_script_reserved("ogin: joe\nword: \"@f\""));
    CHECK_FALSE(is_script_reserved("ogin: joe@example.org word: \\@x"));
    CHECK_FALSE(is_script_reserved(""));
  }
}
