#pragma once

#include <vector>

#include "script/engine.hpp"
#include "script/login.hpp"
#include "script/scp_runner.hpp"

namespace dial::script::scp {

// What is right in a script and cannot be done yet, each with its place; empty: nothing.
std::vector<ParseError> unsupported(const Script& script);

// A .scp script as an Engine. What unsupported() names is left out.
class ScpEngine final : public Engine {
 public:
  ScpEngine(const Script& script, const LoginValues& values, const LoginLimits& limits,
            Source source, TimePoint now);

  void handle_input(Octets octets, TimePoint now) override { runner_.handle_input(octets, now); }
  void handle_timeout(TimePoint now) override { runner_.handle_timeout(now); }
  void handle_hangup() override { runner_.handle_hangup(); }

  [[nodiscard]] std::optional<Output> poll_output() override;
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const override {
    return runner_.poll_timeout();
  }
  [[nodiscard]] std::optional<Finished> poll_finished() override;
  [[nodiscard]] Buffer take_unread() override { return runner_.take_unread(); }

 private:
  Runner runner_;
  Source source_;
};

}  // namespace dial::script::scp
