#include <doctest/doctest.h>

#include "manager/phone_book_edit.hpp"
#include "unit/manager/book_files.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr uid_t kRoot = 0;
constexpr uid_t kAlice = 4711;

constexpr auto kIsp = "number = '1'\nuser = 'joe'\n[line]\ndevice = '/dev/ttyS0'\n";
constexpr auto kNamed = "number = '1'\nuser = 'joe'\nsecret = 'both'\nline.device = '/dev/ttyS0'\n";
constexpr auto kSecrets = "# mine\n[both]\npassword = 'b0th' # c\n";

struct Desk {
  Desk() {
    files.write("profiles/isp.toml", kIsp);
    files.write("profiles/named.toml", kNamed);
    files.write("secrets.toml", kSecrets, 0600);
    book.emplace(files.loaded());
    editor.emplace(*book, [](const std::string&) { return false; });
  }
  ErrorCode store(const std::string& name, const NewCredentials& wanted, uid_t uid = kRoot) {
    const auto result = editor->set_credentials(name, wanted, uid);
    if (!result) CHECK(result.error().context.find("s3cr3t") == std::string::npos);
    return result ? ErrorCode::kSuccess : result.error().code;
  }
  ErrorCode password(const std::string& name, const std::string& password, uid_t uid = kRoot) {
    return store(name, {.user = {}, .password = password, .token = {}}, uid);
  }
  // What a dial would send; "!" and the number if it would not be made.
  std::string sent(const DialParameters& parameters, uid_t uid = kRoot) const {
    const auto plan = book->plan_for(parameters, {.uid = uid, .groups = {}});
    if (!plan) return "!" + std::to_string(static_cast<int>(plan.error().code));
    return std::string(plan->session.link.authentication.password.reveal());
  }

  Book files;
  std::optional<PhoneBook> book;
  std::optional<PhoneBookEditor> editor;
};

}  // namespace

TEST_SUITE("manager::PhoneBookEditor credentials") {
  TEST_CASE("a password is stored as the entry is called, and the next dial has it") {
    Desk desk;
    CHECK(desk.sent({.entry = "isp"}).empty());
    CHECK_FALSE(desk.editor->credentials("isp", kRoot)->has_password);
    REQUIRE(desk.password("isp", "s3cr3t") == ErrorCode::kSuccess);
    CHECK(desk.files.text("secrets.toml") ==
          std::string(kSecrets) + "\n[isp]\npassword = \"s3cr3t\"\n");
    CHECK(desk.files.mode("secrets.toml") == 0600);
    CHECK(desk.files.text("profiles/isp.toml") == kIsp);
    CHECK(desk.sent({.entry = "isp"}) == "s3cr3t");
    CHECK(desk.sent({.entry = "isp", .password = "other"}) == "other");
  }

  TEST_CASE("where the profile names the secret, that one is changed") {
    Desk desk;
    REQUIRE(desk.password("named", "s3cr3t") == ErrorCode::kSuccess);
    CHECK(desk.files.text("secrets.toml") == "# mine\n[both]\npassword = \"s3cr3t\" # c\n");
    CHECK(desk.sent({.entry = "named"}) == "s3cr3t");
  }

  TEST_CASE("the first password makes the file, closed to others") {
    Desk desk;
    std::filesystem::remove(desk.files.path() + "/secrets.toml");
    REQUIRE(desk.password("isp", "s3cr3t") == ErrorCode::kSuccess);
    CHECK(desk.files.mode("secrets.toml") == 0600);
  }

  TEST_CASE(
      "what the service manager handed over counts behind what is stored, and is not written") {
    Desk desk;
    std::filesystem::create_directory(desk.files / "handed");
    desk.files.write("handed/secrets.toml", "[isp]\npassword = 'h4nded'\n[both]\npassword = 'x'\n",
                     0440);
    PhoneBook book({.directory = desk.files / "profiles",
                    .secrets = desk.files / "secrets.toml",
                    .users = desk.files / "users",
                    .credentials = desk.files / "handed"});
    REQUIRE(book.load());
    PhoneBookEditor editor(book, [](const std::string&) { return false; });
    const auto sent = [&](const std::string& entry) {
      const auto plan = book.plan_for({.entry = entry}, {.uid = kRoot, .groups = {}});
      return plan ? std::string(plan->session.link.authentication.password.reveal())
                  : plan.error().context;
    };
    CHECK(sent("isp") == "h4nded");
    CHECK(sent("named") == "b0th");
    CHECK(editor.credentials("isp", kRoot)->has_password);
    desk.files.write("handed/secret.isp", "0ne by 0ne\n", 0440);
    CHECK(sent("isp") == "0ne by 0ne");
    REQUIRE(editor.set_credentials("isp", {.user = {}, .password = "s3t", .token = {}}, kRoot));
    CHECK(sent("isp") == "s3t");
    REQUIRE(editor.set_credentials("isp", {.user = {}, .password = "", .token = {}}, kRoot));
    CHECK(sent("isp") == "0ne by 0ne");
    desk.files.write("handed/secret.isp", "\n", 0440);
    CHECK(sent("isp").find("the credential secret.isp") != std::string::npos);
    // A user's own entries have his own file and nothing of the system's.
    REQUIRE(editor.set_properties("mine",
                                  {{"number", std::string("1")},
                                   {"user", std::string("joe")},
                                   {"secret", std::string("isp")},
                                   {"line.device", std::string("/dev/null")}},
                                  EntryMode::kCreate, kAlice));
    CHECK_FALSE(editor.credentials("mine", kAlice)->has_password);
  }

  TEST_CASE("an empty password deletes what is stored, once and again") {
    Desk desk;
    REQUIRE(desk.password("isp", "s3cr3t") == ErrorCode::kSuccess);
    CHECK(desk.password("isp", "") == ErrorCode::kSuccess);
    CHECK(desk.password("isp", "") == ErrorCode::kSuccess);
    CHECK_FALSE(desk.editor->credentials("isp", kRoot)->has_password);
    CHECK(desk.sent({.entry = "isp"}).empty());
    CHECK(desk.files.text("secrets.toml").starts_with(kSecrets));
    CHECK(desk.password("named", "") == ErrorCode::kSuccess);
    CHECK(desk.sent({.entry = "named"}) == "!627");
  }

  TEST_CASE("the user is written into the profile, and taken out of it") {
    Desk desk;
    CHECK(desk.store("isp", {.user = "ann", .password = {}, .token = {}}) == ErrorCode::kSuccess);
    CHECK(desk.editor->credentials("isp", kRoot)->user == "ann");
    CHECK(desk.book->find("isp")->user == "ann");
    CHECK(desk.store("isp", {.user = "", .password = {}, .token = {}}) == ErrorCode::kSuccess);
    CHECK(desk.editor->credentials("isp", kRoot)->user.empty());
    // A secret of nobody's is refused, and nothing is changed then.
    CHECK(desk.store("named", {.user = "", .password = "s3cr3t", .token = {}}) ==
          ErrorCode::kInvalidParameter);
    CHECK(desk.files.text("secrets.toml") == kSecrets);
    CHECK(desk.files.text("profiles/named.toml") == kNamed);
  }

  TEST_CASE("what is no password, and a file that is open or broken, is refused by number") {
    Desk desk;
    CHECK(desk.password("none", "s3cr3t") == ErrorCode::kCannotFindPhonebookEntry);
    CHECK(desk.password("isp", "s3cr3t" + std::string(250, 'x')) == ErrorCode::kInvalidParameter);
    CHECK(desk.password("isp", "s3cr3t\xff") == ErrorCode::kInvalidParameter);
    CHECK(desk.store("isp", {.user = {}, .password = "s3cr3t", .token = SecretToken{"x"}}) ==
          ErrorCode::kInvalidParameter);
    desk.files.write("secrets.toml", "[both]\npasword = 's3cr3t'\n", 0600);
    CHECK(desk.password("isp", "s3cr3t") == ErrorCode::kCannotLoadPhonebook);
    CHECK(desk.editor->credentials("isp", kRoot).error().code == ErrorCode::kCannotLoadPhonebook);
    desk.files.write("secrets.toml", kSecrets, 0644);
    CHECK(desk.password("isp", "s3cr3t") == ErrorCode::kAccessDenied);
    CHECK(desk.files.text("secrets.toml") == kSecrets);
  }

  TEST_CASE("a token stands for the password in a dial and for storing it again") {
    Desk desk;
    const SecretToken token = desk.editor->credentials("named", kRoot)->token;
    CHECK(token.value.size() == 32);
    CHECK(token.value.find("b0th") == std::string::npos);
    CHECK(desk.editor->credentials("named", kRoot)->token == token);
    CHECK(desk.sent({.entry = "isp", .password_token = token}) == "b0th");
    REQUIRE(desk.store("isp", {.user = {}, .password = {}, .token = token}) == ErrorCode::kSuccess);
    CHECK(desk.sent({.entry = "isp"}) == "b0th");
  }

  TEST_CASE("a token is good for its user and its file, and only while the manager lives") {
    Desk desk;
    const auto token = desk.editor->credentials("named", kAlice)->token;
    REQUIRE_FALSE(token.value.empty());
    CHECK(desk.sent({.entry = "isp", .password_token = token}, kAlice) == "b0th");
    CHECK(desk.sent({.entry = "isp", .password_token = token}, 4712) == "!87");
    CHECK(desk.sent({.entry = "isp", .password_token = {"0123"}}, kAlice) == "!87");
    // Alice's own entry could hand it to a peer of hers.
    REQUIRE(desk.editor->set_properties("home",
                                        {{"number", std::string("1")},
                                         {"user", std::string("x")},
                                         {"line.device", std::string("/dev/null")}},
                                        EntryMode::kCreate, kAlice));
    CHECK(desk.sent({.entry = "home", .password_token = token}, kAlice) == "!87");
    CHECK(desk.store("home", {.user = {}, .password = {}, .token = token}, kAlice) ==
          ErrorCode::kInvalidParameter);
    PhoneBook next = desk.files.loaded();
    CHECK_FALSE(
        next.plan_for({.entry = "isp", .password_token = token}, {.uid = kAlice, .groups = {}}));
  }

  TEST_CASE(
      "a stored password of the system's goes to its entry's number, elsewhere only for root") {
    Desk desk;
    REQUIRE(desk.password("isp", "s3cr3t") == ErrorCode::kSuccess);
    const auto token = desk.editor->credentials("isp", kAlice)->token;
    for (const auto& [entry, secret] : {std::pair{"isp", "s3cr3t"}, std::pair{"named", "b0th"}}) {
      CAPTURE(entry);
      CHECK(desk.sent({.entry = entry, .number = "2"}, kAlice) == "!5");
      CHECK(desk.sent({.entry = entry, .number = "2"}, kRoot) == secret);
      CHECK(desk.sent({.entry = entry, .number = "1"}, kAlice) == secret);
      CHECK(desk.sent({.entry = entry, .number = "2", .password = "mine"}, kAlice) == "mine");
    }
    CHECK(desk.sent({.entry = "isp", .number = "2", .password_token = token}, kAlice) == "!5");
    CHECK(desk.sent({.entry = "isp", .password_token = token}, kAlice) == "s3cr3t");
    const auto refused =
        desk.book->plan_for({.entry = "isp", .number = "2"}, {.uid = kAlice, .groups = {}});
    CHECK(refused.error().context.ends_with("with another number give the password, too"));
  }

  TEST_CASE("a number is the entry's own if it is dialled as that, with country and area") {
    Desk desk;
    REQUIRE(desk.password("isp", "s3cr3t") == ErrorCode::kSuccess);
    REQUIRE(desk.editor->set_properties("isp",
                                        {{"country_code", std::int64_t{49}},
                                         {"area_code", std::string("30")},
                                         {"location.country_code", std::int64_t{49}},
                                         {"location.area_code", std::string("40")},
                                         {"location.long_distance_prefix", std::string("0")}},
                                        EntryMode::kChange, kRoot));
    CHECK(desk.sent({.entry = "isp", .number = "+49 (30) 1"}, kAlice) == "s3cr3t");
    CHECK(desk.sent({.entry = "isp", .number = "030-1"}, kAlice) == "s3cr3t");
    // Without its area it is somebody's here.
    CHECK(desk.sent({.entry = "isp", .number = "1"}, kAlice) == "!5");
  }

  TEST_CASE("another number is anybody's to give where no stored password would go there") {
    Desk desk;
    CHECK(desk.sent({.entry = "isp", .number = "2"}, kAlice) == "");  // none is stored
    const PropertyChanges home{{"number", std::string("1")},
                               {"user", std::string("x")},
                               {"line.device", std::string("/dev/null")}};
    REQUIRE(desk.editor->set_properties("home", home, EntryMode::kCreate, kAlice));
    REQUIRE(desk.password("home", "s3cr3t", kAlice) == ErrorCode::kSuccess);
    CHECK(desk.sent({.entry = "home", .number = "2"}, kAlice) == "s3cr3t");  // her own
  }

  TEST_CASE("a token of a password that was deleted stands for nothing") {
    Desk desk;
    const auto token = desk.editor->credentials("named", kRoot)->token;
    REQUIRE(desk.password("named", "") == ErrorCode::kSuccess);
    CHECK(desk.sent({.entry = "isp", .password_token = token}) == "!627");
  }

  TEST_CASE("a user's passwords are in his own file, whatever the system's has of that name") {
    Desk desk;
    const PropertyChanges home{{"number", std::string("1")},
                               {"user", std::string("x")},
                               {"secret", std::string("both")},
                               {"line.device", std::string("/dev/null")}};
    REQUIRE(desk.editor->set_properties("home", home, EntryMode::kCreate, kAlice));
    CHECK(desk.sent({.entry = "home"}, kAlice) == "!627");
    REQUIRE(desk.password("home", "s3cr3t", kAlice) == ErrorCode::kSuccess);
    CHECK(desk.files.mode("users/4711/secrets.toml") == 0600);
    CHECK(desk.sent({.entry = "home"}, kAlice) == "s3cr3t");
    CHECK(desk.files.text("secrets.toml") == kSecrets);
  }

  TEST_CASE("a password goes along when its entry is renamed, and goes when it is deleted") {
    Desk desk;
    REQUIRE(desk.password("isp", "s3cr3t") == ErrorCode::kSuccess);
    REQUIRE(desk.editor->rename("isp", "new", kRoot));
    CHECK(desk.sent({.entry = "new"}) == "s3cr3t");
    CHECK(desk.files.text("secrets.toml").find("[isp]") == std::string::npos);
    REQUIRE(desk.editor->remove("new", kRoot));
    CHECK(desk.files.text("secrets.toml").find("s3cr3t") == std::string::npos);
    // One that others name too stays.
    REQUIRE(desk.editor->remove("named", kRoot));
    CHECK(desk.files.text("secrets.toml").starts_with(kSecrets));
  }

  TEST_CASE("a password goes with its entry though that has a mistake, as far as it can be read") {
    Desk desk;
    const auto store = [&] { return desk.password("isp", "s3cr3t") == ErrorCode::kSuccess; };
    const auto break_up = [&](const std::string& name, const std::string& text) {
      desk.files.write("profiles/" + name + ".toml", text);
      desk.book->reload({.user = {}, .name = name});
      REQUIRE_FALSE(desk.book->find_entry(name)->problem.empty());
    };
    const auto is_stored = [&] {
      return desk.files.text("secrets.toml").find("s3cr3t") != std::string::npos;
    };
    REQUIRE(store());
    break_up("isp", "numbr = '1'\n");
    REQUIRE(desk.editor->rename("isp", "new", kRoot));
    CHECK(desk.files.text("secrets.toml").find("[new]") != std::string::npos);
    REQUIRE(desk.editor->rename("new", "isp", kRoot));
    // Another with a mistake may mean it.
    for (const std::string other : {"numbr = '1'\nsecret = 'isp'\n", "base = 'gone'\n", "= ="}) {
      CAPTURE(other);
      break_up("named", other);
      break_up("isp", "numbr = '1'\n");
      REQUIRE(desk.editor->remove("isp", kRoot));
      CHECK(is_stored());
    }
    REQUIRE(desk.editor->remove("named", kRoot));
    for (const std::string own : {"secret = 'both'\nnumbr = '1'\n", "base = 'gone'\n", "= ="}) {
      CAPTURE(own);
      break_up("isp", own);
      REQUIRE(desk.editor->remove("isp", kRoot));
      CHECK(is_stored());
    }
    break_up("isp", "numbr = '1'\n");
    REQUIRE(desk.editor->remove("isp", kRoot));
    CHECK_FALSE(is_stored());
  }
}
