#include <iterator>

#include "cli/commands/operation.hpp"
#include "cli/doctor_facts.hpp"
#include "cli/output.hpp"

namespace dial::cli {
namespace {

void append(Findings& findings, Findings more) {
  std::ranges::move(more, std::back_inserter(findings));
}

// The profiles and their ports, as far as diald tells them.
void examine_profiles(const Globals& globals, const std::string& entry,
                      const std::optional<ProcessFacts>& daemon, Findings& findings) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return;
  auto profiles = dialer->profiles();
  if (!profiles) return;
  if (!entry.empty())
    std::erase_if(*profiles, [&](const ProfileInfo& profile) { return profile.name != entry; });
  append(findings, judge_profiles(*profiles));
  const auto connections = dialer->connections().value_or(std::vector<ConnectionStatus>{});
  for (const DeviceFacts& device : look_at_devices(*profiles, connections))
    append(findings, judge_device(device, daemon));
}

}  // namespace

ExitStatus doctor(const Globals& globals, const std::string& entry) {
  Findings findings = judge_service(look_at_service(globals));
  const KernelFacts kernel = look_at_kernel();
  append(findings, judge_kernel(kernel));
  append(findings, judge_name_servers(look_at_name_servers()));
  examine_profiles(globals, entry, kernel.daemon, findings);
  write_out(globals.json ? findings_json(findings) : render_findings(findings));
  return status_of(findings);
}

}  // namespace dial::cli
