#include "importing.hpp"

using namespace dial::profile;
using namespace std::chrono_literals;

namespace {

// A peer whose connect script is this chat(8) file, run with these options.
Imported import_script(const std::string& script, const std::string& options = "",
                       Files files = {}) {
  files["/s"] = script;
  const std::string text = "/dev/ttyS0\nconnect \"chat " + options + " -f /s\"\n";
  return import_peer({.text = text, .file = "isp", .device = ""}, reader(std::move(files)));
}

std::string login_of(const std::string& rest, const std::string& options = "") {
  return profile_of(import_script("'' ATDT1 CONNECT '\\c'\n" + rest, options), "isp").login_script;
}

}  // namespace

TEST_SUITE("profile::import_connect_script") {
  TEST_CASE("the number is what follows the dial command, wherever that begins") {
    const std::vector<std::array<std::string, 3>> rows{
        {"ATDT5551234", "ATDT", "5551234"}, {"ATD*99***1#", "ATD", "*99***1#"},
        {"ATX3DP0,1", "ATX3DP", "0,1"},     {"AT&D2DT1", "AT&D2DT", "1"},
        {"atdt\\T", "atdt", "77"},          {"ATL1M1D9w\\T", "ATL1M1D", "9w77"},
        {"\\d\\rATDT1", "ATDT", "1"}};
    for (const auto& [send, command, number] : rows) {
      CAPTURE(send);
      const Profile profile =
          profile_of(import_script("'' ATZ OK " + send + " CONNECT ''", "-T 77"), "isp");
      CHECK(profile.modem.dial_command == command);
      CHECK(profile.number == number);
      CHECK(profile.modem.init == std::vector<std::string>{"ATZ"});
    }
  }

  TEST_CASE("a script that cannot be taken apart is refused at its line, never by half") {
    const std::vector<std::pair<std::string, std::size_t>> rows{
        {"'' ATZ\nRING ATDT1 CONNECT ''", 2},       // waits for something else than OK
        {"'' ATZ OK\nhello OK ATDT1", 2},           // sends something else than AT
        {"'' ATDT1\nOK ''", 2},                     // waits for something else than CONNECT
        {"'' ATDT1\nCONNECT-ATDT1-CONNECT ''", 2},  // redials by itself
        {"'' ATZ", 0},                              // never dials
        {"'' ATDT555;H\nCONNECT ''", 1},            // no number
        {"''\n@/number CONNECT ''", 2},             // a file where a command should be
        {"'' ATDT1 CONNECT ''\nTIMEOUT soon", 2},
        {"'' ATDT1 CONNECT ''\nABORT", 2},
        {"'' ATDT1 CONNECT ''\nECHO MAYBE", 2},
        {"'' ATDT1\nCONNECT '", 2}};
    for (const auto& [script, line] : rows) {
      CAPTURE(script);
      const Imported imported = import_script(script + "\n");
      CHECK(imported.profiles.empty());
      if (script.find('@') == std::string::npos)
        CHECK(noted(imported, "", NoteKind::kRefused) == line);
    }
  }

  TEST_CASE("a command that is not one plain chat(8) is refused") {
    for (const std::string command :
         {"/usr/bin/expect x", "chat -f /none", "chat -Q '' ATDT1", "chat '' ATDT1 | tee x", "",
          "chat -t soon '' ATDT1 CONNECT ''", "chat -t 86401 '' ATDT1 CONNECT ''",
          "chat '' ATDT\\$N CONNECT ''", "chat -T"}) {
      CAPTURE(command);
      const std::string text = "/dev/ttyS0\nconnect \"" + command + "\"\n";
      const Imported imported =
          import_peer({.text = text, .file = "isp", .device = ""}, reader({}));
      CHECK(imported.profiles.empty());
      CHECK(noted(imported, "", NoteKind::kRefused) == 2);
    }
  }

  TEST_CASE("-E takes from the environment, which is refused; without it a dollar is a dollar") {
    CHECK(import_script("'' ATDT$NUMBER CONNECT ''", "-E").profiles.empty());
    CHECK(import_script("'' ATDT1 CONNECT '\\c' prompt run$x", "-E").profiles.empty());
    CHECK(login_of("prompt$ run$x") == "prompt\\$ run\\$x\n");
  }

  TEST_CASE("a command with a PIN or a password is left out and never shown") {
    const Imported imported = import_script(
        "'' ATZ\nOK AT+CPIN=4711\nOK AT\\^AUTHDATA=1,1,\"\",\"u\",\"4712\"\nOK ATDT1 CONNECT ''\n");
    CHECK(profile_of(imported, "isp").modem.init == std::vector<std::string>{"ATZ"});
    CHECK(noted(imported, "PIN") == 2);
    CHECK(is_hidden(imported, "471"));
  }

  TEST_CASE("makers' commands for PPP's password are left out, too") {
    for (const std::string command :
         {"AT#APNPW=\\\"4711\\\"", "AT+CSTT=\\\"apn\\\",\\\"u\\\",\\\"4711\\\"",
          "AT\\^PPPCFG=u,4711", "AT+MIPCALL=1,apn,u,4711", "AT+KCNXCFG=1,GPRS,apn,u,4711",
          "AT+WPPP=1,1,u,4711"}) {
      CAPTURE(command);
      const Imported imported = import_script("'' " + command + "\nOK ATDT1 CONNECT ''\n");
      CHECK(profile_of(imported, "isp").modem.init.empty());
      CHECK(noted(imported, "PIN") == 1);
      CHECK(is_hidden(imported, "4711"));
    }
  }

  TEST_CASE("what stands before the dial on its line is a command of its own, a PIN none at all") {
    const Profile profile = profile_of(
        import_script("'' 'AT+CGDCONT=1,\\\"IP\\\",\\\"apn\\\";D*99#' CONNECT ''"), "isp");
    CHECK(profile.modem.init == std::vector<std::string>{"AT+CGDCONT=1,\"IP\",\"apn\""});
    CHECK(profile.modem.dial_command == "ATD");
    CHECK(profile.number == "*99#");
    const Imported imported = import_script("'' AT+CPIN=4711;X3DT1 CONNECT ''");
    CHECK(profile_of(imported, "isp").modem.init.empty());
    CHECK(profile_of(imported, "isp").modem.dial_command == "ATX3DT");
    CHECK(is_hidden(imported, "4711"));
  }

  TEST_CASE(
      "what the login sends as a password goes to the secret, however it is shown to be one") {
    for (const std::string script :
         {"ogin: bob word: hunter2", "ogin: bob 'Your PIN' 'hunter2'", "> '\\qhunter2'",
          "ogin: bob \"key>\" hunter2", "Kennwort: hunter2", "Username: bob '' hunter2",
          "word: @/key", "word: 'hunter\\062'", "word: \\d\\qhunter2\\c"}) {
      CAPTURE(script);
      const Imported imported =
          import_script("'' ATDT1 CONNECT '\\c' " + script, "", {{"/key", "hunter2\n"}});
      const Profile profile = profile_of(imported, "isp");
      CHECK(secret_of(imported, profile) == "hunter2");
      CHECK(profile.login_script.find("\\q$PASSWORD") != std::string::npos);
      CHECK(is_hidden(imported, "unter"));
    }
  }

  TEST_CASE(
      "where no prompt asks for a password, a script of several answers asks to be looked at") {
    const Imported imported = import_script("'' ATDT1 CONNECT '\\c' a: b c: d");
    CHECK(noted(imported, "no password was found", NoteKind::kChanged) == 0);
    CHECK_FALSE(noted(import_script("'' ATDT1 CONNECT '\\c' a: b"), "no password was found",
                      NoteKind::kChanged));
  }

  TEST_CASE("two passwords, or one where it cannot be replaced, refuse the entry") {
    for (const std::string script : {"word: hunter2 word: hunter3", "word:-hunter2-word: hunter2",
                                     "word: 'hunter\\d2'", "word: @/none", "word: 'hunter\\K2'"}) {
      CAPTURE(script);
      const Imported imported = import_script("'' ATDT1 CONNECT '\\c' " + script);
      CHECK(imported.profiles.empty());
      CHECK(is_hidden(imported, "unter"));
    }
  }

  TEST_CASE("words of a login keep their octets: quotes, dollars, carets, octets past ASCII") {
    CHECK(login_of("'a b' \"c'd\"") == "\"a b\" c\\'d\n");
    CHECK(login_of("x ^C\\c") == "x \\003\\c\n");
    CHECK(login_of("x \\377\xe4") == "x \\377\\344\n");
    CHECK(login_of("x '#'") == "x \"#\"\n");
    CHECK(login_of("x EOT y BREAK") == "x EOT\ny BREAK\n");
    CHECK(login_of("x \\T\\U", "-T '1 2'") == "x \"1 2U\"\n");
    CHECK(login_of("x \\T", "-T @f") == "x \\@f\n");
    CHECK(import_script("'' ATDT1 CONNECT '\\c' x \\777").profiles.empty());
    CHECK(import_script("'' ATDT1 CONNECT '\\c' x " + std::string(1025, 'y')).profiles.empty());
  }

  TEST_CASE("a login keeps the keywords that a wait of it feels") {
    const auto login = [](const std::string& script, const std::string& options = "") {
      return profile_of(import_script(script, options), "isp").login_script;
    };
    CHECK(login("ABORT BUSY ABORT GONE '' ATDT1 TIMEOUT 60 CONNECT '\\c'\n"
                "CLR_ABORT BUSY TIMEOUT 45 n: x") == "ABORT GONE\nn: x\n");
    CHECK(login("ABORT BUSY '' ATDT1 CONNECT '\\c' n: x CLR_ABORT BUSY p: y") ==
          "ABORT BUSY\nn: x\nCLR_ABORT BUSY\np: y\n");
    CHECK(login("TIMEOUT 5 '' ATDT1 CONNECT '\\c' TIMEOUT 45 n: x TIMEOUT 9 TIMEOUT 8 p: y") ==
          "n: x\nTIMEOUT 8\np: y\n");
    CHECK(login("'' ATDT1 CONNECT '\\c' TIMEOUT 8 n: x TIMEOUT 0 p: y") ==
          "TIMEOUT 8\nn: x\nTIMEOUT 0\np: y\n");
    CHECK(login("'' ATDT1 CONNECT '\\c' n: x", "-t 20") == "TIMEOUT 20\nn: x\n");
    CHECK(login("n: x", "-t 20") == "TIMEOUT 20\nn: x\n");
    CHECK(login("'' ATDT1 CONNECT '\\d\\c' '' '\\c' n: x") == "\"\" \\d\\c\nn: x\n");
  }

  TEST_CASE("keywords before the dial hold in the login; without one there is no script") {
    CHECK(login_of("'' x").starts_with("\"\" x"));
    const Imported imported = import_script("ABORT BUSY TIMEOUT 7 '' ATDT1 CONNECT '' in: x\n");
    CHECK(profile_of(imported, "isp").login_script == "ABORT BUSY\nTIMEOUT 7\n\"\" \"\"\nin: x\n");
    CHECK(profile_of(import_script("ABORT BUSY '' ATDT1 CONNECT '\\d\\c'"), "isp")
              .login_script.empty());
  }

  TEST_CASE("TIMEOUT 0 is chat's own 45 s, and more than an hour for a dial is an hour") {
    CHECK(profile_of(import_script("TIMEOUT 0 '' ATDT1 CONNECT ''"), "isp").modem.dial_timeout ==
          45s);
    CHECK(profile_of(import_script("TIMEOUT 9999 '' ATDT1 CONNECT ''"), "isp").modem.dial_timeout ==
          1h);
  }
}
