#include "cli/doctor_facts.hpp"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include "cli/ask_daemon.hpp"
#include "cli/users.hpp"
#include "rpc/socket_path.hpp"

namespace dial::cli {
namespace {

constexpr const char* kGroup = "dip";  // diald's own default
constexpr unsigned kDacOverride = 1;   // CAP_DAC_OVERRIDE, capabilities(7)
constexpr unsigned kNetAdmin = 12;     // CAP_NET_ADMIN

bool is_there(const char* path) {
  return ::access(path, F_OK) == 0;
}

bool is_listed(const std::string& user, const char* name) {
  const group* found = getgrnam(name);
  if (found == nullptr) return false;
  for (char** member = found->gr_mem; *member != nullptr; ++member) {
    if (user == *member) return true;
  }
  return false;
}

// Needs the right to dial, and does nothing: there is no entry without a name.
Error refusal_of(const Globals& globals) {
  const auto reply = ask_daemon(globals, "ProfileText", {{"entry", ""}});
  return reply ? Error{} : reply.error();
}

ProcessFacts look_at_process(pid_t pid) {
  ProcessFacts facts{.pid = pid};
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name == "Uid:") words >> facts.uid >> facts.uid;  // the effective one
    if (name == "Gid:" || name == "Groups:") {
      for (gid_t group = 0; words >> group;)
        facts.groups.push_back(group);
    }
    if (name == "CapEff:") {
      unsigned long long set = 0;
      words >> std::hex >> set;
      facts.overrides_permissions = ((set >> kDacOverride) & 1) != 0;
      facts.administers_network = ((set >> kNetAdmin) & 1) != 0;
    }
  }
  facts.user = user_name(facts.uid);
  return facts;
}

}  // namespace

std::vector<pid_t> processes_named(const std::string& name) {
  std::vector<pid_t> found;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator("/proc", error);
       entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string number = entry->path().filename();
    pid_t pid = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), pid);
    if (problem != std::errc() || end != number.data() + number.size()) continue;
    std::string command;
    std::getline(std::ifstream(entry->path() / "comm"), command);
    // The kernel keeps fifteen characters of a name.
    if (command == name.substr(0, 15)) found.push_back(pid);
  }
  return found;
}

ServiceFacts look_at_service(const Globals& globals) {
  ServiceFacts facts{.socket = rpc::socket_path(globals.dialer.socket),
                     .user = user_name(::geteuid())};
  facts.group = kGroup;
  facts.is_member = is_listed(facts.user, kGroup);
  struct stat about{};
  facts.exists = ::stat(facts.socket.c_str(), &about) == 0;
  facts.is_socket = facts.exists && S_ISSOCK(about.st_mode);
  facts.mode = about.st_mode;
  if (!facts.is_socket) return facts;
  const Error refusal = refusal_of(globals);
  if (refusal.code == ErrorCode::kServiceNotReachable) {
    facts.unreachable = refusal;
  } else if (refusal.code == ErrorCode::kAccessDenied) {
    facts.refusal = refusal.context;
  } else {
    facts.may_dial = true;
  }
  return facts;
}

KernelFacts look_at_kernel() {
  KernelFacts facts{.has_tun = is_there("/dev/net/tun"), .has_ppp = is_there("/dev/ppp")};
  // Which of several is meant cannot be seen.
  const auto daemons = processes_named("diald");
  if (daemons.size() == 1) facts.daemon = look_at_process(daemons.front());
  return facts;
}

NameServerFacts look_at_name_servers() {
  NameServerFacts facts;
  std::error_code error;
  facts.target = std::filesystem::read_symlink("/etc/resolv.conf", error);
  std::ifstream file("/etc/resolv.conf");
  facts.has_file = file.good();
  for (std::string line; std::getline(file, line);)
    facts.has_servers = facts.has_servers || line.starts_with("nameserver");
  facts.resolved_runs = !processes_named("systemd-resolved").empty();
  return facts;
}

}  // namespace dial::cli
