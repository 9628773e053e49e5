#include <algorithm>

#include "exporting.hpp"

using namespace dial::profile;

namespace {

// Key by key: a profile with this in it has these lines in its peers file.
struct Said {
  std::string top;
  std::string tables;
  std::string lines;
};

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

Exported exported(const std::string& top, const std::string& tables = "") {
  const bool has_line = tables.find("[line]") != std::string::npos;
  return export_peer(parsed("number = \"5551234\"\n" + top + "\n" +
                            (has_line ? "" : "[line]\ndevice = \"/dev/ttyS0\"\n") + tables),
                     "/etc");
}

}  // namespace

TEST_SUITE("profile::export_peer") {
  TEST_CASE("a plain profile: every option that Debian's own file could have set is set") {
    CHECK(peer_of(exported("user = \"alice\"")) ==
          "/dev/ttyS0\n"
          "115200\n"
          "crtscts\n"
          "lock\n"
          "modem\n"
          "connect \"/usr/sbin/chat -f /etc/chatscripts/isp\"\n"
          "noauth\n"
          "hide-password\n"
          "user alice\n"
          "refuse-mschap\n"
          "refuse-mschap-v2\n"
          "refuse-eap\n"
          "asyncmap 00000000\n"
          "mru 1500\n"
          "lcp-echo-interval 30\n"
          "lcp-echo-failure 4\n"
          "noipdefault\n"
          "usepeerdns\n"
          "nodefaultroute\n");
  }

  TEST_CASE("what pppd has an option for becomes that option") {
    const std::string port = "[line]\ndevice = \"/dev/ttyS0\"\n";
    for (const Said& said : {
             Said{"", port + "speed = 9600", "9600"},
             Said{"", port + "flow_control = \"none\"", "nocrtscts"},
             Said{"", port + "flow_control = \"software\"", "xonxoff"},
             Said{"", port + "flow_control = \"software\"", "asyncmap 000a0000"},
             Said{"", "[ppp]\nmru = 296", "mru 296"},
             Said{"", "[ppp]\naccm = 0xffffffff", "asyncmap ffffffff"},
             Said{"", "[ppp]\nauthentication = [\"chap\"]", "refuse-pap"},
             Said{"", "[ppp]\nauthentication = [\"pap\"]", "refuse-chap"},
             Said{"", "[ppp]\ncompress_protocol = false", "nopcomp"},
             Said{"", "[ppp]\ncompress_address = false", "noaccomp"},
             Said{"", "[ppp]\necho_interval = \"0s\"", "lcp-echo-interval 0"},
             Said{"", "[ppp]\necho_failures = 9", "lcp-echo-failure 9"},
             Said{"", "[ppp]\nrestart = \"5s\"", "lcp-restart 5"},
             Said{"", "[ip]\nlocal = \"10.0.0.2\"", "10.0.0.2:"},
             Said{"", "[ip]\nremote = \"10.0.0.1\"", ":10.0.0.1"},
             Said{"", "[ip]\ndefault_route = true", "defaultroute"},
             Said{"on_demand = true", "[ip]\ndefault_route = true", "demand"},
             Said{"", "[limits]\nidle = \"5m\"", "idle 300"},
             Said{"", "[ip]\nmetric = 700", "defaultroute-metric 700"},
             Said{"", "[ip]\ninterface = \"wwan0\"", "ifname wwan0"},
             Said{"", "[ip]\ninterface = \"ppp7\"", "unit 7"},
             Said{"", "[ip]\ninterface = \"ppp07\"", "ifname ppp07"},
             Said{"user = 'DOM\\al \"x\"'", "", R"(user "DOM\\al \"x\"")"},
         }) {
      CAPTURE(said.tables);
      const std::string peer = peer_of(exported(said.top, said.tables));
      CHECK_MESSAGE(has_line(peer, said.lines), peer);
    }
    CHECK(peer_of(exported("", "[ip]\nname_servers = false")).find("usepeerdns") ==
          std::string::npos);
  }

  TEST_CASE("what pppd cannot do is named, each by its key") {
    const std::string port = "[line]\ndevice = \"/dev/ttyS0\"\n";
    for (const Said& said : {
             Said{"link = \"satellite\"", "", "link"},
             Said{"datapath = \"tun\"", "", "datapath"},
             Said{"handler_limit = \"1s\"", "", "handler_limit"},
             Said{"pause_limit = \"1s\"", "", "pause_limit"},
             Said{"connect_limit = \"1s\"", "", "connect_limit"},
             Said{"send_ahead = true", "", "send_ahead"},
             Said{"", port + "parity = \"even\"", "line.parity"},
             Said{"", port + "stop_bits = 2", "line.stop_bits"},
             Said{"", "[modem]\ndtr_hold = \"1s\"", "modem.dtr_hold"},
             Said{"", "[script]\nterminal = \"after_dial\"", "script.terminal"},
             Said{"", "[script]\nlogin = 'a b'\nline = \"7e1\"", "script.line"},
         }) {
      CAPTURE(said.lines);
      CHECK(has_note(exported(said.top, said.tables), said.lines, NoteKind::kLeftOut));
    }
    CHECK(exported("user = \"alice\"").notes.empty());
  }

  TEST_CASE("times become whole seconds, never less than was meant, and a note says so") {
    const Exported made = exported("",
                                   "[modem]\ninit_timeout = \"1500ms\"\ndial_timeout = \"10ms\"\n"
                                   "[ppp]\nrestart = \"250ms\"\necho_interval = \"2500ms\"\n");
    CHECK(has_line(script_of(made), "TIMEOUT 2"));
    CHECK(has_line(script_of(made), "TIMEOUT 1"));
    CHECK(has_line(peer_of(made), "lcp-restart 1"));
    CHECK(has_line(peer_of(made), "lcp-echo-interval 3"));
    for (const char* key :
         {"modem.init_timeout", "modem.dial_timeout", "ppp.restart", "ppp.echo_interval"})
      CHECK_MESSAGE(has_note(made, key, NoteKind::kChanged), key);
  }

  TEST_CASE("a modem that hangs up by the escape is told so by a second script") {
    const std::string peer =
        peer_of(exported("", "[modem]\nhang_up = \"escape\"\nguard_time = \"2s\"\n"));
    CHECK_MESSAGE(has_line(peer,
                           "disconnect \"/usr/sbin/chat -t 5 '' '\\\\d\\\\d+++\\\\d\\\\d\\\\c'"
                           " OK ATH OK\""),
                  peer);
  }

  TEST_CASE("a cable without a login needs no script") {
    const Exported made = export_peer(
        parsed("[line]\ndevice = \"/dev/ttyS1\"\n[modem]\ntype = \"direct\"\n"), "/etc");
    REQUIRE(made.files.size() == 1);
    CHECK(peer_of(made).starts_with("/dev/ttyS1\n115200\nnocrtscts\nlock\nlocal\nnoauth\n"));
  }

  TEST_CASE("no password is in any file; where each belongs is said, and only its owner reads it") {
    const Exported made = exported("user = \"al ice\"\nsecret = \"isp\"\n",
                                   "[script]\nlogin = \"ogin: $USER word: $PASSWORD\"\n");
    REQUIRE(made.files.size() == 2);
    REQUIRE(made.needs.size() == 2);
    CHECK(made.needs[0].starts_with(
        "/etc/chatscripts/isp.password, mode 0600, with the line \\qPASSWORD "));
    CHECK(made.needs[1] ==
          "where the peer asks for one, in /etc/ppp/pap-secrets and /etc/ppp/chap-secrets the line"
          " \"al ice\" * PASSWORD");
    for (const ExportedFile& file : made.files) {
      CHECK(file.is_private);
      CHECK(file.text.find("# needed: /etc/chatscripts/isp.password") != std::string::npos);
    }
    CHECK_FALSE(exported("").files.front().is_private);
  }

  TEST_CASE("the notes stand in the file, and nothing of the profile can end their line") {
    const Exported made = export_peer(
        parsed("number = \"1\"\ndatapath = \"tun\"\n[line]\ndevice = \"/dev/a\"\n", "b\xc3\xa9"),
        "/etc");
    REQUIRE(made.files.size() == 2);
    const std::string& text = made.files.front().text;
    CHECK(text.starts_with("# Made of the profile b\\xc3\\xa9, for pppd.\n"));
    CHECK(text.find("# left out: `datapath` is not kept") != std::string::npos);
  }

  TEST_CASE("a base is not exported, for it dials nothing") {
    const Exported made = export_peer(parsed("abstract = true\n"), "/etc");
    CHECK(made.files.empty());
    CHECK(has_note(made, "abstract", NoteKind::kRefused));
  }

  TEST_CASE("a word longer than pppd reads refuses the export") {
    const std::string device = "/" + std::string(1'100, 'd');
    const Exported made =
        export_peer(parsed("number = \"1\"\n[line]\ndevice = \"" + device + "\"\n"), "/etc");
    CHECK(made.files.empty());
    REQUIRE(made.notes.size() == 1);
    CHECK(made.notes.front().kind == NoteKind::kRefused);
  }

  TEST_CASE("a user's entry, as root sees it, has a file of its own name") {
    Profile profile = parsed("number = \"1\"\n[line]\ndevice = \"/dev/a\"\n");
    profile.name = "1000/isp";
    CHECK(export_peer(profile, "/x").files.front().path == "/x/ppp/peers/isp");
  }
}
