#pragma once

#include <uv.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "net/hook_call.hpp"
#include "net/hook_programs.hpp"
#include "uv/wake.hpp"

namespace dial::net {

// Runs the hooks of connections. Loop's thread.
class HookRunner {
 public:
  virtual ~HookRunner() = default;
  // `done`, on the loop and never inside the call, when all of it has ended or was killed.
  virtual void run(HookCall call, std::function<void()> done) = 0;
  virtual bool is_idle() const = 0;
};

// Those of one entry run one after the other: what belongs to an end never overtakes its beginning.
// Of the machine's it takes what run-parts(8) would, and only what none but root and this process's
// user can write.
class HookQueue final : public HookRunner {
 public:
  using Log = std::function<void(const std::string& entry, const std::string& text)>;
  // `directory` has ip-up.d and ip-down.d; empty: there are none.
  HookQueue(uv_loop_t* loop, std::string directory, RunProgram run_program, Log log);

  void run(HookCall call, std::function<void()> done) override;
  bool is_idle() const override { return queues_.empty(); }

 private:
  struct Waiting {
    HookCall call;
    std::deque<std::string> programs;
    std::function<void()> done;
  };
  struct Queue {
    std::deque<Waiting> waiting;    // the first one is running
    std::shared_ptr<void> running;  // its program
  };
  std::deque<std::string> programs_of(const HookCall& call) const;
  void add_system(const HookCall& call, std::deque<std::string>& programs) const;
  void step(const std::string& entry);

  std::shared_ptr<uv::WakeQueue> wake_;
  std::string directory_;
  RunProgram run_program_;
  Log log_;
  std::map<std::string, Queue> queues_;  // by entry; only those with something to run
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::net
