// Each key of a profile goes through file, model, API and base, and is what it was.
#include <doctest/doctest.h>

#include "manager/phone_book_edit.hpp"
#include "support/profile_samples.hpp"
#include "unit/manager/book_files.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr uid_t kRoot = 0;

// A phone book, and another that gets what the API tells of the first.
struct Desk {
  Desk() {
    files.write("profiles/abc.toml", "abstract = true\n");  // the sample of `base`
    files.write("profiles/first.toml", std::string(test::kAnyProfile));
    book.emplace(files.loaded());
    editor.emplace(*book, [](const std::string&) { return false; });
  }
  // A file that is there: a script is read when it is named.
  PropertyValue script() { return files.write("isp.chat", "ogin: joe"); }
  std::string set(const std::string& name, const PropertyChanges& changes, EntryMode mode) {
    const auto result = editor->set_properties(name, changes, mode, kRoot);
    return result ? "" : result.error().context;
  }
  EntryProperties properties(const std::string& name) const {
    const auto found = editor->properties(name, kRoot);
    REQUIRE_MESSAGE(found, found.error().context);
    return *found;
  }
  std::string remove(const std::string& name) {
    const auto result = editor->remove(name, kRoot);
    return result ? "" : result.error().context;
  }

  Book files;
  std::optional<PhoneBook> book;
  std::optional<PhoneBookEditor> editor;
};

PropertyChanges changes_of(const Properties& properties) {
  return {properties.begin(), properties.end()};
}

// Does `check` for each key with each of its samples, which the entry "first" has meanwhile.
template <class Check>
void for_each_sample(Check check) {
  for (const profile::Key& key : profile::keys()) {
    for (PropertyValue value : test::samples_of(key)) {
      CAPTURE(key.path);
      Desk desk;
      if (key.path == "script.file" && value != test::text("")) value = desk.script();
      REQUIRE(desk.set("first", test::with_company(key, value), EntryMode::kChange) == "");
      check(desk, key, value);
    }
  }
}

}  // namespace

TEST_SUITE("manager::PhoneBookEditor, each key") {
  TEST_CASE(
      "what the API tells of an entry makes the same entry, and the same again after a load") {
    for_each_sample([](Desk& desk, const profile::Key& key, const PropertyValue& value) {
      const EntryProperties first = desk.properties("first");
      CHECK(first.set.at(test::property_of(key)) == value);
      CHECK(first.effective.at(test::property_of(key)) == value);
      REQUIRE(desk.set("second", changes_of(first.set), EntryMode::kCreate) == "");
      CHECK(desk.properties("second").effective == first.effective);
      REQUIRE(desk.book->load());
      CHECK(desk.properties("second").set == first.set);
      CHECK(desk.properties("second").effective == first.effective);
    });
  }

  TEST_CASE(
      "what a base says counts in what is based on it, but for what the base says of itself") {
    for_each_sample([](Desk& desk, const profile::Key& key, const PropertyValue& value) {
      const EntryProperties first = desk.properties("first");
      const bool is_own = key.path == "base" || key.path == "abstract";
      REQUIRE(desk.set("second", {{"base", test::text("first")}}, EntryMode::kCreate) == "");
      const EntryProperties second = desk.properties("second");
      CHECK(second.set == Properties{{"base", test::text("first")}});
      if (!is_own) CHECK(second.effective.at(test::property_of(key)) == value);
      Properties expected = first.effective;
      expected["base"] = test::text("first");
      expected["abstract"] = false;
      CHECK(second.effective == expected);
    });
  }

  TEST_CASE("what is removed leaves the default, and the file as it was") {
    for_each_sample([](Desk& desk, const profile::Key& key, const PropertyValue& value) {
      PropertyChanges back;
      for (const auto& [name, changed] : test::with_company(key, value)) {
        const bool was_there =
            name == "number" || name == "user" || name == "line.device" || name == "script.login";
        if (!was_there) back[name] = std::nullopt;
      }
      if (back.size() != test::with_company(key, value).size()) return;
      REQUIRE(desk.set("first", back, EntryMode::kChange) == "");
      desk.files.write("profiles/plain.toml", std::string(test::kAnyProfile));
      REQUIRE(desk.book->load());
      CHECK(desk.properties("first").set == desk.properties("plain").set);
      CHECK(desk.properties("first").effective == desk.properties("plain").effective);
    });
  }
}
