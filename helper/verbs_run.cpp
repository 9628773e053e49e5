// What the helper runs: hooks, what switches power, pppd.
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "helper/root_file.hpp"
#include "helper/run.hpp"
#include "helper/verbs.hpp"

namespace dial::helper {
namespace {

using sys::helper::Reply;

// pppd(8), "SCRIPTS": what it gives its own. No other name could make a shell or a loader do
// something else than the hook's author wrote.
constexpr std::array<std::string_view, 22> kPppdVariables{
    "AF",         "BYTES_RCVD", "BYTES_SENT", "CALL_FILE", "CONNECT_TIME", "DEVICE",
    "DNS1",       "DNS2",       "IFNAME",     "IPLOCAL",   "IPREMOTE",     "LINKNAME",
    "LLLOCAL",    "LLREMOTE",   "MACREMOTE",  "ORIG_UID",  "PEERNAME",     "PPPD_PID",
    "PPPLOGNAME", "SPEED",      "USEPEERDNS", "LOCAL_LL",
};

bool is_harmless(const std::string& name) {
  return name.starts_with("DIAL_") || name.starts_with("PPP_") ||
         std::ranges::find(kPppdVariables, name) != kPppdVariables.end();
}

// Null, or what is wrong with the descriptors: a namespace at `network`, output behind it.
const char* problem_of(const std::vector<sys::Fd>& descriptors, std::size_t network) {
  const std::size_t count = descriptors.size();
  if (count < network + 1 || count > network + 2) return "its descriptors are not what it needs";
  if (!is_network_namespace(descriptors[network].get())) return "no network namespace came with it";
  return nullptr;
}

int output_of(const std::vector<sys::Fd>& descriptors, std::size_t network) {
  return descriptors.size() > network + 1 ? descriptors[network + 1].get() : -1;
}

Reply run_below(Task& task, const std::string& folder) {
  const auto& request = task.request;
  if (const char* problem = problem_of(task.descriptors, 0))
    return failed(ErrorCode::kInvalidParameter, problem);
  const auto file = roots_file(folder, request.name, Use::kRun);
  if (!file) return {.error = file.error()};
  Program program{.path = *file,
                  .arguments = request.arguments,
                  .environment = {kPath},
                  .output = output_of(task.descriptors, 0),
                  .network = task.descriptors[0].get(),
                  .limit = request.limit};
  for (const auto& [name, value] : request.environment) {
    if (!is_harmless(name))
      return failed(ErrorCode::kAccessDenied, "the variable " + name + " is given to no hook");
    program.environment.push_back(name + "=" + value);
  }
  return run(program, task.client);
}

// What a call may add to pppd's options file; all else is root's to write there.
bool is_pppd_addition(const std::string& option, const std::string& value) {
  static constexpr std::array<std::string_view, 4> kOptions{"ipparam", "linkname", "remotename",
                                                            "user"};
  return std::ranges::find(kOptions, option) != kOptions.end() && !value.empty() &&
         value.find('/') == std::string::npos && value.front() != '-';
}

}  // namespace

Reply run_hook(Task& task) {
  for (const std::string& folder : task.settings.hooks) {
    if (task.request.name.starts_with(folder + "/")) return run_below(task, folder);
  }
  const std::string where =
      task.settings.hooks.empty() ? "" : "; below " + task.settings.hooks.front() + " it would run";
  return failed(ErrorCode::kAccessDenied,
                printable(octets_of(task.request.name), 200) + " is in no folder of hooks" + where);
}

Reply run_power_hook(Task& task) {
  return run_below(task, task.settings.power);
}

Reply run_pppd(Task& task) {
  const auto& request = task.request;
  if (const char* problem = problem_of(task.descriptors, 1))
    return failed(ErrorCode::kInvalidParameter, problem);
  if (::isatty(task.descriptors[0].get()) == 0)
    return failed(ErrorCode::kInvalidParameter, "no terminal came with it");
  const auto options =
      roots_file(task.settings.options, task.settings.options + "/" + request.name, Use::kRead);
  if (!options) return {.error = options.error()};
  Program program{.path = task.settings.pppd,
                  .arguments = {"nodetach", "file", *options},
                  .environment = {kPath},
                  .input = task.descriptors[0].get(),
                  .output = output_of(task.descriptors, 1),
                  .network = task.descriptors[1].get()};
  if (request.arguments.size() % 2 != 0 || !request.environment.empty())
    return failed(ErrorCode::kInvalidParameter, "pppd's options come in pairs");
  for (std::size_t i = 0; i < request.arguments.size(); i += 2) {
    if (!is_pppd_addition(request.arguments[i], request.arguments[i + 1]))
      return failed(ErrorCode::kAccessDenied, "that option stands in the options file only");
  }
  program.arguments.insert(program.arguments.end(), request.arguments.begin(),
                           request.arguments.end());
  return run(program, task.client);
}

}  // namespace dial::helper
