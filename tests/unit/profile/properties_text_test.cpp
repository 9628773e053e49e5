#include "profile/properties_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "profile/properties.hpp"

using namespace dial;
using namespace dial::profile;

namespace {

Properties effective(const std::string& text) {
  const auto profile = parse_profile(text, "a.toml");
  if (!profile) FAIL_CHECK(to_string(profile.error().front()));
  REQUIRE(profile);
  return effective_properties(*profile);
}

}  // namespace

TEST_SUITE("profile::properties_text") {
  TEST_CASE("what has its default is left out, whatever that default depends on") {
    for (const std::string text : {
             "number = \"1\"\n\n[line]\ndevice = \"/dev/a\"\n",
             "link = \"satellite\"\nnumber = \"1\"\n\n[line]\ndevice = \"/dev/a\"\n",
             "[line]\ndevice = \"/dev/a\"\n\n[modem]\ntype = \"direct\"\n",
             "link = \"telephone\"\n\n[line]\ndevice = \"/dev/a\"\nflow_control = \"hardware\"\n\n"
             "[modem]\ntype = \"direct\"\n",
             "number = \"1\"\n\n[location]\ndialling = \"pulse\"\n\n[line]\ndevice = \"/dev/a\"\n"
             "flow_control = \"software\"\n",
             "abstract = true\n\n[ppp]\nmru = 296\n",
             "number = \"1\"\n\n[line]\ndevice = \"/dev/a\"\n\n[script]\nlogin = \"ogin: x\"\n\n"
             "[script.variables]\nhost = \"a b\"\nmenu = \"\"\n",
             "send_ahead = true\nnumber = \"1\"\n\n[line]\ndevice = \"/dev/a\"\n",
         }) {
      // The order is that of the table of keys, so what is compared is what the texts say.
      CAPTURE(text);
      const std::string written = properties_text(effective(text));
      CAPTURE(written);
      CHECK(set_properties(written) == set_properties(text));
      CHECK(effective(written) == effective(text));
    }
  }

  TEST_CASE("what is wanted always stands there, its default too") {
    constexpr std::array<std::string_view, 2> kAlways{"line.speed", "modem.init"};
    const std::string text = "number = \"1\"\n[line]\ndevice = \"/dev/a\"\n";
    CHECK(properties_text(effective(text), kAlways) ==
          "number = \"1\"\n\n[line]\ndevice = \"/dev/a\"\nspeed = 115200\n\n"
          "[modem]\ninit = [\"ATZ\", \"ATE0\"]\n");
  }

  TEST_CASE("values of a wrong type make a text that does not load, and nothing worse") {
    Properties values = effective("number = \"1\"\n[line]\ndevice = \"/dev/a\"\n");
    for (const std::string key :
         {"modem.type", "link", "line.flow_control", "line.speed", "number"}) {
      CAPTURE(key);
      Properties wrong = values;
      wrong[key] = PropertyValue(true);
      const auto parsed = parse_profile(properties_text(wrong), "a.toml");
      REQUIRE_FALSE(parsed);
      CHECK(std::ranges::any_of(parsed.error(), [&](const auto& one) { return one.key == key; }));
    }
  }
}
