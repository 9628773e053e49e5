// The table of keys, and what is made from it: every key of it is tested here, a new one too.
#include "profile/keys.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "profile/duration.hpp"
#include "profile/edit.hpp"
#include "profile/properties.hpp"
#include "support/profile_samples.hpp"

using namespace dial;
using namespace dial::profile;
using test::kAnyProfile, test::property_of, test::samples_of, test::Samples, test::text,
    test::with_company;

namespace {

constexpr std::string_view kFile = "isp.toml";

std::expected<BaseText, std::string> empty_base(const std::string& name) {
  return BaseText{.file = name + ".toml", .text = ""};
}

// A value that the key cannot have, of its type where there is one.
Samples bad_samples_of(const Key& key) {
  switch (key.type) {
    case KeyType::kNumber:
      return {PropertyValue(key.least - 1), PropertyValue(key.most + 1), text("1")};
    case KeyType::kTime:
      return {text(duration_text(Duration(key.most + 1))), text("5"), PropertyValue(true)};
    case KeyType::kFlag:
      return {text("true"), PropertyValue(std::int64_t{1})};
    case KeyType::kText:
    case KeyType::kNamed:
      return {text(std::string(static_cast<std::size_t>(key.most) + 1, '1')), PropertyValue(true)};
    case KeyType::kTexts:
      return {text("ATZ"), std::vector<std::string>{"A\rB"}};
    case KeyType::kAddress:
      return {text("10.0.0"), PropertyValue(std::int64_t{10})};
    case KeyType::kWord:
      return {text("no such word"), PropertyValue(true)};
    case KeyType::kWords:
      return {text(key.words.front()), std::vector<std::string>{"no such word"}};
    case KeyType::kLater:
      return {text("x"), PropertyValue(true)};
  }
  return {};
}

using Edited = std::expected<std::string, ProfileEditFailure>;

Edited edited(std::string_view from, const PropertyChanges& changes) {
  return edit_profile(from, std::string(kFile), changes, Trust::kRoot, empty_base);
}

std::string why(const Edited& edited) {
  return edited ? "" : to_string(edited.error().problems.front());
}

}  // namespace

TEST_SUITE("profile::keys") {
  TEST_CASE("each key stands once, with a meaning, and behind no key that covers it") {
    std::set<std::string_view> seen;
    for (const Key& key : keys()) {
      CAPTURE(key.path);
      CHECK(seen.insert(key.path).second);
      CHECK(key.meaning.size() > 5);
      CHECK(find_key(key.path) == &key);
      CHECK((key.get != nullptr || key.texts != nullptr) == key.is_supported());
      CHECK((find_later(key.path) == &key) == !key.is_supported());
    }
  }

  TEST_CASE("every value a key may have comes back through file, model and properties as it was") {
    for (const Key& key : keys()) {
      for (const PropertyValue& value : samples_of(key)) {
        CAPTURE(key.path);
        const auto written = edited(kAnyProfile, with_company(key, value));
        REQUIRE_MESSAGE(written, why(written));
        CHECK(set_properties(*written).at(property_of(key)) == value);
        const auto profile = parse_profile(*written, std::string(kFile), empty_base);
        REQUIRE(profile);
        CHECK(properties_of(key, *profile) == Properties{{property_of(key), value}});
        // What counts, written down, counts the same.
        const Properties all = effective_properties(*profile);
        const auto again = edited(*written, with_company(key, all.at(property_of(key))));
        REQUIRE_MESSAGE(again, why(again));
        CHECK(*again == *written);
      }
    }
  }

  TEST_CASE("what a key cannot have is refused by its name") {
    for (const Key& key : keys()) {
      for (const PropertyValue& value : bad_samples_of(key)) {
        CAPTURE(key.path);
        const auto written = edited(kAnyProfile, with_company(key, value));
        const bool is_unknown_table = !key.is_supported() && key.reserved_use.empty();
        REQUIRE_FALSE(written);
        const auto& problems = written.error().problems;
        const bool names_it = std::ranges::any_of(
            problems, [&](const KeyProblem& problem) { return problem.key == property_of(key); });
        CHECK((names_it || is_unknown_table));
      }
    }
  }

  TEST_CASE("what is to come is refused by name, as key and as table, with what to write instead") {
    for (const Key& key : keys()) {
      if (key.is_supported()) continue;
      CAPTURE(key.path);
      const std::string as_value = std::string(key.path) + " = 1\n";
      const std::string as_table = "[" + std::string(key.path) + "]\nz = 1\n";
      for (const std::string& tail : {as_value, as_table}) {
        const bool is_top = key.table().empty();
        const std::string start = is_top && tail == as_value
                                      ? tail + "number='1'\nline.device='/d'\n"
                                      : "number='1'\n" + tail + "[line]\ndevice='/d'\n";
        const auto table_is_split = key.table() == "line";
        if (table_is_split) continue;
        const auto profile = parse_profile(start, std::string(kFile));
        REQUIRE_FALSE(profile);
        const bool is_told = std::ranges::any_of(profile.error(), [&](const Diagnostic& problem) {
          return problem.message.find("not supported yet; instead " + std::string(key.meaning)) !=
                 std::string::npos;
        });
        CHECK(is_told);
      }
    }
  }

  TEST_CASE("a dot inside a quoted name makes no key of a table") {
    const auto profile =
        parse_profile("number='1'\nline.device='/d'\n'line.speed' = 9600\n", std::string(kFile));
    REQUIRE_FALSE(profile);
    REQUIRE(profile.error().size() == 1);
    CHECK(profile.error()[0].message.starts_with("unknown key"));
    CHECK(profile.error()[0].line == 3);
  }
}
