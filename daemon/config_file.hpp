#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <string>
#include <vector>

namespace dial::daemon {

// Reads diald's configuration as TOML, so that `#` in a text and a list over several lines are what
// they are there. A table is a subcommand of CLI11's. Throws CLI::FileError with line and column
// for what is no TOML or no value of an option.
class ConfigFile : public CLI::Config {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;
  // Nothing is ever written.
  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }
};

}  // namespace dial::daemon
