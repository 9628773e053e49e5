#pragma once

#include "script/chat.hpp"
#include "script/engine.hpp"
#include "script/login.hpp"

namespace dial::script {

// A chat script as an Engine, limited as a whole.
class ChatEngine final : public Engine {
 public:
  ChatEngine(const Chat& script, const LoginValues& values, const LoginLimits& limits,
             Habits habits, Source source, TimePoint now);

  void handle_input(Octets octets, TimePoint now) override { runner_.handle_input(octets, now); }
  void handle_timeout(TimePoint now) override;
  void handle_hangup() override { runner_.handle_hangup(); }
  [[nodiscard]] bool ignores_hangup() const override { return runner_.ignores_hangup(); }

  [[nodiscard]] std::optional<Output> poll_output() override;
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const override;
  [[nodiscard]] std::optional<Finished> poll_finished() override;
  [[nodiscard]] Buffer take_unread() override { return runner_.take_unread(); }

 private:
  Finished told(const Runner::Finished& end) const;

  Runner runner_;
  Source source_;
  Duration limit_;
  std::optional<TimePoint> deadline_;  // of the whole; none when it is over
};

}  // namespace dial::script
