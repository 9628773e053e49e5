// Whose an entry is: the system's, or a user's own.
#include <doctest/doctest.h>
#include <unistd.h>

#include "manager/phone_book_edit.hpp"
#include "unit/manager/book_files.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr uid_t kRoot = 0;
constexpr uid_t kAlice = 4711;
constexpr uid_t kBob = 4712;

constexpr auto kIsp = "number = '1'\n[line]\ndevice = '/dev/ttyS0'\n";
const PropertyChanges kHome{{"number", std::string("2")},
                            {"line.device", std::string("/dev/null")}};

struct Desk {
  Desk() {
    files.write("profiles/isp.toml", kIsp);
    book.emplace(files.loaded());
    editor.emplace(*book, [](const std::string&) { return false; });
  }
  ErrorCode set(uid_t uid, const std::string& name, const PropertyChanges& changes,
                EntryMode mode = EntryMode::kEither) {
    const auto result = editor->set_properties(name, changes, mode, uid);
    context = result ? "" : result.error().context;
    return result ? ErrorCode::kSuccess : result.error().code;
  }
  std::vector<std::string> seen_by(uid_t uid) const {
    std::vector<std::string> names;
    for (const ProfileInfo& info : book->entries(uid))
      names.push_back(info.name + (info.writable ? "+" : ""));
    return names;
  }
  ErrorCode dial(uid_t uid, const std::string& name) const {
    const auto plan = book->plan_for({.entry = name}, {.uid = uid, .groups = {}});
    return plan ? ErrorCode::kSuccess : plan.error().code;
  }

  Book files;
  std::optional<PhoneBook> book;
  std::optional<PhoneBookEditor> editor;
  std::string context;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE("manager::PhoneBook of several users") {
  TEST_CASE("a user's own entry lies in a closed directory of the daemon's, made when first used") {
    Desk desk;
    CHECK_FALSE(desk.files.has("users"));
    REQUIRE(desk.set(kAlice, "home", kHome) == ErrorCode::kSuccess);
    CHECK(desk.files.mode("users") == 0700);
    CHECK(desk.files.mode("users/4711") == 0700);
    CHECK(desk.files.mode("users/4711/profiles") == 0700);
    CHECK(desk.files.text("users/4711/profiles/home.toml") ==
          "number = \"2\"\n\n[line]\ndevice = \"/dev/null\"\n");
    REQUIRE(desk.book->load());
    CHECK(desk.seen_by(kAlice) == Names{"home+", "isp"});
  }

  TEST_CASE("an entry is seen, read, changed and dialled by its user and root only") {
    Desk desk;
    REQUIRE(desk.set(kAlice, "home", kHome) == ErrorCode::kSuccess);
    CHECK(desk.seen_by(kAlice) == Names{"home+", "isp"});
    CHECK(desk.seen_by(kBob) == Names{"isp"});
    CHECK(desk.seen_by(kRoot) == Names{"4711/home+", "isp+"});
    for (const std::string name : {"home", "4711/home"}) {
      CAPTURE(name);
      constexpr auto kNone = ErrorCode::kCannotFindPhonebookEntry;
      CHECK(desk.book->text(name, kAlice));
      CHECK(desk.book->text(name, kBob).error().code == kNone);
      CHECK(desk.editor->properties(name, kBob).error().code == kNone);
      CHECK(desk.editor->credentials(name, kBob).error().code == kNone);
      CHECK(desk.editor->remove(name, kBob).error().code == kNone);
      CHECK(desk.editor->rename(name, "x", kBob).error().code == kNone);
      CHECK(desk.set(kBob, name, {}, EntryMode::kChange) == kNone);
      CHECK(desk.dial(kBob, name) == kNone);
      CHECK(desk.dial(kAlice, name) == ErrorCode::kSuccess);
    }
    CHECK(desk.set(kBob, "4711/other", kHome) == ErrorCode::kAccessDenied);
    CHECK(desk.dial(kRoot, "4711/home") == ErrorCode::kSuccess);
    CHECK(desk.set(kRoot, "4711/home", {{"number", std::string("3")}}) == ErrorCode::kSuccess);
    CHECK(desk.book->find("4711/home")->number == "3");
    CHECK(desk.dial(kRoot, "home") == ErrorCode::kCannotFindPhonebookEntry);
  }

  TEST_CASE("the same name of two users is two entries") {
    Desk desk;
    REQUIRE(desk.set(kAlice, "home", kHome) == ErrorCode::kSuccess);
    REQUIRE(desk.set(kBob, "home", kHome) == ErrorCode::kSuccess);
    CHECK(desk.book->resolve("home", kAlice) == "4711/home");
    CHECK(desk.book->resolve("home", kBob) == "4712/home");
    CHECK(desk.book->plan_for({.entry = "home"}, {.uid = kBob, .groups = {}})->profile.name ==
          "4712/home");
    REQUIRE(desk.editor->remove("home", kBob));
    CHECK(desk.dial(kAlice, "home") == ErrorCode::kSuccess);
  }

  TEST_CASE("the system's entries are changed by root only, and their names are taken") {
    Desk desk;
    CHECK(desk.set(kAlice, "isp", {{"number", std::string("3")}}) == ErrorCode::kAccessDenied);
    CHECK(desk.set(kAlice, "isp", kHome, EntryMode::kCreate) == ErrorCode::kAlreadyExists);
    CHECK(desk.editor->validate_name("isp", kAlice).error().code == ErrorCode::kAlreadyExists);
    CHECK(desk.editor->remove("isp", kAlice).error().code == ErrorCode::kAccessDenied);
    CHECK(desk.editor->rename("isp", "x", kAlice).error().code == ErrorCode::kAccessDenied);
    CHECK(desk.editor->set_credentials("isp", {.user = "x", .password = {}, .token = {}}, kAlice)
              .error()
              .code == ErrorCode::kAccessDenied);
    REQUIRE(desk.set(kAlice, "home", kHome) == ErrorCode::kSuccess);
    CHECK(desk.editor->rename("home", "isp", kAlice).error().code == ErrorCode::kAlreadyExists);
    CHECK(desk.files.text("profiles/isp.toml") == kIsp);
    // Where root takes a name later, the system's entry is meant by it.
    REQUIRE(desk.set(kRoot, "home", kHome) == ErrorCode::kSuccess);
    CHECK(desk.book->resolve("home", kAlice) == "home");
    CHECK(desk.seen_by(kAlice) == Names{"4711/home+", "home", "isp"});
  }

  TEST_CASE("a user's entry has none of the keys reserved for root's files, each by name") {
    Desk desk;
    REQUIRE(desk.set(kAlice, "home", kHome) == ErrorCode::kSuccess);
    for (const auto& [key, value] : profile::reserved_examples()) {
      CAPTURE(key);
      for (const uid_t uid : {kAlice, kRoot}) {
        CHECK(desk.set(uid, uid == kRoot ? "4711/home" : "home", {{key, value}}) ==
              ErrorCode::kAccessDenied);
        CHECK(desk.context.starts_with(key + ": "));
      }
      PropertyChanges changes = kHome;
      changes[key] = value;
      CHECK(desk.set(kAlice, "other", changes) == ErrorCode::kAccessDenied);
      CHECK(desk.set(kRoot, "isp", {{key, value}}) != ErrorCode::kAccessDenied);
    }
    CHECK(desk.seen_by(kAlice) == Names{"home+", "isp"});
  }

  TEST_CASE("a file that others wrote or can write is not dialled if it has a reserved key") {
    Desk desk;
    const std::string text = std::string(kIsp) + "[ppp]\npppd_options = 'plugin x.so'\n";
    for (const mode_t mode : {mode_t{0644}, mode_t{0664}, mode_t{0646}}) {
      CAPTURE(mode);
      desk.files.write("profiles/isp.toml", text, mode);
      REQUIRE(desk.book->load());
      const auto refused = desk.book->find("isp");
      REQUIRE_FALSE(refused);
      const bool is_roots = mode == 0644;
      CHECK(refused.error().code ==
            (is_roots ? ErrorCode::kCannotLoadPhonebook : ErrorCode::kAccessDenied));
      CHECK(refused.error().layer == Layer::kConfiguration);
      CHECK((refused.error().context.find("ppp.pppd_options") != std::string::npos) == !is_roots);
    }
    if (geteuid() != 0) return;
    desk.files.write("profiles/isp.toml", text, 0644);
    REQUIRE(chown((desk.files.path() + "/profiles/isp.toml").c_str(), kAlice, kAlice) == 0);
    REQUIRE(desk.book->load());
    CHECK(desk.book->find("isp").error().code == ErrorCode::kAccessDenied);
  }

  TEST_CASE("a user's entry reaches only devices he could open himself") {
    Desk desk;
    PropertyChanges changes = kHome;
    changes["line.device"] = desk.files.path() + "/secrets.toml";
    desk.files.write("secrets.toml", "", 0600);
    REQUIRE(desk.set(kAlice, "home", changes) == ErrorCode::kSuccess);
    CHECK(desk.dial(kAlice, "home") == ErrorCode::kAccessDenied);
  }

  TEST_CASE("a user has 256 entries at most") {
    Desk desk;
    for (int i = 0; i < 256; ++i)
      REQUIRE(desk.set(kAlice, "e" + std::to_string(i), kHome) == ErrorCode::kSuccess);
    CHECK(desk.set(kAlice, "more", kHome) == ErrorCode::kCannotWritePhonebook);
    CHECK(desk.set(kBob, "more", kHome) == ErrorCode::kSuccess);
  }

  TEST_CASE("a key of an entry is read only as it is written") {
    CHECK(parse_entry_key("isp")->name == "isp");
    CHECK(parse_entry_key("4711/home")->user == kAlice);
    for (const char* bad : {"/home", "4711/", "04711/home", "+1/home", "-1/home", "x/home",
                            "1/2/home", "4294967296/home"})
      CHECK_FALSE(parse_entry_key(bad));
  }
}
