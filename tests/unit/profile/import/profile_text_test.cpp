#include "profile/import/profile_text.hpp"

#include "importing.hpp"

using namespace dial::profile;
using namespace std::chrono_literals;

TEST_SUITE("profile::profile_text") {
  TEST_CASE("every value that an import sets comes back from the text") {
    Profile profile;
    profile.number = "+1 (555) 0";
    profile.user = "DOM\\\"u\" ä";
    profile.secret = "a 'b' \"c\"";
    profile.link = LinkClass::kSatellite;
    profile.line = {.device = "/dev/ttyS9",
                    .speed = 300,
                    .data_bits = 8,
                    .stop_bits = 2,
                    .parity = Parity::kOdd,
                    .flow_control = FlowControl::kNone};
    profile.modem.init = {"AT+X=\"1\",\\2"};
    profile.modem.dial_command = "ATD";
    profile.modem.prefix = "9,";
    profile.modem.init_timeout = 1s;
    profile.modem.dial_timeout = 90s;
    profile.modem.hang_up = HangUpMethod::kEscape;
    profile.login_script = "\"\" \\d\\c\nogin: $USER\n";
    profile.ppp = {.mru = 296,
                   .accm = 0xffff'ffff,
                   .allow_pap = false,
                   .allow_chap = true,
                   .compress_protocol = false,
                   .compress_address = false,
                   .echo_interval = 0s,
                   .echo_failures = 255,
                   .restart = 5s};
    profile.ip.local = *dial::parse_ipv4("10.0.0.1");
    profile.ip.remote = *dial::parse_ipv4("10.0.0.2");
    profile.ip.name_servers = false;
    profile.ip.default_route = true;
    profile.ip.metric = 0xffff'ffff;
    profile.ip.interface = "wwan0";

    const std::string text = profile_text(profile, {"One.", "Two."});
    const auto parsed = parse_profile(text, "a.toml");
    REQUIRE(parsed);
    CHECK(text.starts_with("# One.\n# Two.\n\nnumber"));
    CHECK(profile_text(*parsed, {}) == profile_text(profile, {}));
    CHECK(parsed->number == profile.number);
    CHECK(parsed->user == profile.user);
    CHECK(parsed->secret == profile.secret);
    CHECK(parsed->link == LinkClass::kSatellite);
    CHECK(parsed->line.parity == Parity::kOdd);
    CHECK(parsed->line.stop_bits == 2);
    CHECK(parsed->modem.init == profile.modem.init);
    CHECK(parsed->modem.prefix == "9,");
    CHECK(parsed->modem.hang_up == HangUpMethod::kEscape);
    CHECK(parsed->login_script == profile.login_script);
    CHECK(parsed->ppp.accm == 0xffff'ffff);
    CHECK(parsed->ppp.restart == 5s);
    CHECK(parsed->ip.metric == 0xffff'ffff);
  }

  TEST_CASE("secrets come back from their text whatever octets they have") {
    Secrets secrets;
    secrets.emplace("isp", dial::Secret("a\"b\\c'd"));
    secrets.emplace("we b.\"x\"", dial::Secret(std::string("\x01\n\t\0 \x7f", 6) + "ä"));
    const dial::Secret text = secrets_text(secrets);
    const auto parsed = parse_secrets(text.reveal(), "secrets.toml");
    REQUIRE(parsed);
    REQUIRE(parsed->size() == 2);
    for (const auto& [name, secret] : secrets)
      CHECK(parsed->at(name).reveal() == secret.reveal());
  }

  TEST_CASE("the head of an imported profile says what it is made of and what is missing") {
    const std::string text = "[Dialer a]\nPhone=1\nModem=ttyS0\nIdle Seconds=5\n";
    const Imported imported =
        import_wvdial({.text = text, .file = "odd\n[ip]\xff.conf", .device = ""});
    REQUIRE(imported.profiles.size() == 1);
    CHECK(imported.profiles[0].text.starts_with(
        "# Imported from odd\\n[ip]\\xff.conf (wvdial.conf).\n"));
    CHECK(imported.profiles[0].text.find(":4: left out: `Idle Seconds` is not kept") !=
          std::string::npos);
  }

  TEST_CASE("a note reads as a line of a compiler does") {
    CHECK(to_string({NoteKind::kLeftOut, "isp", "wvdial.conf", 7, "`x` is not kept"}) ==
          "wvdial.conf:7: `isp`: left out: `x` is not kept");
    CHECK(to_string({NoteKind::kRefused, "", "a", 0, "no entry"}) == "a: refused: no entry");
  }
}
