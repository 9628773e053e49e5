#pragma once

#include <string>

#include "simulator/line.hpp"
#include "unit/manager/manager_bench.hpp"

namespace dial::manager {

// Pauses as short as they may be.
inline const std::string kRedial = "[redial]\npause = '1s'\nmax_pause = '1s'\njitter = 0\n";

class RedialBench : public ManagerBench {
 public:
  // An entry on a line of its own; `head` stands before the tables, `tail` behind them.
  void write(const std::string& entry, const std::string& head, const std::string& tail = kRedial) {
    files.write(entry + ".toml", "link = 'direct'\ndatapath = 'memory'\n" + head +
                                     "[line]\ndevice = '" + line.device() +
                                     "'\nflow_control = 'none'\n[modem]\n" + tail);
  }
  bool is_up(const std::string& entry) {
    const auto status = manager().entry_status(entry, 1000);
    return status && status->state == State::kConnected;
  }
  std::string explained(const std::string& entry) {
    const auto sentences = manager().explain(entry, 1000);
    REQUIRE(sentences);
    std::string all;
    for (const std::string& sentence : *sentences)
      all += sentence + "\n";
    return all;
  }
  bool run_until_calls(std::uint64_t calls) {
    return loop.run_until([&] { return line.calls() >= calls; });
  }

  simulator::SimulatedLine line{loop, {}};
};

}  // namespace dial::manager
