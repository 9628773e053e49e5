#include "importing.hpp"

using namespace dial::profile;
using namespace std::chrono_literals;

namespace {

Imported import_text(std::string_view text) {
  return import_wvdial({.text = text, .file = "/etc/wvdial.conf", .device = ""});
}

// A whole entry but for the lines that a test is about.
std::string entry_with(const std::string& lines) {
  return "[Dialer isp]\nModem=/dev/ttyS0\nPhone=1\nStupid Mode=yes\n" + lines;
}

}  // namespace

TEST_SUITE("profile::import_wvdial") {
  TEST_CASE(
      "the sample of the manual becomes an entry for each section, and one for the defaults") {
    const Imported imported = import_text(sample("wvdial.conf"));
    REQUIRE(imported.profiles.size() == 5);
    const Profile defaults = profile_of(imported, "wvdial");
    CHECK(defaults.line.device == "/dev/ttyS2");
    CHECK(defaults.line.speed == 57'600);
    CHECK(defaults.modem.init == std::vector<std::string>{"ATZ", "AT S11=50"});
    CHECK(defaults.modem.dial_command == "ATDT");
    CHECK(defaults.number == "555-4242");
    CHECK(defaults.user == "apenwarr");
    CHECK(defaults.ip.default_route);
    CHECK(defaults.ip.name_servers);
    CHECK(profile_of(imported, "shh").modem.init ==
          std::vector<std::string>{"ATZ", "AT S11=50", "ATM0"});
    CHECK(profile_of(imported, "phone2").number == "555-4243");
    CHECK(profile_of(imported, "phone2").user == "apenwarr");
  }

  TEST_CASE(
      "a password in quotes loses them and its backslashes, and stands in the secrets alone") {
    const Imported imported = import_text(sample("wvdial.conf"));
    CHECK(secret_of(imported, profile_of(imported, "shh")) == "my \"pass\\word");
    CHECK(is_hidden(imported, "pass\\word"));
    CHECK(is_hidden(imported, "pass\\\\word"));
  }

  TEST_CASE("prefix, area code and number are dialled as wvdial does: with a comma in between") {
    const Profile pulse = profile_of(import_text(sample("wvdial.conf")), "pulse");
    CHECK(pulse.modem.dial_command + pulse.modem.prefix + pulse.number == "ATDP9,0171555-4242");
    CHECK_FALSE(pulse.ip.name_servers);
  }

  TEST_CASE("Inherits comes before the defaults, and prompts make a login script") {
    const Profile shell = profile_of(import_text(sample("wvdial.conf")), "Shell");
    CHECK(shell.modem.dial_command == "ATDP");
    CHECK(shell.login_script == "\"Name>\" $USER\n\"Your key:\" \\q$PASSWORD\n");
  }

  TEST_CASE("what cannot be kept is named with its line, and a comment is no key") {
    const Imported imported = import_text(sample("wvdial.conf"));
    CHECK(noted(imported, "`Dial Attempts`") == 10);
    CHECK_FALSE(noted(imported, "Phone1"));
  }

  TEST_CASE("a cellular modem: braces are quotes, the PIN is left out, the link is cellular") {
    const Imported imported = import_text(sample("wvdial-cellular.conf"));
    const Profile profile = profile_of(imported, "wvdial");
    CHECK(profile.modem.init == std::vector<std::string>{"ATZ", "ATQ0 V1 E1 S0=0 &C1 &D2",
                                                         "AT+CGDCONT=1,\"IP\",\"internet\""});
    CHECK(profile.link == LinkClass::kCellular);
    CHECK(profile.number == "*99***1#");
    CHECK(profile.user == " web ");
    CHECK(secret_of(imported, profile) == " web-password ");
    CHECK(noted(imported, "PIN") == 4);
    CHECK(is_hidden(imported, "4711"));
    CHECK(is_hidden(imported, "web-password"));
  }

  TEST_CASE("sections and keys have no case, and of two equal keys the last one counts") {
    const Imported imported =
        import_text("[dialer ISP]\nMODEM=/dev/ttyS0\nphone=1\n[Dialer isp]\nPHONE = 2\n");
    REQUIRE(imported.profiles.size() == 1);
    CHECK(profile_of(imported, "ISP").number == "2");
  }

  TEST_CASE("sections that inherit in a circle end it") {
    const Imported imported = import_text(
        "[Dialer a]\nInherits=b\nModem=ttyS0\n[Dialer b]\nInherits=Dialer A\nPhone=7\n");
    CHECK(profile_of(imported, "a").number == "7");
    CHECK(profile_of(imported, "b").line.device == "/dev/ttyS0");
  }

  TEST_CASE("a number that no modem dials refuses its entry and no other") {
    for (const std::string number : {"555;ATH", "555\"", "<Target Phone Number>", "x"}) {
      CAPTURE(number);
      const Imported imported = import_text("[Dialer bad]\nPhone=" + number +
                                            "\n[Dialer good]\nPhone=1\nModem=/dev/ttyS0\n");
      CHECK(imported.profiles.size() == 1);
      CHECK(noted(imported, "`Phone`", NoteKind::kRefused) == 2);
    }
  }

  TEST_CASE("an entry without a number, on ISDN or with a bad name is refused") {
    CHECK(import_text("[Dialer a]\nModem=/dev/ttyS0\n").profiles.empty());
    CHECK(import_text(entry_with("ISDN=yes\n")).profiles.empty());
    CHECK(import_text("[Dialer a/b]\nModem=/dev/ttyS0\nPhone=1\n").profiles.empty());
    CHECK(import_text("[Dialer .a]\nModem=/dev/ttyS0\nPhone=1\n").profiles.empty());
    CHECK(import_text("[Dialer a\xff]\nModem=/dev/ttyS0\nPhone=1\n").profiles.empty());
    CHECK(noted(import_text("Phone=1\n"), "no section", NoteKind::kRefused) == 0);
  }

  TEST_CASE("values that a profile cannot have are left out with their line") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"Baud=fast", "`Baud`"},
        {"Baud=49", "`Baud`"},
        {"Dial Timeout=0", "`Dial Timeout`"},
        {"Auto DNS=maybe", "`Auto DNS`"},
        {"Force Address=x", "`Force Address`"},
        {"Init2=AT\x01", "`Init2`"},
        {"Username=\xff", "`Username`"},
        {"Password=\xff", "`Password`"},
        {"Hunter=2", "a key that wvdial does not know"}};
    for (const auto& [line, part] : rows) {
      CAPTURE(line);
      const Imported imported = import_text(entry_with(line + "\n"));
      profile_of(imported, "isp");
      CHECK(noted(imported, part) == 5);
      CHECK(is_hidden(imported, "unter"));
    }
  }

  TEST_CASE("a password of more than 255 octets is left out, and so is one that nobody has") {
    const std::string longest(255, 'x');
    const auto secrets = [](const std::string& password, const std::string& user) {
      return import_text(entry_with("Username=" + user + "\nPassword=" + password)).secrets.size();
    };
    CHECK(secrets(longest, "a") == 1);
    CHECK(secrets(longest + "x", "a") == 0);
    CHECK(secrets("x", "") == 0);
  }

  TEST_CASE("without a device the caller's is taken, or else a note asks for it") {
    const std::string_view text = "[Dialer a]\nPhone=1\n";
    const Imported given =
        import_wvdial({.text = text, .file = "w", .device = "/dev/serial/by-id/x"});
    CHECK(profile_of(given, "a").line.device == "/dev/serial/by-id/x");
    const Imported open = import_text(text);
    CHECK(profile_of(open, "a").line.device == "/dev/modem");
    CHECK(noted(open, "/dev/modem", NoteKind::kChanged));
  }
}
