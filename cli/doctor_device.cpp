// What may be wrong with a device, and who is in the way.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/doctor.hpp"
#include "sys/holder.hpp"

namespace dial::cli {
namespace {

using Kind = Finding::Kind;

// By owner, group and mode; access control lists do not count.
bool may_open(const ProcessFacts& process, const DeviceFacts& device) {
  if (process.uid == 0 || process.overrides_permissions) return true;
  const auto allows = [&](mode_t both) { return (device.mode & both) == both; };
  if (process.uid == device.owner) return allows(S_IRUSR | S_IWUSR);
  if (std::ranges::find(process.groups, device.group) != process.groups.end())
    return allows(S_IRGRP | S_IWGRP);
  return allows(S_IROTH | S_IWOTH);
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// What frees the port of whoever has it.
std::string remedy_for(const DeviceFacts& device) {
  const std::string name = base_name(device.real);
  if (device.holder_name.starts_with("agetty"))
    return "systemctl disable --now serial-getty@" + name;
  if (device.holder_name.starts_with("ModemManager")) return "systemctl disable --now ModemManager";
  return fmt::format("end it: kill {}", device.holder.value_or(0));
}

std::string ignore_rule(const DeviceFacts& device) {
  const std::string name = base_name(device.real);
  return fmt::format(
      "echo '{1}' >/etc/udev/rules.d/77-dial-{0}.rules; "
      "udevadm control --reload; udevadm trigger /dev/{0}",
      name, sys::modem_manager_rule(name));
}

Finding missing(const DeviceFacts& device, const std::string& subject) {
  if (device.os_error == ENOENT) {
    return {Kind::kBad, subject, "is not there; named by " + device.entries,
            "plug it in, or choose another: dialctl devices", ExitStatus::kDevice};
  }
  if (device.os_error != 0) {
    return {Kind::kBad, subject,
            std::string("cannot be looked at: ") + std::strerror(device.os_error),
            "dialctl devices", ExitStatus::kDevice};
  }
  return {Kind::kBad, subject, "is no serial port; named by " + device.entries,
          "dialctl devices shows those there are", ExitStatus::kDevice};
}

}  // namespace

Findings judge_device(const DeviceFacts& device, const std::optional<ProcessFacts>& daemon) {
  const std::string subject = "device " + device.path;
  if (device.os_error != 0 || !device.is_terminal) return {missing(device, subject)};
  Findings findings;
  if (daemon && !may_open(*daemon, device)) {
    findings.push_back(
        {Kind::kBad, subject,
         fmt::format("{}:{} {:o}: diald runs as {} and may not open it", device.owner_name,
                     device.group_name, device.mode & 07777U, daemon->user),
         fmt::format("usermod -aG {} {}; systemctl restart diald", device.group_name, daemon->user),
         ExitStatus::kDevice});
  }
  const bool is_ours = !device.connection.empty();
  const bool is_held = !is_ours && device.holder && (!daemon || *device.holder != daemon->pid);
  if (is_held) {
    findings.push_back({Kind::kBad, subject, device.holder_name + " has it open",
                        remedy_for(device), ExitStatus::kDevice});
  }
  const bool is_locked = device.locked_by && (!daemon || *device.locked_by != daemon->pid);
  if (is_locked && device.locked_by != device.holder) {
    findings.push_back({Kind::kBad, subject,
                        device.lock + " is the lock of " + device.locked_by_name,
                        fmt::format("end it: kill {}", *device.locked_by), ExitStatus::kDevice});
  }
  if (!device.lock.empty() && !device.locked_by) {
    findings.push_back({Kind::kNote, subject, device.lock + " is left from a process that has gone",
                        "nothing: diald takes it over"});
  }
  if (device.modem_manager_runs && !device.modem_manager_ignores) {
    findings.push_back({Kind::kNote, subject,
                        "ModemManager runs, and sends commands of its own to modems it finds",
                        ignore_rule(device)});
  }
  if (findings.empty()) {
    findings.push_back({Kind::kGood, subject,
                        is_ours ? "in use by the connection " + device.connection : "is free", ""});
  }
  return findings;
}

}  // namespace dial::cli
