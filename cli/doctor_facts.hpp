#pragma once

#include <string>
#include <vector>

#include "cli/doctor.hpp"
#include "cli/globals.hpp"

// What `dialctl doctor` looks at: this machine, with the rights of whoever asks. Main thread.
namespace dial::cli {

ServiceFacts look_at_service(const Globals& globals);
KernelFacts look_at_kernel();
NameServerFacts look_at_name_servers();
// The ports that these profiles name, each once; `connections`: what diald has open.
std::vector<DeviceFacts> look_at_devices(const std::vector<ProfileInfo>& profiles,
                                         const std::vector<ConnectionStatus>& connections);

// The living processes of that name, as far as /proc shows them.
std::vector<pid_t> processes_named(const std::string& name);

}  // namespace dial::cli
