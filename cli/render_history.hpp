#pragma once

#include <string>
#include <vector>

#include "rpc/messages_history.hpp"

// What has ended, for a person. Pure; any thread; safe for a terminal.
namespace dial::cli {

struct PastLine {
  rpc::PastConnection past;
  std::string started;  // the time of day, as text
  std::string owner;    // the user's name
};

// A table with a line for each, or one sentence.
std::string render_history(const std::vector<PastLine>& lines);

}  // namespace dial::cli
