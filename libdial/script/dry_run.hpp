#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "dial/dialogue.hpp"
#include "script/dialogue_log.hpp"
#include "script/dialogue_text.hpp"
#include "script/engine.hpp"
#include "script/lua_frames.hpp"

namespace dial::script {

// A login script against a dialogue that was written down, without a line and in no time: what the
// dialogue says was received comes as long after what stands before it as it did then, and what it
// says was sent is what the script must send. In the dialogue "******" stands for any secret.
class DryRun {
 public:
  struct Hooks {
    // To the script's interpreter, what it says next from there, or why it says nothing; without
    // octets more of what it says.
    std::function<std::expected<Buffer, std::string>(Octets)> tell_interpreter;
    std::function<std::optional<Secret>(const Engine::Question&)> answer;  // none: nobody knows
  };
  struct Difference {
    std::size_t line = 0;  // of the written dialogue
    std::string written;   // what should have been sent
    std::string sent;      // what was, secrets masked
  };
  struct Outcome {
    Dialogue dialogue;  // what was said, at which time
    std::optional<Engine::Finished> end;
    std::optional<Difference> difference;   // it ended there
    std::optional<std::string> unanswered;  // and here: the question that nobody answered
    std::size_t unused_line = 0;            // the first that the script did not wait for; 0: none
    Duration took{0};
  };

  // What the log hides is masked in all that is told.
  DryRun(std::vector<WrittenLine> written, DialogueLog log, Hooks hooks)
      : written_(std::move(written)), log_(std::move(log)), hooks_(std::move(hooks)) {}

  Outcome run(Engine& engine);  // once, from the time point 0 on

 private:
  using Sent = std::vector<std::uint16_t>;  // octets, and breaks among them

  bool is_over() const { return outcome_.end || outcome_.difference || outcome_.unanswered; }
  bool owes_comparison() const;  // it has ended well, and something it sent is not compared yet
  void play(const WrittenLine& line);
  void hear(const WrittenLine& line);
  void expect(const WrittenLine& line);
  void differ(const WrittenLine& line);
  bool wait(TimePoint limit);
  void drain();
  void put_out(const Engine::Output& output);
  void interpret(Octets octets);
  void ask(const Engine::Question& question);

  std::vector<WrittenLine> written_;
  DialogueLog log_;
  Hooks hooks_;
  Engine* engine_ = nullptr;
  TimePoint now_{};
  Duration last_{0};  // the time of the line before
  Sent sent_;         // and not compared yet
  lua::FrameReader frames_;
  Outcome outcome_;
};

}  // namespace dial::script
