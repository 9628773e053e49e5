#pragma once

#include <string>

#include "cli/exit_status.hpp"
#include "cli/globals.hpp"
#include "rpc/messages_history.hpp"

// The sub-commands for a service that runs for long. Main thread.
namespace dial::cli {

using HistoryArguments = rpc::HistoryCall;
ExitStatus history(const Globals& globals, const HistoryArguments& arguments);

// Of one entry, or all where it is empty.
ExitStatus doctor(const Globals& globals, const std::string& entry);

struct MetricsArguments {
  std::string output;  // a file, which is replaced; empty: standard output
};
struct TopArguments {
  double interval = 1;  // seconds
  unsigned count = 0;   // samples; 0: until interrupted
};
ExitStatus top(const Globals& globals, const TopArguments& arguments);

ExitStatus metrics(const Globals& globals, const MetricsArguments& arguments);

}  // namespace dial::cli
