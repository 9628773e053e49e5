#include "cli/doctor.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "rpc/codec.hpp"

using namespace dial;
using namespace dial::cli;

namespace {

using Kind = Finding::Kind;

ServiceFacts reachable() {
  return {.socket = "/run/dial/diald.sock",
          .exists = true,
          .is_socket = true,
          .mode = S_IFSOCK | 0666,
          .may_dial = true,
          .user = "joe",
          .group = "dip"};
}

// A port that is free and open to the group dialout (20).
DeviceFacts port() {
  return {.path = "/dev/serial/by-id/modem",
          .entries = "isp",
          .is_terminal = true,
          .real = "/dev/ttyUSB0",
          .mode = S_IFCHR | 0660,
          .owner = 0,
          .group = 20,
          .owner_name = "root",
          .group_name = "dialout"};
}

ProcessFacts diald() {
  return {.pid = 100, .uid = 990, .user = "dial", .groups = {990, 20}, .administers_network = true};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The one bad finding, or a good one that says there is none.
Finding bad_of(const Findings& findings) {
  CHECK(std::ranges::count(findings, Kind::kBad, &Finding::kind) <= 1);
  const auto found = std::ranges::find(findings, Kind::kBad, &Finding::kind);
  return found == findings.end() ? Finding{} : *found;
}

Finding note_of(const Findings& findings) {
  const auto found = std::ranges::find(findings, Kind::kNote, &Finding::kind);
  return found == findings.end() ? Finding{} : *found;
}

}  // namespace

TEST_SUITE("cli::doctor") {
  TEST_CASE("a daemon that answers whoever may dial leaves nothing to mend") {
    const Findings findings = judge_service(reachable());
    CHECK(status_of(findings) == ExitStatus::kOk);
    CHECK(std::ranges::all_of(findings, [](const Finding& f) { return f.kind == Kind::kGood; }));
  }

  TEST_CASE("a socket that is missing, no socket, closed or dead is each told apart, and mended") {
    ServiceFacts facts = reachable();
    facts.exists = facts.is_socket = false;
    CHECK(has(bad_of(judge_service(facts)).remedy, "systemctl enable --now diald.socket"));
    CHECK(status_of(judge_service(facts)) == ExitStatus::kUnreachable);

    facts = reachable();
    facts.is_socket = false;
    CHECK(has(bad_of(judge_service(facts)).remedy, "rm /run/dial/diald.sock"));

    facts = reachable();
    facts.mode = S_IFSOCK | 0600;
    facts.unreachable = {ErrorCode::kServiceNotReachable, Layer::kService, "", "", EACCES};
    CHECK(has(bad_of(judge_service(facts)).text, "600"));
    CHECK(bad_of(judge_service(facts)).remedy == "chmod 666 /run/dial/diald.sock");
    CHECK(status_of(judge_service(facts)) == ExitStatus::kNotAllowed);

    facts.unreachable.os_error = ECONNREFUSED;
    CHECK(has(bad_of(judge_service(facts)).remedy, "systemctl restart diald"));
  }

  TEST_CASE("who is not in the group is told to join it, who is, to log in again") {
    ServiceFacts facts = reachable();
    facts.may_dial = false;
    facts.refusal = "uid 1000 is neither root nor in group dip";
    CHECK(has(bad_of(judge_service(facts)).remedy, "usermod -aG dip joe"));
    CHECK(has(bad_of(judge_service(facts)).text, facts.refusal));
    facts.is_member = true;
    CHECK(has(bad_of(judge_service(facts)).remedy, "log in again"));
    CHECK(status_of(judge_service(facts)) == ExitStatus::kNotAllowed);
  }

  TEST_CASE("without /dev/net/tun nothing works, without /dev/ppp it does") {
    CHECK(status_of(judge_kernel({.has_tun = true, .has_ppp = false})) == ExitStatus::kOk);
    CHECK(has(note_of(judge_kernel({.has_tun = true, .has_ppp = false})).remedy, "modprobe"));
    const Findings findings = judge_kernel({.has_tun = false, .has_ppp = true});
    CHECK(status_of(findings) == ExitStatus::kNegotiation);
    CHECK(has(bad_of(findings).remedy, "modprobe tun"));
  }

  TEST_CASE("a daemon that is not root needs CAP_NET_ADMIN") {
    KernelFacts facts{.has_tun = true, .has_ppp = true, .daemon = diald()};
    CHECK(status_of(judge_kernel(facts)) == ExitStatus::kOk);
    facts.daemon->administers_network = false;
    CHECK(has(bad_of(judge_kernel(facts)).remedy, "CAP_NET_ADMIN"));
    facts.daemon->uid = 0;
    CHECK(status_of(judge_kernel(facts)) == ExitStatus::kOk);
  }

  TEST_CASE("a free port that the daemon may open is well") {
    CHECK(judge_device(port(), diald())[0].kind == Kind::kGood);
    CHECK(judge_device(port(), std::nullopt)[0].kind == Kind::kGood);
  }

  TEST_CASE("what the kernel would let a process open is judged by owner, group and mode") {
    ProcessFacts daemon = diald();
    daemon.groups = {990};
    const Finding finding = bad_of(judge_device(port(), daemon));
    CHECK(has(finding.text, "root:dialout 660"));
    CHECK(has(finding.remedy, "usermod -aG dialout dial"));
    CHECK(finding.status == ExitStatus::kDevice);

    daemon.overrides_permissions = true;
    CHECK(judge_device(port(), daemon)[0].kind == Kind::kGood);
    daemon.overrides_permissions = false;
    DeviceFacts open = port();
    open.mode = S_IFCHR | 0666;
    CHECK(judge_device(open, daemon)[0].kind == Kind::kGood);
    // Only the class of the process counts: a group that may not read is not saved by the others.
    open.mode = S_IFCHR | 0606;
    CHECK(bad_of(judge_device(open, diald())).kind == Kind::kBad);
    open.owner = daemon.uid;
    CHECK(judge_device(open, diald())[0].kind == Kind::kGood);
  }

  TEST_CASE("a port that is not there, and what is no port, is told with who names it") {
    DeviceFacts gone{.path = "/dev/ttyUSB9", .entries = "isp, other", .os_error = ENOENT};
    CHECK(has(bad_of(judge_device(gone, diald())).text, "isp, other"));
    CHECK(has(bad_of(judge_device(gone, diald())).remedy, "dialctl devices"));
    gone.os_error = 0;
    CHECK(has(bad_of(judge_device(gone, diald())).text, "no serial port"));
  }

  TEST_CASE("who has the port open is named, with what ends him") {
    DeviceFacts facts = port();
    facts.holder = 4711;
    facts.holder_name = "minicom (pid 4711)";
    CHECK(has(bad_of(judge_device(facts, diald())).text, "minicom (pid 4711)"));
    CHECK(has(bad_of(judge_device(facts, diald())).remedy, "4711"));
    facts.holder_name = "agetty (pid 4711)";
    CHECK(bad_of(judge_device(facts, diald())).remedy ==
          "systemctl disable --now serial-getty@ttyUSB0");
    facts.holder_name = "ModemManager (pid 4711)";
    CHECK(has(bad_of(judge_device(facts, diald())).remedy, "disable --now ModemManager"));
  }

  TEST_CASE("a port that diald has is well") {
    DeviceFacts facts = port();
    facts.holder = facts.locked_by = diald().pid;
    facts.holder_name = "diald (pid 100)";
    facts.lock = "/run/lock/LCK..ttyUSB0";
    facts.connection = "isp";
    const Findings findings = judge_device(facts, diald());
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].kind == Kind::kGood);
    CHECK(has(findings[0].text, "isp"));
  }

  TEST_CASE("a lock of a living process is in the way, one of a dead process is not") {
    DeviceFacts facts = port();
    facts.lock = "/run/lock/LCK..ttyUSB0";
    CHECK(status_of(judge_device(facts, diald())) == ExitStatus::kOk);
    CHECK(has(note_of(judge_device(facts, diald())).text, facts.lock));
    facts.locked_by = 4711;
    facts.locked_by_name = "pppd (pid 4711)";
    CHECK(has(bad_of(judge_device(facts, diald())).text, "pppd (pid 4711)"));
  }

  TEST_CASE("ModemManager is a note with a rule for udev, unless there is one") {
    DeviceFacts facts = port();
    facts.modem_manager_runs = true;
    CHECK(status_of(judge_device(facts, diald())) == ExitStatus::kOk);
    CHECK(has(note_of(judge_device(facts, diald())).remedy,
              R"(KERNEL=="ttyUSB0", ENV{ID_MM_PORT_IGNORE}="1")"));
    facts.modem_manager_ignores = true;
    CHECK(judge_device(facts, diald())[0].kind == Kind::kGood);
  }

  TEST_CASE("a broken profile is named with the command that shows why; none at all is bad, too") {
    const ProfileInfo good{.name = "isp", .device = "/dev/ttyS0"};
    const ProfileInfo broken{
        .name = "old", .file = "/etc/dial/profiles/old.toml", .problem = "old.toml:1:1: no"};
    const ProfileInfo base{.name = "base", .abstract = true};
    CHECK(status_of(judge_profiles({good, base})) == ExitStatus::kOk);
    const Finding finding = bad_of(judge_profiles({good, broken}));
    CHECK(finding.remedy == "dialctl profile check /etc/dial/profiles/old.toml");
    CHECK(finding.status == ExitStatus::kConfiguration);
    CHECK(has(bad_of(judge_profiles({base})).remedy, "dialctl profile new"));
  }

  TEST_CASE("names: a file that is missing, or is not who keeps it, is a note") {
    CHECK(judge_name_servers({.has_file = true, .has_servers = true})[0].kind == Kind::kGood);
    CHECK(judge_name_servers({})[0].kind == Kind::kNote);
    const std::string stub = "../run/systemd/resolve/stub-resolv.conf";
    CHECK(judge_name_servers(
              {.has_file = true, .target = stub, .has_servers = true, .resolved_runs = true})[0]
              .kind == Kind::kGood);
    CHECK(has(judge_name_servers({.has_file = true, .target = stub, .has_servers = true})[0].remedy,
              "systemctl enable --now systemd-resolved"));
    CHECK(has(judge_name_servers({.has_file = true, .has_servers = true, .resolved_runs = true})[0]
                  .remedy,
              "ln -sf"));
  }

  TEST_CASE("a finding is a line, its remedy a second, and nothing steers the terminal") {
    const Findings findings{{Kind::kBad, "profile x\x1b", "one\ntwo", "do", ExitStatus::kDevice},
                            {Kind::kGood, "kernel", "fine", ""}};
    CHECK(render_findings(findings) ==
          "WRONG  profile x\\x1b: one\n       two\n       try: do\nok     kernel: fine\n");
    const auto json = rpc::Json::parse(findings_json(findings));
    CHECK(json["findings"][0]["kind"] == "bad");
    CHECK(json["findings"][0]["remedy"] == "do");
    CHECK(status_of(findings) == ExitStatus::kDevice);
  }
}
