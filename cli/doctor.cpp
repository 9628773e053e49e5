#include "cli/doctor.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace dial::cli {
namespace {

using Kind = Finding::Kind;

Finding good(std::string subject, std::string text) {
  return {
      .kind = Kind::kGood, .subject = std::move(subject), .text = std::move(text), .remedy = ""};
}

Finding note(std::string subject, std::string text, std::string remedy) {
  return {.kind = Kind::kNote,
          .subject = std::move(subject),
          .text = std::move(text),
          .remedy = std::move(remedy)};
}

Finding bad(std::string subject, std::string text, std::string remedy, ExitStatus status) {
  return {.kind = Kind::kBad,
          .subject = std::move(subject),
          .text = std::move(text),
          .remedy = std::move(remedy),
          .status = status};
}

constexpr const char* kStart = "systemctl enable --now diald.socket";

Finding judge_right(const ServiceFacts& facts) {
  if (facts.may_dial) return good("rights", facts.user + " may dial");
  if (facts.is_member) {
    return bad("rights",
               facts.user + " is in the group " + facts.group +
                   ", but this session was begun before: " + facts.refusal,
               "log in again, or: newgrp " + facts.group, ExitStatus::kNotAllowed);
  }
  return bad("rights", facts.user + " may not dial: " + facts.refusal,
             fmt::format("usermod -aG {} {}", facts.group, facts.user) + ", then log in again",
             ExitStatus::kNotAllowed);
}

}  // namespace

Findings judge_service(const ServiceFacts& facts) {
  if (!facts.exists) {
    return {bad("socket", facts.socket + " is not there: diald has not been started", kStart,
                ExitStatus::kUnreachable)};
  }
  if (!facts.is_socket) {
    return {bad("socket", facts.socket + " is no socket", "rm " + facts.socket + "; " + kStart,
                ExitStatus::kUnreachable)};
  }
  if (facts.unreachable && facts.unreachable.os_error == EACCES) {
    return {bad("socket",
                fmt::format("{} (mode {:o}) is closed to {}", facts.socket, facts.mode & 07777U,
                            facts.user),
                "chmod 666 " + facts.socket, ExitStatus::kNotAllowed)};
  }
  if (facts.unreachable) {
    return {bad("diald", describe(facts.unreachable),
                "systemctl restart diald; journalctl -u diald", ExitStatus::kUnreachable)};
  }
  return {good("diald", "answers at " + facts.socket), judge_right(facts)};
}

Findings judge_kernel(const KernelFacts& facts) {
  Findings findings;
  if (facts.has_tun) {
    findings.push_back(good("kernel", "/dev/net/tun is there"));
  } else {
    findings.push_back(bad("kernel", "/dev/net/tun is not there: no interface can be made",
                           "modprobe tun; echo tun >/etc/modules-load.d/dial.conf",
                           ExitStatus::kNegotiation));
  }
  if (!facts.has_ppp) {
    findings.push_back(note("kernel", "/dev/ppp is not there: lines go by TUN, which works too",
                            "modprobe -a ppp_generic ppp_async"));
  }
  if (facts.daemon && facts.daemon->uid != 0 && !facts.daemon->administers_network) {
    findings.push_back(bad("diald", "has no CAP_NET_ADMIN: it can set up no interface",
                           "systemctl edit diald: AmbientCapabilities=CAP_NET_ADMIN",
                           ExitStatus::kNegotiation));
  }
  return findings;
}

Findings judge_name_servers(const NameServerFacts& facts) {
  constexpr const char* kSubject = "names";
  if (!facts.has_file) {
    return {note(kSubject, "/etc/resolv.conf is missing: no name is looked up",
                 facts.resolved_runs
                     ? "ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf"
                     : "echo nameserver ADDRESS >/etc/resolv.conf")};
  }
  const bool is_resolveds = facts.target.find("systemd/resolve") != std::string::npos;
  if (facts.resolved_runs && !is_resolveds) {
    return {note(kSubject,
                 "systemd-resolved runs, but /etc/resolv.conf is not its own: what it knows of a "
                 "line's name servers is not used by all programs",
                 "ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf")};
  }
  if (!facts.resolved_runs && is_resolveds) {
    return {note(kSubject, "/etc/resolv.conf is systemd-resolved's, which does not run",
                 "systemctl enable --now systemd-resolved")};
  }
  if (!facts.has_servers) {
    return {note(kSubject, "/etc/resolv.conf names no server; those of a line may come with it",
                 "dialctl status shows what a line's far end names")};
  }
  return {good(kSubject, is_resolveds ? "by systemd-resolved" : "by /etc/resolv.conf")};
}

Findings judge_profiles(const std::vector<ProfileInfo>& profiles) {
  Findings findings;
  std::size_t dialable = 0;
  for (const ProfileInfo& profile : profiles) {
    if (profile.problem.empty()) {
      dialable += profile.abstract ? 0 : 1;
      continue;
    }
    findings.push_back(bad("profile " + profile.name, profile.problem,
                           profile.file.empty() ? "dialctl profile edit " + profile.name
                                                : "dialctl profile check " + profile.file,
                           ExitStatus::kConfiguration));
  }
  if (dialable > 0) {
    findings.insert(findings.begin(), good("profiles", fmt::format("{} can be dialled", dialable)));
  } else {
    findings.insert(findings.begin(), bad("profiles", "there is none that can be dialled",
                                          "dialctl profile new NAME", ExitStatus::kConfiguration));
  }
  return findings;
}

ExitStatus status_of(const Findings& findings) {
  const auto first = std::ranges::find(findings, Kind::kBad, &Finding::kind);
  return first == findings.end() ? ExitStatus::kOk : first->status;
}

}  // namespace dial::cli
