#include "profile/profile.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace dial::profile;
using namespace std::chrono_literals;
using dial::Ipv4Address;

namespace {

Profile parsed(std::string_view text, const std::string& file = "isp.toml") {
  auto profile = parse_profile(text, file);
  if (!profile) FAIL(to_string(profile.error().front()));
  return *profile;
}

constexpr std::string_view kFull = R"(
number = "5551234"
user = "alice"
secret = "isp"
link = "satellite"
datapath = "memory"
handler_limit = "3s"
pause_limit = "4m"
connect_limit = "90s"
send_ahead = false
[line]
device = "/dev/ttyUSB0"
speed = 19_200
data_bits = 8
stop_bits = 2
parity = "even"
flow_control = "none"
[modem]
type = "modem"
init = ["ATZ", "AT+CBST=71,0,1"]
dial_command = "ATD"
prefix = "0,"
init_timeout = "7s"
dial_timeout = "2m"
hang_up = "escape"
guard_time = "1.2s"
dtr_hold = "750ms"
[ppp]
mru = 576
accm = 0x000a0000
authentication = ["chap"]
compress_protocol = false
compress_address = false
echo_interval = "0s"
echo_failures = 7
restart = "2s"
[ip]
local = "10.0.0.2"
remote = "10.0.0.1"
name_servers = false
default_route = true
metric = 700
interface = "sat0"
)";

}  // namespace

TEST_SUITE("profile::Profile") {
  TEST_CASE("a device and a number are enough, and the rest has its default") {
    const Profile profile =
        parsed("number='1'\n[line]\ndevice='/dev/ttyS0'\n", "/etc/dial/isp.toml");
    CHECK(profile.name == "isp");
    CHECK(profile.file == "/etc/dial/isp.toml");
    CHECK(profile.number == "1");
    CHECK(profile.line.device == "/dev/ttyS0");
    CHECK(profile.line.speed == 115200);
    CHECK(profile.line.flow_control == FlowControl::kHardware);
    CHECK(profile.modem.present);
    CHECK(profile.modem.init == std::vector<std::string>{"ATZ", "ATE0"});
    CHECK(profile.link == LinkClass::kTelephone);
    CHECK(profile.datapath == DataPath::kAuto);
    CHECK(profile.ppp.allow_pap);
    CHECK(profile.ppp.allow_chap);
    CHECK_FALSE(profile.ppp.restart);
    CHECK_FALSE(profile.send_ahead);
  }

  TEST_CASE("every key of the call and the line reaches its place") {
    const Profile profile = parsed(kFull);
    CHECK(profile.number == "5551234");
    CHECK(profile.user == "alice");
    CHECK(profile.secret == "isp");
    CHECK(profile.link == LinkClass::kSatellite);
    CHECK(profile.datapath == DataPath::kMemory);
    CHECK(profile.handler_limit == 3s);
    CHECK(profile.pause_limit == 4min);
    CHECK(profile.connect_limit == 90s);
    CHECK(profile.send_ahead == false);
    CHECK(profile.line.device == "/dev/ttyUSB0");
    CHECK(profile.line.speed == 19200);
    CHECK(profile.line.stop_bits == 2);
    CHECK(profile.line.parity == Parity::kEven);
    CHECK(profile.line.flow_control == FlowControl::kNone);
  }

  TEST_CASE("every key of the modem reaches its place") {
    const Modem modem = parsed(kFull).modem;
    CHECK(modem.present);
    CHECK(modem.init == std::vector<std::string>{"ATZ", "AT+CBST=71,0,1"});
    CHECK(modem.dial_command == "ATD");
    CHECK(modem.prefix == "0,");
    CHECK(modem.init_timeout == 7s);
    CHECK(modem.dial_timeout == 2min);
    CHECK(modem.hang_up == HangUpMethod::kEscape);
    CHECK(modem.guard_time == 1200ms);
    CHECK(modem.dtr_hold == 750ms);
  }

  TEST_CASE("every key of PPP and IP reaches its place") {
    const Profile profile = parsed(kFull);
    CHECK(profile.ppp.mru == 576);
    CHECK(profile.ppp.accm == 0x000a0000);
    CHECK_FALSE(profile.ppp.allow_pap);
    CHECK(profile.ppp.allow_chap);
    CHECK_FALSE(profile.ppp.compress_protocol);
    CHECK_FALSE(profile.ppp.compress_address);
    CHECK(profile.ppp.echo_interval == 0s);
    CHECK(profile.ppp.echo_failures == 7);
    CHECK(profile.ppp.restart == 2s);
    CHECK(profile.ip.local == Ipv4Address{0x0a000002});
    CHECK(profile.ip.remote == Ipv4Address{0x0a000001});
    CHECK_FALSE(profile.ip.name_servers);
    CHECK(profile.ip.default_route);
    CHECK(profile.ip.metric == 700);
    CHECK(profile.ip.interface == "sat0");
  }

  TEST_CASE("every word of an enumeration means its own value") {
    const auto with = [](const std::string& top, const std::string& line = "") {
      return parsed("number='1'\n" + top + "\n[line]\ndevice='/d'\n" + line);
    };
    CHECK(with("link='direct'").link == LinkClass::kDirect);
    CHECK(with("link='telephone'").link == LinkClass::kTelephone);
    CHECK(with("link='cellular'").link == LinkClass::kCellular);
    CHECK(with("datapath='auto'").datapath == DataPath::kAuto);
    CHECK(with("datapath='tun'").datapath == DataPath::kTun);
    CHECK(with("", "parity='none'").line.parity == Parity::kNone);
    CHECK(with("", "parity='odd'").line.parity == Parity::kOdd);
    CHECK(with("", "flow_control='hardware'").line.flow_control == FlowControl::kHardware);
    CHECK(with("", "[modem]\nhang_up='dtr'").modem.hang_up == HangUpMethod::kDtr);
    CHECK(with("send_ahead=true").send_ahead == true);
  }

  TEST_CASE("a direct line needs no number and waits for no CTS") {
    const Profile profile = parsed("[line]\ndevice='/dev/ttyS1'\n[modem]\ntype='direct'\n");
    CHECK_FALSE(profile.modem.present);
    CHECK(profile.number.empty());
    CHECK(profile.link == LinkClass::kDirect);
    CHECK(profile.line.flow_control == FlowControl::kNone);
  }

  TEST_CASE("a direct line may be of another class of link") {
    const Profile profile =
        parsed("link='satellite'\n[line]\ndevice='/dev/ttyS1'\n[modem]\ntype='direct'\n");
    CHECK(profile.link == LinkClass::kSatellite);
  }

  TEST_CASE("an empty list of authentication methods allows none") {
    const Profile profile =
        parsed("number='1'\n[line]\ndevice='/d'\n[ppp]\nauthentication=[]\n[modem]\ninit=[]\n");
    CHECK_FALSE(profile.ppp.allow_pap);
    CHECK_FALSE(profile.ppp.allow_chap);
    CHECK(profile.modem.init.empty());
  }

  TEST_CASE("the first restart interval belongs to the class of the link unless it is given") {
    Profile profile;
    profile.link = LinkClass::kDirect;
    CHECK(first_restart(profile) == 250ms);
    profile.link = LinkClass::kTelephone;
    CHECK(first_restart(profile) == 750ms);
    profile.link = LinkClass::kCellular;
    CHECK(first_restart(profile) == 1500ms);
    profile.link = LinkClass::kSatellite;
    CHECK(first_restart(profile) == 3s);
    profile.ppp.restart = 42ms;
    CHECK(first_restart(profile) == 42ms);
  }

  TEST_CASE("a login script knows the line of the file where its text begins") {
    const std::string start = "number='1'\n[line]\ndevice='/d'\n[script]\n";  // 4 lines
    const auto line_of = [&](const std::string& login) {
      return parsed(start + login).login_script_line;
    };
    CHECK(line_of("login = '''\nogin: x\n'''\n") == 6);
    CHECK(line_of("login = '''\r\nogin: x\n'''\n") == 6);
    CHECK(line_of("\nlogin = \"\"\"\nogin: x\n\"\"\"\n") == 7);
    CHECK(line_of("login = '''ogin: x\nassword: y\n'''\n") == 5);
    CHECK(line_of("login = 'ogin: x'\n") == 5);
    CHECK(line_of("login='''x'''") == 5);
    CHECK(parsed(start).login_script_line == 0);
    CHECK(parsed(start + "login=''").login_script_line == 0);
    CHECK(parsed(start + "login = '''\nogin: x\n'''\n").login_script == "ogin: x\n");
  }

  TEST_CASE("a name may name an entry unless it is empty, long, hidden, a path or unprintable") {
    CHECK(entry_name_problem("isp").empty());
    CHECK(entry_name_problem("Büro 2.backup").empty());
    CHECK(entry_name_problem(std::string(256, 'x')).empty());
    for (const std::string& name :
         {std::string(), std::string(257, 'x'), std::string(".isp"), std::string("."),
          std::string("a/b"), std::string("/"), std::string("a\nb"), std::string("a\x7f"),
          std::string(1, '\0')}) {
      CAPTURE(name);
      CHECK_FALSE(entry_name_problem(name).empty());
    }
  }
}
