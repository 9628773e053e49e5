#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "script/echo_filter.hpp"
#include "script/engine.hpp"
#include "script/lua_frames.hpp"
#include "script/lua_script.hpp"
#include "script/ppp_detector.hpp"
#include "script/texts.hpp"
#include "script/transcript.hpp"

namespace dial::script::lua {

// The script's table `profile`: texts and secrets by name, and a table of texts among them.
struct Profile {
  std::map<std::string, std::variant<std::string, Secret>> fields;
  Texts variables = {};
};

struct Limits {
  Duration wait{60'000};     // of an expect without a limit
  Duration script{300'000};  // of everything from the start, but for the time a person takes
  // How long the interpreter may take from an answer to its next request; with no computer's load
  // to blame it ends itself earlier, when it has computed for `computing_turn`.
  Duration turn{10'000};
  Duration computing_turn{1'000};
  Duration computing{5'000};  // in all
  std::size_t memory = 16 << 20;
};

// The line's side of a Lua script: what is received and what is waited for, the secrets and all
// limits. The script itself runs in an interpreter of its own, a process, so that nothing it does
// can hold this one up: whatever it does not answer in time it is killed for.
//
// Octets are matched with bit 7 stripped. What has been received and not matched is kept, and
// looked at by the next wait from its beginning.
class Runner final : public Engine {
 public:
  Runner(Script script, const Profile& profile, Limits limits, TimePoint now);

  void handle_input(Octets octets, TimePoint now) override;
  void handle_timeout(TimePoint now) override;
  void handle_hangup() override;
  void handle_answer(const Secret& typed, TimePoint now) override;
  void handle_interpreter(Octets octets, TimePoint now) override;
  void handle_interpreter_gone(const std::string& why) override;

  [[nodiscard]] std::optional<Output> poll_output() override;
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const override;
  [[nodiscard]] std::optional<Finished> poll_finished() override;
  [[nodiscard]] Buffer take_unread() override;

 private:
  struct Computing {};  // it is the interpreter's turn
  struct Resting {      // the answer is ready, and early
    Command answer;
  };
  struct Pausing {};
  struct Waiting {
    std::vector<std::string> strings;  // bit 7 stripped
    Duration limit;
  };
  struct Asking {
    bool is_secret;
    TimePoint since;
  };
  struct Over {};
  using Activity = std::variant<Computing, Resting, Pausing, Waiting, Asking, Over>;

  // lua_requests.cpp: what the script asks for
  void handle_frame(Octets frame, TimePoint now);
  void handle(const Expect& expect, TimePoint now);
  void handle(const Send& send, TimePoint now);
  void handle(const SendBreak& send, TimePoint now);
  void handle(const Delay& delay, TimePoint now);
  void handle(const Prompt& prompt, TimePoint now);
  void handle(const SetAddress& set, TimePoint now);
  void handle(const Print& print, TimePoint now);
  void handle(const End& end, TimePoint now);
  void handle(const Fail& fail, TimePoint now);
  bool append(Buffer& octets, const Value& value) const;
  std::string shown_text(std::string_view text, std::size_t most) const;
  bool may_put_out(std::size_t size);
  void hide_sent(const Send& send);
  Load load_of(const Profile& profile);

  void answer(Command command, TimePoint now);
  void tell(const Command& command, TimePoint now);
  void end_activity(TimePoint now);
  void receive(std::uint8_t octet);
  bool look(TimePoint now);
  bool window_ends_with(const std::string& wanted);
  std::string take_scanned();
  void consume(std::size_t count);
  void fail(Outcome outcome, const std::string& what);
  void misbehave(const std::string& how);
  void finish(Outcome outcome, std::string text);
  bool is_over() const { return std::holds_alternative<Over>(activity_); }

  Script script_;
  Limits limits_;
  TimePoint script_deadline_;
  std::vector<Secret> secrets_;  // a SecretId counts from 0
  std::size_t line_;             // of the last request
  FrameReader frames_;

  Activity activity_ = Computing{};
  std::optional<TimePoint> deadline_;  // of the activity
  TimePoint busy_until_;               // with what the script has asked for up to now
  std::size_t comparisons_ = 0;        // of octets, since the last answer
  std::size_t put_out_ = 0;            // octets, and something for each output
  std::string time_up_;                // the last limit that was told

  Buffer unread_;            // received and not matched
  std::size_t scanned_ = 0;  // of unread_, by the wait in progress
  EchoFilter echoes_;
  std::optional<TimePoint> echo_deadline_;  // while echoes_ holds octets
  PppDetector ppp_;
  Buffer frame_;  // from the last flag on
  Transcript transcript_;

  std::deque<Output> output_;
  std::optional<Finished> finished_;
};

}  // namespace dial::script::lua
