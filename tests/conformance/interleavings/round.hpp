#pragma once

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "conformance/interleavings/player.hpp"
#include "conformance/interleavings/script.hpp"
#include "conformance/lab.hpp"

namespace dial::conformance {

// What became of the dials with a handler.
struct Tally {
  std::size_t up = 0;
  std::size_t failed = 0;
  std::size_t without_end = 0;  // their Dialer went first, or they wanted no more
  std::size_t refused = 0;
  std::size_t paused = 0;  // of all these
};

inline std::string entry(std::size_t line) {
  return "line" + std::to_string(line);
}

// Plays a script in a lab and judges what comes of it.
class Round {
 public:
  Round(Lab& lab, bool direct, const Script& script);
  ~Round();
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

  // What was wrong; empty is right.
  std::vector<std::string> play();
  Tally tally() const;

 private:
  void perform(const Step& step);
  void dial(const Step& step);
  void dial_and_wait(const Step& step);
  void hang_up(const Step& step);
  void resume(const Step& step);
  void run_client(const Step& step);
  void restart_daemon(Verb verb);
  Record* target(const Step& step);

  void bring_to_rest();
  static void hang_up_everything(Dialer& looker);
  void judge_dials();
  void dial_every_line();
  void judge_lines();
  void wrong(const std::string& what) { problems_.add(what); }

  Lab& lab_;
  const bool direct_;
  const Script& script_;
  Problems problems_;
  std::vector<std::unique_ptr<Player>> players_;
  std::deque<Record> records_;  // whose addresses stay
  std::deque<HangUp> hang_ups_;
  std::atomic<bool> daemon_has_ended_ = false;  // and another one begun
  std::vector<std::future<void>> waiting_;      // synchronous dials and clients
};

}  // namespace dial::conformance
