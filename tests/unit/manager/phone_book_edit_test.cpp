#include "manager/phone_book_edit.hpp"

#include <doctest/doctest.h>

#include <set>

#include "unit/manager/book_files.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr uid_t kRoot = 0;

constexpr auto kIsp = "number = '1' # mine\r\n[line]\r\ndevice = '/dev/ttyS0'";
const PropertyChanges kNew{{"number", std::string("1")},
                           {"line.device", std::string("/dev/ttyS0")}};

// A phone book as root sees it, with the entry "isp".
struct Desk {
  Desk() {
    files.write("profiles/isp.toml", kIsp, 0640);
    book.emplace(files.loaded());
    editor.emplace(*book, [this](const std::string& key) { return in_use.contains(key); });
  }
  ErrorCode set(const std::string& name, const PropertyChanges& changes,
                EntryMode mode = EntryMode::kChange) {
    const auto result = editor->set_properties(name, changes, mode, kRoot);
    context = result ? "" : result.error().context;
    return result ? ErrorCode::kSuccess : result.error().code;
  }

  Book files;
  std::set<std::string> in_use;
  std::optional<PhoneBook> book;
  std::optional<PhoneBookEditor> editor;
  std::string context;  // of the last refusal
};

ErrorCode code_of(const Result<>& result) {
  return result ? ErrorCode::kSuccess : result.error().code;
}

}  // namespace

TEST_SUITE("manager::PhoneBookEditor") {
  TEST_CASE("a change is in the file, which keeps its mode and all else, and counts at once") {
    Desk desk;
    REQUIRE(desk.set("isp", {{"number", std::string("22")}}) == ErrorCode::kSuccess);
    CHECK(desk.files.text("profiles/isp.toml") ==
          "number = \"22\" # mine\r\n[line]\r\ndevice = '/dev/ttyS0'");
    CHECK(desk.files.mode("profiles/isp.toml") == 0640);
    CHECK(desk.book->find("isp")->number == "22");
    CHECK(desk.book->plan_for({.entry = "isp"})->session.number == "22");
  }

  TEST_CASE("what somebody edited by hand meanwhile is there before and after a change") {
    Desk desk;
    desk.files.write("profiles/isp.toml", "user = 'joe'\n" + std::string(kIsp));
    REQUIRE(desk.set("isp", {{"line.speed", std::int64_t{9600}}}) == ErrorCode::kSuccess);
    CHECK(
        desk.files.text("profiles/isp.toml").starts_with("user = 'joe'\nnumber = '1' # mine\r\n"));
    CHECK(desk.book->find("isp")->user == "joe");
  }

  TEST_CASE("the properties are the file's own and, with the defaults, those that count") {
    const Desk desk;
    const auto properties = desk.editor->properties("isp", kRoot);
    REQUIRE(properties);
    CHECK(properties->set.size() == 2);
    CHECK(properties->effective.at("line.speed") == PropertyValue(std::int64_t{115200}));
    CHECK(desk.editor->properties("none", kRoot).error().code ==
          ErrorCode::kCannotFindPhonebookEntry);
  }

  TEST_CASE("creating, changing and either are told apart by what is there") {
    Desk desk;
    CHECK(desk.set("isp", {}, EntryMode::kCreate) == ErrorCode::kAlreadyExists);
    CHECK(desk.set("new", kNew, EntryMode::kChange) == ErrorCode::kCannotFindPhonebookEntry);
    CHECK(desk.set("new", kNew, EntryMode::kCreate) == ErrorCode::kSuccess);
    CHECK(desk.files.mode("profiles/new.toml") == 0600);
    CHECK(desk.set("new", {{"user", std::string("u")}}, EntryMode::kEither) == ErrorCode::kSuccess);
    CHECK(desk.set("newer", kNew, EntryMode::kEither) == ErrorCode::kSuccess);
    CHECK(desk.book->size() == 3);
  }

  TEST_CASE("what is refused names each key and leaves the file as it was") {
    Desk desk;
    CHECK(desk.set("isp", {{"line.speed", std::int64_t{1}}, {"ppp.mtru", true}}) ==
          ErrorCode::kInvalidParameter);
    CHECK(desk.context.find("line.speed: ") != std::string::npos);
    CHECK(desk.context.find("ppp.mtru: there is no such key; did you mean ppp.mru?") !=
          std::string::npos);
    CHECK(desk.set("isp", {{"script.login", std::string("TIMEOUT often")}}) ==
          ErrorCode::kScriptSyntax);
    CHECK(desk.context.starts_with("script.login: "));
    CHECK(desk.files.text("profiles/isp.toml") == kIsp);
    CHECK(desk.set("new", {}, EntryMode::kCreate) == ErrorCode::kInvalidParameter);
    CHECK_FALSE(desk.files.has("profiles/new.toml"));
  }

  TEST_CASE("a file that does not load is not changed, and says why") {
    Desk desk;
    desk.files.write("profiles/isp.toml", "number = 1\n");
    CHECK(desk.set("isp", {{"number", std::string("1")}}) == ErrorCode::kCannotLoadPhonebook);
    CHECK(desk.context.find("isp.toml:1:10") != std::string::npos);
    CHECK(desk.files.text("profiles/isp.toml") == "number = 1\n");
    CHECK(desk.editor->properties("isp", kRoot).error().code == ErrorCode::kCannotLoadPhonebook);
  }

  TEST_CASE("a link is not followed, a directory that is gone is told as 624") {
    Desk desk;
    std::filesystem::rename(desk.files.path() + "/profiles/isp.toml", desk.files.path() + "/real");
    std::filesystem::create_symlink("../real", desk.files.path() + "/profiles/isp.toml");
    CHECK(desk.set("isp", {{"number", std::string("22")}}) == ErrorCode::kCannotWritePhonebook);
    CHECK(desk.files.text("real") == kIsp);
    std::filesystem::remove_all(desk.files.path() + "/profiles");
    CHECK(desk.set("new", kNew, EntryMode::kCreate) == ErrorCode::kCannotWritePhonebook);
  }

  TEST_CASE("a name is free, taken or none") {
    const Desk desk;
    const auto code = [&](const std::string& name) {
      return code_of(desk.editor->validate_name(name, kRoot));
    };
    CHECK(code("new") == ErrorCode::kSuccess);
    CHECK(code(std::string(250, 'a')) == ErrorCode::kSuccess);
    CHECK(code("isp") == ErrorCode::kAlreadyExists);
    for (const std::string& bad :
         {std::string(), std::string(".hidden"), std::string("a/b"), std::string("a\nb"),
          std::string(251, 'a'), std::string("\xff"), std::string("../x")})
      CHECK(code(bad) == ErrorCode::kInvalidName);
  }

  TEST_CASE("an entry is renamed with its file, and not onto another") {
    Desk desk;
    desk.files.write("profiles/other.toml", kIsp);
    REQUIRE(desk.book->load());
    const auto rename = [&](const std::string& from, const std::string& to) {
      return code_of(desk.editor->rename(from, to, kRoot));
    };
    CHECK(rename("none", "new") == ErrorCode::kCannotFindPhonebookEntry);
    CHECK(rename("isp", "other") == ErrorCode::kAlreadyExists);
    CHECK(rename("isp", "a/b") == ErrorCode::kInvalidName);
    CHECK(rename("isp", "new") == ErrorCode::kSuccess);
    CHECK(desk.files.text("profiles/new.toml") == kIsp);
    CHECK_FALSE(desk.files.has("profiles/isp.toml"));
    CHECK(desk.book->find("new")->name == "new");
    CHECK_FALSE(desk.book->find("isp"));
  }

  TEST_CASE("an entry that is dialled or up is neither deleted nor renamed") {
    Desk desk;
    desk.in_use = {"isp"};
    CHECK(code_of(desk.editor->remove("isp", kRoot)) == ErrorCode::kCannotDelete);
    CHECK(code_of(desk.editor->rename("isp", "new", kRoot)) == ErrorCode::kCannotDelete);
    desk.in_use.clear();
    CHECK(code_of(desk.editor->remove("isp", kRoot)) == ErrorCode::kSuccess);
    CHECK_FALSE(desk.files.has("profiles/isp.toml"));
    CHECK(code_of(desk.editor->remove("isp", kRoot)) == ErrorCode::kCannotFindPhonebookEntry);
    CHECK(desk.book->size() == 0);
  }
}
