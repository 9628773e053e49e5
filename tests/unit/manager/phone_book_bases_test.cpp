// Entries that are based on others, and the keys that become a dial.
#include <doctest/doctest.h>

#include <algorithm>

#include "manager/phone_book_edit.hpp"
#include "unit/manager/book_files.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr uid_t kRoot = 0;
constexpr uid_t kAlice = 4711;
constexpr auto kSite = "abstract = true\n[line]\ndevice = '/dev/ttyS0'\nspeed = 9600\n";
constexpr auto kIsp = "base = 'site'\nnumber = '1'\n";

struct Desk {
  Desk() {
    files.write("profiles/site.toml", kSite);
    files.write("profiles/isp.toml", kIsp);
    book.emplace(files.loaded());
    editor.emplace(*book, [](const std::string&) { return false; });
  }
  std::string set(uid_t uid, const std::string& name, const PropertyChanges& changes) {
    const auto result = editor->set_properties(name, changes, EntryMode::kEither, uid);
    return result ? "" : result.error().context;
  }
  std::uint32_t speed() const {
    const auto plan = book->plan_for({.entry = "isp"});
    REQUIRE(plan);
    return plan->profile.line.speed;
  }

  Book files;
  std::optional<PhoneBook> book;
  std::optional<PhoneBookEditor> editor;
};

PropertyValue text(std::string value) {
  return value;
}

std::string problem_of(const std::vector<ProfileInfo>& entries, const std::string& name) {
  const auto found = std::ranges::find(entries, name, &ProfileInfo::name);
  REQUIRE(found != entries.end());
  return found->problem;
}

}  // namespace

TEST_SUITE("manager::PhoneBook with bases") {
  TEST_CASE("an entry is dialled with what its base says, and a base is not dialled") {
    const Desk desk;
    CHECK(desk.speed() == 9600);
    const auto plan = desk.book->plan_for({.entry = "site"});
    REQUIRE_FALSE(plan);
    CHECK(plan.error().code == ErrorCode::kInvalidParameter);
    CHECK(plan.error().context.find("abstract = true") != std::string::npos);
    for (const ProfileInfo& info : desk.book->entries())
      CHECK(info.abstract == (info.name == "site"));
  }

  TEST_CASE("a change of a base counts at once in what is based on it") {
    Desk desk;
    CHECK(desk.set(kRoot, "site", {{"line.speed", std::int64_t{19200}}}) == "");
    CHECK(desk.speed() == 19200);
  }

  TEST_CASE("a base that comes later mends what waited for it") {
    Desk desk;
    desk.files.write("profiles/late.toml", "base = 'gone'\nnumber = '1'\nline.device = '/d'\n");
    REQUIRE(desk.book->load());
    CHECK(problem_of(desk.book->entries(), "late").find("late.toml:1:8: `base` = `gone`") !=
          std::string::npos);
    CHECK(desk.set(kRoot, "gone", {{"abstract", true}}) == "");
    CHECK(problem_of(desk.book->entries(), "late") == "");
  }

  TEST_CASE("a base is neither deleted nor renamed while something is based on it") {
    Desk desk;
    for (const auto& done :
         {desk.editor->remove("site", kRoot), desk.editor->rename("site", "other", kRoot)}) {
      REQUIRE_FALSE(done);
      CHECK(done.error().code == ErrorCode::kCannotDelete);
      CHECK(done.error().context == "\"site\" is the base of \"isp\"");
    }
    REQUIRE(desk.editor->remove("isp", kRoot));
    CHECK(desk.editor->remove("site", kRoot));
  }

  TEST_CASE("properties tell what the file says apart from what its base does") {
    const Desk desk;
    const auto properties = desk.editor->properties("isp", kRoot);
    REQUIRE(properties);
    CHECK(properties->set == Properties{{"base", text("site")}, {"number", text("1")}});
    CHECK(properties->effective.at("line.speed") == PropertyValue(std::int64_t{9600}));
    CHECK(properties->effective.at("abstract") == PropertyValue(false));
  }

  TEST_CASE("a user's entry is based on his own only, whatever the system's are called") {
    Desk desk;
    const std::string refusal =
        desk.set(kAlice, "home", {{"base", text("site")}, {"number", text("1")}});
    CHECK(refusal.starts_with("base: "));
    CHECK(refusal.find("users/4711/profiles/site.toml") != std::string::npos);
    CHECK(desk.set(kAlice, "own", {{"abstract", true}, {"line.device", text("/dev/null")}}) == "");
    CHECK(desk.set(kAlice, "home", {{"base", text("own")}, {"number", text("1")}}) == "");
    CHECK(desk.set(kAlice, "evil", {{"base", text("x/../../4712/profiles/x")}})
              .find("contains a slash") != std::string::npos);
  }

  TEST_CASE("what is reserved for root's files is so in a base that others can write") {
    Desk desk;
    desk.files.write("profiles/open.toml", "abstract = true\nhooks.up = '/bin/sh'\n", 0666);
    desk.files.write("profiles/isp.toml", "base = 'open'\nnumber = '1'\nline.device = '/d'\n");
    REQUIRE(desk.book->load());
    const auto plan = desk.book->plan_for({.entry = "isp"});
    REQUIRE_FALSE(plan);
    CHECK(plan.error().code == ErrorCode::kAccessDenied);
    CHECK_MESSAGE(
        plan.error().context.find("open.toml:2:7: `hooks.up` runs a program") != std::string::npos,
        plan.error().context);
  }

  TEST_CASE("a mistake in a base's login script has its place in the base") {
    Desk desk;
    desk.files.write("profiles/site.toml",
                     "abstract = true\nline.device = '/d'\n[script]\nlogin = 'TIMEOUT x'\n");
    REQUIRE(desk.book->load());
    CHECK(problem_of(desk.book->entries(), "isp").find("/site.toml:4:") != std::string::npos);
  }
}

TEST_SUITE("manager::PhoneBook, what is dialled") {
  TEST_CASE("country, area and place decide what stands before the number") {
    Desk desk;
    desk.files.write("profiles/isp.toml",
                     "number='1234'\ncountry_code=49\narea_code='89'\n[line]\ndevice='/d'\n"
                     "[location]\ncountry_code=49\narea_code='30'\nlong_distance_prefix='0'\n"
                     "outside_line='9,'\n");
    REQUIRE(desk.book->load());
    CHECK(desk.book->plan_for({.entry = "isp"})->session.dial_command == "ATDT9,0891234");
    CHECK(desk.book->plan_for({.entry = "isp", .number = "110"})->session.dial_command ==
          "ATDT9,110");
    const auto abroad = desk.book->plan_for({.entry = "isp", .number = "+1 2"});
    REQUIRE_FALSE(abroad);
    CHECK(abroad.error().code == ErrorCode::kBadPhoneNumber);
    CHECK(abroad.error().context.find("location.international_prefix") != std::string::npos);
  }

  TEST_CASE("a modem that is not to wait for a dial tone is told so behind the init commands") {
    Desk desk;
    CHECK(desk.book->plan_for({.entry = "isp"})->session.modem.init ==
          std::vector<std::string>{"ATZ", "ATE0"});
    CHECK(desk.set(kRoot, "isp", {{"modem.wait_for_dial_tone", false}}) == "");
    CHECK(desk.book->plan_for({.entry = "isp"})->session.modem.init ==
          std::vector<std::string>{"ATZ", "ATE0", "ATX3"});
  }

  TEST_CASE("the characters of the login and those that flow control takes reach the session") {
    Desk desk;
    CHECK(desk.set(kRoot, "isp",
                   {{"script.login", text("ogin: x")},
                    {"script.line", text("7o1")},
                    {"line.flow_control", text("software")}}) == "");
    const auto plan = desk.book->plan_for({.entry = "isp"});
    REQUIRE(plan);
    CHECK(plan->session.characters == session::Characters::k7O1);
    CHECK(plan->session.escaped == 0x000a0000);
    CHECK(plan->session.link.lcp.accm == 0x000a0000);
  }

  TEST_CASE("the access point and the loudspeaker are commands behind those of the profile") {
    Desk desk;
    CHECK(desk.set(kRoot, "isp",
                   {{"cellular.access_point", text("internet.example")},
                    {"cellular.context", std::int64_t{3}},
                    {"modem.speaker", text("until_connect")},
                    {"modem.volume", std::int64_t{0}}}) == "");
    CHECK(desk.book->plan_for({.entry = "isp"})->session.modem.init ==
          std::vector<std::string>{"ATZ", "ATE0", "ATM1L0",
                                   "AT+CGDCONT=3,\"IP\",\"internet.example\""});
  }

  TEST_CASE("nothing that goes into a command can end it, whoever says it") {
    Desk desk;
    const std::vector<std::pair<std::string, PropertyValue>> bad{
        {"number", text("1;")},
        {"number", text("1\r")},
        {"location.outside_line", text("0\"")},
        {"location.call_waiting_off", text("*70;")},
        {"modem.prefix", text("9'")},
        {"modem.dial_command", text("ATDT0900")},
        {"modem.dial_command", text("ATD;")},
        {"modem.dial_command", text("AT\"D")},
        {"modem.dial_command", text("ATZ")},
        {"modem.init", std::vector<std::string>{"ATDT0900"}},
        {"modem.init", std::vector<std::string>{"ATX3D"}},
        {"modem.init", std::vector<std::string>{"ATZ\rATD1"}},
        {"cellular.access_point", text("x\",\"y")},
        {"cellular.access_point", text("x y")},
        {"cellular.access_point", text("x;")}};
    for (const auto& [key, value] : bad) {
      CAPTURE(key);
      CHECK(desk.set(kRoot, "isp", {{key, value}}).starts_with(key + ": "));
    }
    for (const char* number : {"1\r", "1\n", "1;", "1\"", "1'", "\x80", "x"}) {
      CAPTURE(number);
      const auto plan = desk.book->plan_for({.entry = "isp", .number = number});
      REQUIRE_FALSE(plan);
      CHECK(plan.error().code == ErrorCode::kBadPhoneNumber);
    }
    CHECK(desk.book->plan_for({.entry = "isp", .number = std::string(129, '1')}).error().code ==
          ErrorCode::kPhoneNumberTooLong);
  }

  TEST_CASE("the rules of the daemon judge what is really dialled, whoever dials") {
    Desk desk;
    PhoneBook book(desk.book->files(), {.deny = {"0900"}});
    desk.files.write("profiles/office.toml",
                     "base='site'\nnumber='123'\n[location]\n"
                     "outside_line='09'\n");
    desk.files.write("profiles/desk.toml",
                     "base='site'\nnumber='1'\n[script]\nterminal='before_dial'\n");
    REQUIRE(book.load());
    const auto code = [&](const std::string& entry, const std::string& number) {
      const auto plan = book.plan_for({.entry = entry, .number = number, .allow_pause = true});
      return plan ? ErrorCode::kSuccess : plan.error().code;
    };
    CHECK(code("isp", "") == ErrorCode::kSuccess);
    CHECK(code("isp", "0900-1") == ErrorCode::kAccessDenied);
    CHECK(code("office", "") == ErrorCode::kSuccess);
    CHECK(code("office", "001") == ErrorCode::kAccessDenied);
    CHECK(code("desk", "") == ErrorCode::kAccessDenied);
  }
}
