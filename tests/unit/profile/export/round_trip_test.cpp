#include <set>
#include <vector>

#include "exporting.hpp"
#include "profile/properties.hpp"

using namespace dial::profile;

namespace {

const std::string kPassword = "pass \"word\" #1 \\ ^C";

// As the needs have it: \ and ^ doubled.
std::string in_script(const std::string& password) {
  std::string text;
  for (const char c : password) {
    if (c == '\\' || c == '^') text += '\\';
    text += c;
  }
  return text;
}

// What somebody does who follows an export: puts its files where they belong, the password too.
ReadFile installed(const Exported& exported) {
  return [&exported](const std::string& path) -> std::optional<std::string> {
    if (path == "/etc/ppp/pap-secrets" || path == "/etc/ppp/chap-secrets")
      return "* * \"pass \\\"word\\\" #1 \\\\ ^C\"\n";
    if (path.ends_with(".password")) return "\\q" + in_script(kPassword) + "\n";
    const std::string text = file_of(exported, path);
    return text.empty() ? std::nullopt : std::optional(text);
  };
}

std::string listed(const std::set<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys)
    list += key + " ";
  return list;
}

// The keys whose values did not come back.
std::string lost(const Profile& profile, const Exported& exported) {
  const std::string path = exported.files.front().path;
  const std::string peer = file_of(exported, path);
  const Imported imported =
      import_peer({.text = peer, .file = path, .device = ""}, installed(exported));
  std::string notes;
  for (const ImportNote& note : imported.notes)
    notes += to_string(note) + "\n";
  CAPTURE(notes);
  CAPTURE(peer);
  REQUIRE(imported.profiles.size() == 1);
  const auto before = effective_properties(profile);
  const auto after = effective_properties(parsed(imported.profiles.front().text));
  std::set<std::string> keys;
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end() || found->second != value) keys.insert(key);
  }
  return listed(keys);
}

std::set<std::string> noted(const Exported& exported) {
  std::set<std::string> keys;
  for (const ExportNote& note : exported.notes)
    keys.insert(note.key);
  return keys;
}

}  // namespace

TEST_SUITE("profile::export_peer") {
  TEST_CASE("an import of what was exported is the same profile, key by key") {
    for (const std::string& text : std::vector<std::string>{
             "number = \"5551234\"\nuser = \"alice\"\nsecret = \"isp\"\n"
             "[line]\ndevice = \"/dev/ttyS0\"\n",
             "number = \"*99#\"\nlink = \"cellular\"\nuser = 'DOM\\al \"x\"'\nsecret = \"isp\"\n"
             "[line]\ndevice = \"/dev/my modem\"\nspeed = 460800\nflow_control = \"none\"\n"
             "[modem]\ninit = [\"ATZ\", 'AT+CGDCONT=1,\"IP\",\"a.b\"', 'AT&D2\\Q3']\n"
             "dial_command = \"ATD\"\ndial_timeout = \"45s\"\ninit_timeout = \"7s\"\n"
             "hang_up = \"escape\"\n"
             "[ppp]\nmru = 296\naccm = 0x000a0000\nauthentication = [\"chap\"]\n"
             "compress_protocol = false\ncompress_address = false\necho_interval = \"1m\"\n"
             "echo_failures = 3\nrestart = \"5s\"\n"
             "[ip]\nlocal = \"10.0.0.2\"\nremote = \"10.0.0.1\"\nname_servers = false\n"
             "default_route = true\nmetric = 700\ninterface = \"wwan0\"\n",
             "number = \"1\"\non_demand = true\n[line]\ndevice = \"/dev/ttyS0\"\n"
             "[ip]\ndefault_route = true\n[limits]\nidle = \"5m\"\n",
             "number = \"1\"\nuser = \"alice\"\nsecret = \"isp\"\n"
             "[line]\ndevice = \"/dev/ttyS0\"\nflow_control = \"software\"\n"
             "[ip]\ninterface = \"ppp3\"\n"
             "[script]\nlogin = '''\nTIMEOUT 5\nABORT \"ogin incorrect\"\n"
             "ogin:--ogin: $USER\nssword: \\q$PASSWORD\nserver> ppp\n'''\n",
             "user = \"alice\"\nsecret = \"isp\"\n[line]\ndevice = \"/dev/ttyS1\"\n"
             "[modem]\ntype = \"direct\"\n"
             "[script]\nlogin = '''\nogin: $USER\nssword: \\q$PASSWORD\n'''\n",
             "[line]\ndevice = \"/dev/ttyS1\"\n[modem]\ntype = \"direct\"\n",
         }) {
      CAPTURE(text);
      const Profile profile = parsed(text);
      const Exported exported = export_peer(profile, "/etc");
      REQUIRE(exported.files.size() >= 1);
      // Cellular is told by its number on the way back.
      for (const std::string& key : noted(exported))
        CHECK(key == "link");
      CHECK(lost(profile, exported) == "");
    }
  }

  TEST_CASE("what does not come back has been named by the export, and no more") {
    const Profile profile = parsed(
        "number = \"12 34\"\nuser = \"alice\"\nsecret = \"isp\"\nlink = \"satellite\"\n"
        "datapath = \"tun\"\nhandler_limit = \"1s\"\npause_limit = \"3s\"\nconnect_limit = \"4s\"\n"
        "send_ahead = true\n"
        "[line]\ndevice = \"/dev/ttyS0\"\nparity = \"odd\"\nstop_bits = 2\n"
        "[modem]\nprefix = \"9,\"\ninit_timeout = \"1500ms\"\ndtr_hold = \"2s\"\n"
        "[script]\nterminal = \"before_dial\"\n");
    const Exported exported = export_peer(profile, "/etc");
    std::set<std::string> expected = noted(exported);
    CHECK(expected.contains("number"));
    expected.insert("modem.prefix");  // is in the number now
    expected.insert("ppp.restart");   // by link
    CHECK(lost(profile, exported) == listed(expected));
  }

  TEST_CASE("what is a command to the modem comes back as that command") {
    const Profile profile = parsed(
        "number = \"1\"\n[line]\ndevice = \"/dev/a\"\n[modem]\nwait_for_dial_tone = false\n"
        "speaker = \"off\"\nvolume = 0\n[cellular]\naccess_point = \"a.b\"\n");
    const Exported exported = export_peer(profile, "/etc");
    std::set<std::string> expected = noted(exported);
    CHECK(listed(expected) ==
          "cellular.access_point modem.speaker modem.volume modem.wait_for_dial_tone ");
    expected.insert("modem.init");              // holds what they stand for
    expected.insert("recovery.restart_after");  // its default is another without an access point
    CHECK(lost(profile, exported) == listed(expected));
  }
}
