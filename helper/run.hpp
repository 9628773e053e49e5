#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sys/helper_message.hpp"

namespace dial::helper {

// A program to run as root, and what it gets: nothing else of ours.
struct Program {
  std::string path;
  std::vector<std::string> arguments = {};
  std::vector<std::string> environment = {};  // "NAME=value"
  int input = -1;                             // its standard input; -1: nothing
  int output = -1;                            // its standard output and error; -1: nowhere
  int network = -1;                           // the network namespace it runs in; -1: ours
  std::optional<Duration> limit = {};         // when it is told to end, then made to
};

// Runs it to its end, in a session of its own. The end of the client's connection ends it too, as
// the limit does: SIGTERM to its process group, SIGKILL two seconds later.
sys::helper::Reply run(const Program& program, int client);

// Whether the descriptor is that of a network namespace.
bool is_network_namespace(int descriptor);

}  // namespace dial::helper
