#include "importing.hpp"

using namespace dial::profile;
using namespace std::chrono_literals;

namespace {

Imported import_sample(const std::string& name) {
  const std::string text = sample("ppp/peers/" + name);
  return import_peer({.text = text, .file = "/etc/ppp/peers/" + name, .device = ""}, read_sample);
}

Imported import_text(const std::string& text, Files files = {}) {
  return import_peer({.text = text, .file = "/etc/ppp/peers/isp", .device = ""},
                     reader(std::move(files)));
}

const std::string kDial = "/dev/ttyS0\nconnect \"chat '' ATDT1 CONNECT ''\"\n";

}  // namespace

TEST_SUITE("profile::import_peer") {
  TEST_CASE("Debian's provider: options before it, script, speed, user and secret") {
    const Imported imported = import_sample("provider");
    const Profile profile = profile_of(imported, "provider");
    CHECK(profile.line.device == "/dev/ttyS1");
    CHECK(profile.line.speed == 38'400);
    CHECK(profile.line.flow_control == FlowControl::kHardware);
    CHECK(profile.modem.init == std::vector<std::string>{"ATZ"});
    CHECK(profile.modem.dial_command == "ATDT");
    CHECK(profile.number == "5551234");
    CHECK(profile.modem.dial_timeout == 45s);  // chat(8)'s own
    CHECK(profile.login_script.empty());
    CHECK(profile.user == "DOMAIN\\alice@isp.example");
    CHECK(secret_of(imported, profile) == "pass word#1");
    CHECK(profile.ppp.allow_pap);
    CHECK(profile.ppp.allow_chap);
    CHECK(profile.ppp.echo_interval == 30s);
    CHECK(profile.ppp.echo_failures == 4);
    CHECK(profile.ip.default_route);
    CHECK(profile.ip.name_servers);
    CHECK(is_hidden(imported, "pass word"));
    CHECK(noted(imported, "`persist`") == 9);
    CHECK_FALSE(noted(imported, "`auth`"));  // noauth takes it back
  }

  TEST_CASE("Debian's gprs: the access point, the time-outs, PAP alone where CHAP is refused") {
    const Imported imported = import_sample("gprs");
    const Profile profile = profile_of(imported, "gprs");
    CHECK(profile.modem.init ==
          std::vector<std::string>{"AT", "ATH", "ATE1",
                                   "AT+CGDCONT=1,\"IP\",\"internet.example\",\"\",0,0"});
    CHECK(profile.modem.dial_command + profile.number == "ATD*99#");
    CHECK(profile.modem.init_timeout == 12s);
    CHECK(profile.modem.dial_timeout == 22s);
    CHECK(profile.link == LinkClass::kCellular);
    CHECK(profile.line.device == "/dev/ttyUSB0");
    CHECK(profile.line.speed == 460'800);
    CHECK(profile.ip.interface == "wwan9");
    CHECK(profile.ppp.mru == 1400);
    CHECK(profile.ppp.restart == 5s);
    CHECK_FALSE(profile.ppp.compress_protocol);
    CHECK(noted(imported, "no modem's final answer") == 7);
    CHECK(noted(imported, "beside the others", NoteKind::kChanged) == 4);
  }

  TEST_CASE("demand and idle are those of the profile where packets find the interface") {
    const Imported imported = import_text(kDial + "demand\nidle 300\ndefaultroute\n");
    const Profile profile = profile_of(imported, "isp");
    CHECK(profile.on_demand);
    CHECK(profile.limits.idle == 300s);
    CHECK(noted(imported, "`idle`", NoteKind::kChanged) == 4);
    CHECK(profile_of(import_text(kDial + "demand\n:10.0.0.1\n"), "isp").on_demand);
    const Imported aimless = import_text(kDial + "demand\nidle 0\n");
    CHECK_FALSE(profile_of(aimless, "isp").on_demand);
    CHECK(noted(aimless, "`demand`") == 3);
    CHECK_FALSE(profile_of(aimless, "isp").limits.idle);
  }

  TEST_CASE("two passwords for PAP and CHAP: the profile has that for CHAP, and only CHAP") {
    const std::string text = kDial + "user web\n";
    const Imported imported = import_text(
        text, {{"/etc/ppp/pap-secrets", "web * one"}, {"/etc/ppp/chap-secrets", "\nweb * two"}});
    const Profile profile = profile_of(imported, "isp");
    CHECK(secret_of(imported, profile) == "two");
    CHECK(profile.ppp.allow_chap);
    CHECK_FALSE(profile.ppp.allow_pap);
    CHECK(noted(imported, "only CHAP is allowed") == 1);
    CHECK(is_hidden(imported, "\"one\""));
  }

  TEST_CASE("as pppd, the profile agrees to what there is a secret for") {
    const std::string text = kDial + "user web\n";
    const Imported pap = import_text(text, {{"/etc/ppp/pap-secrets", "web * one"}});
    CHECK(profile_of(pap, "isp").ppp.allow_pap);
    CHECK_FALSE(profile_of(pap, "isp").ppp.allow_chap);
    const Imported chap = import_text(text, {{"/etc/ppp/chap-secrets", "web * one"}});
    CHECK_FALSE(profile_of(chap, "isp").ppp.allow_pap);
    CHECK(profile_of(chap, "isp").ppp.allow_chap);
    const Imported none = import_text(text);
    CHECK(profile_of(none, "isp").secret.empty());
    CHECK(noted(none, "no secret of the user"));
  }

  TEST_CASE("software flow control: PPP escapes XON and XOFF, whatever asyncmap says behind it") {
    const Imported imported = import_text(kDial + "xonxoff asyncmap 1 noauth");
    const Profile profile = profile_of(imported, "isp");
    CHECK(profile.line.flow_control == FlowControl::kSoftware);
    CHECK(profile.ppp.accm == 0x000a0001);
    const Imported then = import_text(kDial + "xonxoff crtscts noauth");
    CHECK(profile_of(then, "isp").line.flow_control == FlowControl::kHardware);
    CHECK(profile_of(then, "isp").ppp.accm == 0);
  }

  TEST_CASE("neither PAP nor CHAP for a user with a password is no profile") {
    const Imported imported = import_text(kDial + "user web password x refuse-pap refuse-chap");
    CHECK(noted(imported, "neither PAP nor CHAP", NoteKind::kRefused));
    CHECK(imported.profiles.empty());
    CHECK(imported.secrets.empty());
  }

  TEST_CASE("remotename picks the line of the secrets file, and @FILE is read") {
    const Imported imported =
        import_text(kDial + "name web remotename isp",
                    {{"/etc/ppp/pap-secrets", "web * wrong\nweb isp @/etc/ppp/key\n"},
                     {"/etc/ppp/key", "'the key'\n"}});
    CHECK(secret_of(imported, profile_of(imported, "isp")) == "the key");
    CHECK(is_hidden(imported, "the key"));
  }

  TEST_CASE("a script in the command: init, dial, then a login whose words are kept") {
    const Imported imported = import_sample("shell");
    const Profile profile = profile_of(imported, "shell");
    CHECK(profile.modem.init == std::vector<std::string>{"AT&F"});
    CHECK(profile.modem.dial_command == "ATX3DT");
    CHECK(profile.number == "0,5551234");
    CHECK(profile.modem.dial_timeout == 20s);
    CHECK(profile.modem.hang_up == HangUpMethod::kEscape);
    CHECK(profile.user == "alice");
    CHECK(secret_of(imported, profile) == "hunter2 $x");
    CHECK(profile.login_script ==
          "ABORT \"NO CARRIER\"\nABORT \"Login incorrect\"\n\"\" \\d\\c\nTIMEOUT 10\n"
          "ogin:--ogin: $USER\nssword: \\q$PASSWORD\nserver> ppp\n");
    CHECK(to_string(profile.ip.local) == "10.0.0.2");
    CHECK(to_string(profile.ip.remote) == "10.0.0.1");
    CHECK(is_hidden(imported, "hunter2"));
    CHECK(noted(imported, "sent again when no OK comes", NoteKind::kChanged) == 4);
  }

  TEST_CASE("a script without AT commands is that of a direct line") {
    const Profile profile = profile_of(import_sample("nullmodem"), "nullmodem");
    CHECK_FALSE(profile.modem.present);
    CHECK(profile.number.empty());
    CHECK(profile.login_script == "TIMEOUT 10\n\"\" CLIENT\\c\nCLIENTSERVER \\c\n");
    CHECK(profile.link == LinkClass::kDirect);
    CHECK_FALSE(profile_of(import_text("/dev/ttyS0 noauth"), "isp").modem.present);
  }

  TEST_CASE("pppd asks for no echoes and no name servers by itself, nor does the profile") {
    const Profile profile = profile_of(import_text(kDial), "isp");
    CHECK(profile.ppp.echo_interval == 0s);
    CHECK_FALSE(profile.ip.name_servers);
    CHECK_FALSE(profile.ip.default_route);
  }

  TEST_CASE("files that it calls are read, a circle of them is refused") {
    const Imported called = import_text("call base\nfile /more",
                                        {{"/etc/ppp/peers/base", kDial}, {"/more", "mru 576"}});
    CHECK(profile_of(called, "isp").ppp.mru == 576);
    const Imported circle = import_text("call isp", {{"/etc/ppp/peers/isp", "call isp call isp"}});
    CHECK(noted(circle, "circle", NoteKind::kRefused) == 1);
    for (const std::string line : {"call none", "call ../options", "call /etc/passwd", "file"})
      CHECK(import_text(kDial + line).profiles.empty());
  }

  TEST_CASE("files that call each other ever so often are given up soon") {
    const auto calls = [](const std::string& name) {
      std::string text;
      for (int i = 0; i < 100; ++i)
        text += "call " + name + "\n";
      return text;
    };
    Files files;
    for (char name = 'a'; name < 'f'; ++name)
      files.emplace("/etc/ppp/peers/" + std::string(1, name),
                    calls(std::string(1, static_cast<char>(name + 1))));
    files.emplace("/etc/ppp/peers/f", "noauth\n");
    int reads = 0;
    const ReadFile read = [&](const std::string& path) -> std::optional<std::string> {
      ++reads;
      const auto found = files.find(path);
      return found == files.end() ? std::nullopt : std::optional(found->second);
    };
    const std::string text = kDial + "call a\n";
    const Imported imported =
        import_peer({.text = text, .file = "/etc/ppp/peers/isp", .device = ""}, read);
    CHECK(imported.profiles.empty());
    CHECK(noted(imported, "too many", NoteKind::kRefused));
    CHECK(reads < 100);
  }

  TEST_CASE("what needs pppd, another line or encryption is refused") {
    for (const std::string line : {"plugin rp-pppoe.so", "pty 'ssh x'", "require-mppe",
                                   "mppe required", "sync", "socket a:1"}) {
      CAPTURE(line);
      const Imported imported = import_text(kDial + line);
      CHECK(imported.profiles.empty());
      CHECK(noted(imported, "", NoteKind::kRefused) == 3);
    }
  }

  TEST_CASE("values a profile cannot have are left out with their line, unknown words unnamed") {
    for (const std::string line : {"mru 9000", "mru x", "lcp-echo-failure 0", "asyncmap zz",
                                   "ifname a/b", "lcp-restart 61", "1.2.3:1.2.3.4", "hunter2"}) {
      CAPTURE(line);
      const Imported imported = import_text(kDial + line);
      profile_of(imported, "isp");
      CHECK(noted(imported, "") == 3);
      CHECK(is_hidden(imported, "hunter2"));
    }
  }

  TEST_CASE("a word that is a path is the device, wherever that is") {
    CHECK(profile_of(import_text("/run/line0"), "isp").line.device == "/run/line0");
    CHECK(profile_of(import_text("ttyS1"), "isp").line.device == "/dev/ttyS1");
  }

  TEST_CASE("an option of the line's own file is pointed at, not read") {
    const Imported imported = import_text(kDial, {{"/etc/ppp/options.ttyS0", "mru 576"}});
    CHECK(profile_of(imported, "isp").ppp.mru == 1500);
    CHECK(noted(imported, "options of this line") == 0);
  }
}
