#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/exit_status.hpp"
#include "dial/types.hpp"

// What `dialctl doctor` makes of what it has seen. Pure; any thread.
namespace dial::cli {

struct Finding {
  enum class Kind : std::uint8_t {
    kGood,
    kNote,  // works, but may surprise
    kBad,   // no dial will work before it is mended
  };
  Kind kind = Kind::kGood;
  std::string subject;  // "socket", "device /dev/ttyUSB0"
  std::string text;     // what is so; may hold what others said
  std::string remedy;   // a command, or what to do; empty where there is nothing to mend
  ExitStatus status = ExitStatus::kOther;  // of kBad: what dialctl would fail with
};
using Findings = std::vector<Finding>;

// The way to the daemon, as whoever asks has it.
struct ServiceFacts {
  std::string socket;
  bool exists = false;
  bool is_socket = false;
  mode_t mode = 0;
  Error unreachable;  // empty: it answered
  bool may_dial = false;
  std::string refusal;     // the daemon's words, where it may not
  std::string user;        // who asks
  std::string group;       // whose members may dial
  bool is_member = false;  // by the group's list, whatever this session was begun with
};
Findings judge_service(const ServiceFacts& facts);

// A process, as the kernel shows it to others.
struct ProcessFacts {
  pid_t pid = 0;
  uid_t uid = 0;
  std::string user;
  std::vector<gid_t> groups;
  bool overrides_permissions = false;  // CAP_DAC_OVERRIDE
  bool administers_network = false;    // CAP_NET_ADMIN
};

struct KernelFacts {
  bool has_tun = false;  // /dev/net/tun
  bool has_ppp = false;  // /dev/ppp
  std::optional<ProcessFacts> daemon;
};
Findings judge_kernel(const KernelFacts& facts);

struct NameServerFacts {
  bool has_file = false;       // /etc/resolv.conf, after its links
  std::string target;          // of the link it is; empty: it is none
  bool has_servers = false;    // it names any
  bool resolved_runs = false;  // systemd-resolved
};
Findings judge_name_servers(const NameServerFacts& facts);

struct DeviceFacts {
  std::string path;          // as profiles name it
  std::string entries;       // which do, in words
  int os_error = 0;          // why it cannot be looked at; ENOENT: it is not there
  bool is_terminal = false;  // a character device
  std::string real;          // without links
  mode_t mode = 0;
  uid_t owner = 0;
  gid_t group = 0;
  std::string owner_name;
  std::string group_name;
  std::string connection;          // of diald's, that uses it
  std::optional<pid_t> holder;     // somebody who has it open
  std::string holder_name;         // "minicom (pid 4711)"
  std::string lock;                // the UUCP lock file; empty: there is none
  std::optional<pid_t> locked_by;  // who stands in it, if he lives
  std::string locked_by_name;
  bool modem_manager_runs = false;
  bool modem_manager_ignores = false;  // by a rule of udev's
};
Findings judge_device(const DeviceFacts& facts, const std::optional<ProcessFacts>& daemon);

Findings judge_profiles(const std::vector<ProfileInfo>& profiles);

// kOk without a bad finding, else the status of the first.
ExitStatus status_of(const Findings& findings);

std::string render_findings(const Findings& findings);  // lines; safe for a terminal
std::string findings_json(const Findings& findings);    // one document

}  // namespace dial::cli
