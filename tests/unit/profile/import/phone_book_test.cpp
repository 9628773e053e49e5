#include "importing.hpp"

using namespace dial::profile;

namespace {

Imported import_text(std::string_view text) {
  return import_phone_book({.text = text, .file = "rasphone.pbk", .device = "/dev/ttyACM0"});
}

}  // namespace

TEST_SUITE("profile::import_phone_book") {
  TEST_CASE("a modem entry: COM port, speed, number and default gateway") {
    const Imported imported = import_text(sample("rasphone.pbk"));
    const Profile profile = profile_of(imported, "My ISP");
    CHECK(profile.line.device == "/dev/ttyS2");
    CHECK(profile.line.speed == 57'600);
    CHECK(profile.line.flow_control == FlowControl::kHardware);
    CHECK(profile.number == "0,555-1234");
    CHECK(profile.ip.default_route);
    CHECK(profile.ip.metric == 25);
    CHECK(to_string(profile.ip.local) == "0.0.0.0");
    CHECK(imported.secrets.empty());
  }

  TEST_CASE("a cable is a direct line with its own address") {
    const Profile cable = profile_of(import_text(sample("rasphone.pbk")), "Cable");
    CHECK_FALSE(cable.modem.present);
    CHECK(cable.line.device == "/dev/ttyS0");
    CHECK(cable.line.flow_control == FlowControl::kNone);
    CHECK(to_string(cable.ip.local) == "192.168.7.2");
    CHECK_FALSE(cable.ip.default_route);
  }

  TEST_CASE("a VPN is refused; alternates, redial and the missing password are noted") {
    const Imported imported = import_text(sample("rasphone.pbk"));
    CHECK(imported.profiles.size() == 2);
    CHECK(noted(imported, "`Type`", NoteKind::kRefused) == 58);
    CHECK(noted(imported, "alternate number") == 50);
    CHECK(noted(imported, "`RedialAttempts`") == 17);
    CHECK(noted(imported, "`Port` became /dev/ttyS2", NoteKind::kChanged) == 39);
    CHECK(noted(imported, "user and password elsewhere") == 1);
  }

  TEST_CASE("keys of a second MEDIA or of a switch are not those of the modem") {
    const Imported imported = import_text(
        "[a]\nMEDIA=serial\nPort=COM1\nDEVICE=switch\nType=login.scp\nDEVICE=modem\nPhoneNumber=1\n"
        "DEVICE=switch\nPhoneNumber=2\nMEDIA=serial\nPort=COM9\nDEVICE=modem\nPhoneNumber=3\n");
    const Profile profile = profile_of(imported, "a");
    CHECK(profile.number == "1");
    CHECK(profile.line.device == "/dev/ttyS0");
    CHECK(noted(imported, "script or terminal"));
    CHECK(noted(imported, "multilink"));
    const Imported none = import_text(
        "[a]\nMEDIA=serial\nPort=COM1\nMEDIA=serial\nPort=COM9\nDEVICE=modem\nPhoneNumber=3\n");
    CHECK(none.profiles.empty());
    CHECK(noted(none, "no number", NoteKind::kRefused));
  }

  TEST_CASE("a byte order mark and either line end are read over") {
    CHECK(profile_of(import_text("\xef\xbb\xbf[a]\nDEVICE=modem\nPhoneNumber=1\n"), "a").number ==
          "1");
  }

  TEST_CASE("SLIP, no serial line, no number, a second entry of the name: refused") {
    CHECK(import_text("[a]\nBaseProtocol=2\nDEVICE=modem\nPhoneNumber=1\n").profiles.empty());
    CHECK(import_text("[a]\nMEDIA=isdn\nDEVICE=isdn\nPhoneNumber=1\n").profiles.empty());
    CHECK(import_text("[a]\nDEVICE=modem\n").profiles.empty());
    CHECK(import_text("[a]\nDEVICE=modem\nPhoneNumber=1\n[a]\nDEVICE=modem\nPhoneNumber=2\n")
              .profiles.size() == 1);
    CHECK(noted(import_text(""), "no entry", NoteKind::kRefused) == 0);
  }
}
