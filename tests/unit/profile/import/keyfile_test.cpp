#include "importing.hpp"

using namespace dial::profile;
using namespace std::chrono_literals;

namespace {

Imported import_text(std::string_view text) {
  return import_keyfile({.text = text, .file = "/x/lte.nmconnection", .device = "/dev/ttyACM0"});
}

Imported import_gsm(const std::string& rest) {
  return import_text("[connection]\ntype=gsm\n[gsm]\napn=a\nusername=u\n" + rest);
}

}  // namespace

TEST_SUITE("profile::import_keyfile") {
  TEST_CASE("a gsm connection: access point, number, credentials, PPP and route") {
    const Imported imported = import_text(sample("lte.nmconnection"));
    const Profile profile = profile_of(imported, "Field LTE");
    CHECK(profile.line.device == "/dev/ttyUSB2");
    CHECK(profile.line.speed == 115'200);
    CHECK(profile.line.parity == Parity::kNone);
    CHECK(profile.modem.init == std::vector<std::string>{"ATZ", "ATE0"});
    CHECK(profile.cellular.access_point == "internet.example");
    CHECK(profile.modem.dial_command + profile.number == "ATD*99***1#");
    CHECK(profile.link == LinkClass::kCellular);
    CHECK(profile.user == "web");
    CHECK(secret_of(imported, profile) == "s3cret value");
    CHECK(profile.ppp.allow_pap);
    CHECK_FALSE(profile.ppp.allow_chap);
    CHECK(profile.ppp.mru == 1492);
    CHECK(profile.ppp.echo_interval == 1min);
    CHECK(profile.ppp.echo_failures == 5);
    CHECK(profile.ip.default_route);
    CHECK(profile.ip.metric == 700);
  }

  TEST_CASE("PIN, name servers and what connects by itself are left out, each with its line") {
    const Imported imported = import_text(sample("lte.nmconnection"));
    CHECK(noted(imported, "`pin`") == 12);
    CHECK(noted(imported, "`dns`") == 30);
    CHECK(noted(imported, "`autoconnect`") == 6);
    CHECK(is_hidden(imported, "1234"));
    CHECK(is_hidden(imported, "s3cret"));
  }

  TEST_CASE("what connects by itself is told where the file says nothing of it, too") {
    CHECK(noted(import_gsm(""), "`autoconnect`") == 0);
    CHECK(noted(import_gsm("[connection]\nautoconnect=false"), "`autoconnect`") == std::nullopt);
  }

  TEST_CASE("a key that has no like is told by its line, one that says nothing is not") {
    CHECK(noted(import_gsm("[connection]\nzone=home"), "no like here") == 7);
    CHECK(noted(import_gsm("[ipv4]\nroute2=10.0.0.0/8"), "no like here") == 7);
    CHECK(noted(import_gsm("[other]\nhunter2=x"), "no like here") == 7);
    CHECK(is_hidden(import_gsm("[other]\nhunter2=x"), "hunter2"));
    for (const std::string line :
         {"[connection]\nuuid=1-2", "[ppp]\nrefuse-eap=true", "[ipv6]\naddr-gen-mode=default",
          "[proxy]", "[connection]\nzone="}) {
      CAPTURE(line);
      CHECK(noted(import_gsm(line), "no like here") == std::nullopt);
    }
  }

  TEST_CASE("the name is the id or the file's, the device the caller's, the number the usual one") {
    const Profile gsm = profile_of(import_gsm(""), "lte");
    CHECK(gsm.number == "*99#");
    CHECK(gsm.line.device == "/dev/ttyACM0");
    CHECK(profile_of(import_text("[connection]\nid=c\ntype=cdma\n[cdma]\n"), "c").number == "#777");
    CHECK_FALSE(profile_of(import_text("[connection]\ntype=serial\n"), "lte").modem.present);
  }

  TEST_CASE("parity comes as a letter or as its code; 7 bits are no PPP") {
    CHECK(profile_of(import_gsm("[serial]\nparity=e"), "lte").line.parity == Parity::kEven);
    CHECK(profile_of(import_gsm("[serial]\nparity=111"), "lte").line.parity == Parity::kOdd);
    CHECK(noted(import_gsm("[serial]\nparity=5"), "`parity`") == 7);
    CHECK(noted(import_gsm("[serial]\nbits=7"), "`bits`", NoteKind::kRefused) == 7);
  }

  TEST_CASE("an access point that could end the command is refused") {
    for (const std::string name : {"a\"", "a;b", "a,b", "a b", "a\\n"}) {
      CAPTURE(name);
      const Imported imported = import_text("[connection]\ntype=gsm\n[gsm]\napn=" + name);
      CHECK(imported.profiles.empty());
      CHECK(noted(imported, "`apn`", NoteKind::kRefused) == 4);
    }
    CHECK(noted(import_text("[connection]\ntype=gsm\n"), "access point", NoteKind::kChanged) == 0);
  }

  TEST_CASE("a password that an agent keeps or asks for is not looked for in the file") {
    for (const std::string flags : {"1", "2", "3"}) {
      const Imported imported = import_gsm("password-flags=" + flags + "\npassword=stale\n");
      CHECK(imported.secrets.empty());
      CHECK(noted(imported, "`password-flags`") == 6);
    }
    CHECK(import_gsm("password-flags=4\npassword=x\n").secrets.size() == 1);
  }

  TEST_CASE("other types, encryption and neither PAP nor CHAP are refused") {
    CHECK(import_text("[connection]\ntype=wifi\n").profiles.empty());
    CHECK(import_text("").profiles.empty());
    CHECK(import_gsm("[ppp]\nrequire-mppe=true").profiles.empty());
    CHECK(import_gsm("password=x\n[ppp]\nrefuse-pap=1\nrefuse-chap=1").profiles.empty());
  }
}
