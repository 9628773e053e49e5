#include "manager/phone_book.hpp"

#include <doctest/doctest.h>

#include "unit/manager/book_files.hpp"

using namespace dial;
using manager::Book;
using manager::PhoneBook;

namespace {

constexpr auto kGood = R"(
number = "555-1234"
user = "alice"
secret = "isp"
link = "direct"
[modem]
prefix = "0,"
[line]
device = "/dev/ttyS0"
)";

constexpr auto kSecrets = "[isp]\npassword = \"secret\"\n";

}  // namespace

TEST_SUITE("manager::PhoneBook") {
  TEST_CASE("a dial gets the profile's number with its prefix, and the secret by its name") {
    Book files;
    files.write("profiles/isp.toml", kGood);
    files.write("secrets.toml", kSecrets, 0600);
    const auto plan = files.loaded().plan_for({.entry = "isp"});
    REQUIRE(plan);
    CHECK(plan->session.dial_command == "ATDT0,5551234");
    CHECK(plan->session.link.authentication.user == "alice");
    CHECK(plan->session.link.authentication.password.reveal() == "secret");
    CHECK(plan->session.link.timers.restart == std::chrono::milliseconds(250));
  }

  TEST_CASE("what the caller gives stands above the profile, and no secret is read then") {
    Book files;
    files.write("profiles/isp.toml", kGood);
    const auto plan = files.loaded().plan_for(
        {.entry = "isp", .number = "911", .user = "bob", .password = "pw", .send_ahead = true});
    REQUIRE(plan);
    CHECK(plan->session.dial_command == "ATDT0,911");
    CHECK(plan->session.link.authentication.user == "bob");
    CHECK(plan->session.link.authentication.password.reveal() == "pw");
    CHECK(plan->session.send_ahead);
  }

  TEST_CASE("each thing that is wrong has its own error before a line is touched") {
    Book files;
    files.write("profiles/isp.toml", kGood);
    files.write("profiles/broken.toml", "sped = 9600\n");
    files.write("secrets.toml", kSecrets, 0644);
    const PhoneBook book = files.loaded();
    const auto code = [&](const DialParameters& parameters) {
      const auto plan = book.plan_for(parameters);
      return plan ? ErrorCode::kSuccess : plan.error().code;
    };
    CHECK(code({.entry = "nobody"}) == ErrorCode::kCannotFindPhonebookEntry);
    CHECK(code({.entry = "broken"}) == ErrorCode::kCannotLoadPhonebook);
    CHECK(code({.entry = "isp"}) == ErrorCode::kAccessDenied);  // the secrets are open to others
    CHECK(code({.entry = "isp", .number = "1;+CFUN", .password = "x"}) ==
          ErrorCode::kBadPhoneNumber);
    files.write("secrets.toml", "[other]\npassword = \"x\"\n", 0600);
    CHECK(code({.entry = "isp"}) == ErrorCode::kKeyNotFound);
  }

  TEST_CASE("a broken entry is listed with file, line and column, and spoils no other") {
    Book files;
    files.write("profiles/a.toml", "number = 5\n");
    files.write("profiles/isp.toml", kGood);
    const PhoneBook book = files.loaded();
    const auto entries = book.entries();
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].problem.find("a.toml:1:10") != std::string::npos);
    CHECK(entries[1].problem.empty());
    CHECK(book.problems().size() == 1);
  }

  TEST_CASE("a login script's mistake is placed in the profile's own lines") {
    Book files;
    files.write("profiles/isp.toml",
                std::string(kGood) + "[script]\nlogin = '''\nTIMEOUT often\n'''\n");
    const auto entries = files.loaded().entries();
    REQUIRE(entries.size() == 1);
    // kGood has nine lines with the empty first one; [script] is the tenth.
    CHECK(entries[0].problem.find("isp.toml:12:9") != std::string::npos);
  }

  TEST_CASE("a file is checked wherever it is, its login script too") {
    Book files;
    files.write("isp.toml", std::string(kGood) + "[script]\nlogin = 'TIMEOUT often'\n");
    files.write("good.toml", kGood);
    files.write("isp.conf", kGood);
    CHECK(PhoneBook::check(files.path() + "/good.toml").problem.empty());
    CHECK(PhoneBook::check(files.path() + "/isp.toml").problem.find("login script") !=
          std::string::npos);
    CHECK(PhoneBook::check(files.path() + "/isp.conf").problem.find("NAME.toml") !=
          std::string::npos);
    CHECK(PhoneBook::check(files.path()).problem.find("is a directory") != std::string::npos);
    CHECK_FALSE(PhoneBook::check(files.path() + "/none.toml").problem.empty());
  }

  TEST_CASE("a directory that cannot be read leaves the entries as they were") {
    Book files;
    files.write("profiles/isp.toml", kGood);
    PhoneBook book = files.loaded();
    std::filesystem::rename(files.path() + "/profiles", files.path() + "/away");
    CHECK_FALSE(book.load());
    CHECK(book.entries().size() == 1);
  }

  TEST_CASE("the secrets lie beside the profiles directory, however its name is written") {
    for (const char* directory :
         {"/etc/dial/profiles", "/etc/dial/profiles/", "/etc/dial/./profiles//"}) {
      CHECK(manager::default_secrets(directory) == "/etc/dial/secrets.toml");
    }
    CHECK(manager::default_secrets("/profiles") == "/secrets.toml");
    CHECK(manager::default_secrets("profiles") == "secrets.toml");
  }
}
