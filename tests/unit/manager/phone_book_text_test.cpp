// A profile's whole text, as an editor writes it.
#include <doctest/doctest.h>

#include "manager/phone_book_edit.hpp"
#include "unit/manager/book_files.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr uid_t kRoot = 0;
constexpr uid_t kAlice = 4711;
constexpr auto kIsp = "# mine\nnumber = '1'  # home\n[line]\ndevice = '/dev/ttyS0'\n";

struct Desk {
  Desk() {
    files.write("profiles/isp.toml", kIsp);
    book.emplace(files.loaded());
    editor.emplace(*book, [](const std::string&) { return false; });
  }
  Result<> set(const std::string& name, const std::string& text,
               const std::optional<std::string>& replaces, uid_t uid = kRoot) {
    return editor->set_text(name, text, replaces, uid);
  }
  std::string number(const std::string& name) const {
    const auto profile = book->find(name);
    return profile ? profile->number : profile.error().context;
  }

  Book files;
  std::optional<PhoneBook> book;
  std::optional<PhoneBookEditor> editor;
};

ErrorCode code_of(const Result<>& result) {
  return result ? ErrorCode::kSuccess : result.error().code;
}

const std::string kOther = "# yours\nnumber = '2'\n\n[line]\ndevice = '/dev/ttyS0'\n";

}  // namespace

TEST_SUITE("manager::PhoneBookEditor::set_text") {
  TEST_CASE("a text is written to the octet, and counts at once") {
    Desk desk;
    REQUIRE(desk.set("isp", kOther, kIsp));
    CHECK(desk.files.text("profiles/isp.toml") == kOther);
    CHECK(desk.number("isp") == "2");
    REQUIRE(desk.set("new", kOther, std::nullopt));
    CHECK(desk.number("new") == "2");
    CHECK(desk.files.mode("profiles/new.toml") == 0600);
  }

  TEST_CASE("what somebody else has written meanwhile is not replaced") {
    Desk desk;
    desk.files.write("profiles/isp.toml", std::string(kIsp) + "# later\n");
    CHECK(code_of(desk.set("isp", kOther, kIsp)) == ErrorCode::kCannotWritePhonebook);
    CHECK(desk.files.text("profiles/isp.toml") == std::string(kIsp) + "# later\n");
    CHECK(code_of(desk.set("isp", kOther, std::nullopt)) == ErrorCode::kAlreadyExists);
    CHECK(code_of(desk.set("gone", kOther, kIsp)) == ErrorCode::kCannotFindPhonebookEntry);
  }

  TEST_CASE("a text with mistakes is refused with all of them, and nothing is written") {
    Desk desk;
    const auto refused = desk.set("isp", "numbr = '1'\n[line]\ndevice = 5\n", kIsp);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kCannotLoadPhonebook);
    const std::string& why = refused.error().context;
    CHECK(why.find("isp.toml:1:1: unknown key `numbr`; did you mean `number`?") !=
          std::string::npos);
    CHECK(why.find("isp.toml:3:10: `device`") != std::string::npos);
    CHECK(code_of(desk.set("isp", kOther + "[script]\nlogin='TIMEOUT x'\n", kIsp)) ==
          ErrorCode::kScriptSyntax);
    CHECK(code_of(desk.set("isp", kOther + "#" + std::string(1 << 20, 'x'), kIsp)) ==
          ErrorCode::kInvalidParameter);
    CHECK(desk.files.text("profiles/isp.toml") == kIsp);
  }

  TEST_CASE("a profile that does not load can be mended") {
    Desk desk;
    desk.files.write("profiles/bad.toml", "number = \n");
    REQUIRE(desk.book->load());
    CHECK(desk.set("bad", kOther, "number = \n"));
    CHECK(desk.number("bad") == "2");
  }

  TEST_CASE(
      "the system's profiles are root's, and what a user makes is his own and holds no more") {
    Desk desk;
    CHECK(code_of(desk.set("isp", kOther, kIsp, kAlice)) == ErrorCode::kAccessDenied);
    REQUIRE(desk.set("own", kOther, std::nullopt, kAlice));
    CHECK(desk.number("4711/own") == "2");
    const auto reserved = desk.set("own", kOther + "[hooks]\nup='/bin/sh'\n", kOther, kAlice);
    REQUIRE_FALSE(reserved);
    CHECK(reserved.error().code == ErrorCode::kAccessDenied);
    CHECK(reserved.error().context.find("`hooks.up` runs a program") != std::string::npos);
  }
}
