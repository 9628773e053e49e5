#include "net/hooks.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "sys/files.hpp"

namespace dial::net {
namespace {

// run-parts(8): no dots, so that what a package manager puts aside is not run.
bool is_hook_name(const std::string& name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

bool is_open_to_others(const struct stat& status) {
  const bool is_foreign = status.st_uid != 0 && status.st_uid != ::geteuid();
  return is_foreign || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

}  // namespace

HookQueue::HookQueue(uv_loop_t* loop, std::string directory, RunProgram run_program, Log log)
    : wake_(uv::WakeQueue::get(loop)),
      directory_(std::move(directory)),
      run_program_(std::move(run_program)),
      log_(std::move(log)) {}

void HookQueue::add_system(const HookCall& call, std::deque<std::string>& programs) const {
  if (!call.system || directory_.empty()) return;
  const std::string folder =
      directory_ + (call.stage == HookStage::kUp ? "/ip-up.d" : "/ip-down.d");
  const auto names = sys::list_files(folder, "");
  if (!names) return;
  for (const std::string& name : *names) {
    const std::string path = folder + "/" + name;
    struct stat status{};
    if (!is_hook_name(name) || ::stat(path.c_str(), &status) != 0) continue;
    if ((status.st_mode & S_IXUSR) == 0) continue;
    if (is_open_to_others(status)) {
      log_(call.entry, path + " is not run: others than root can write it");
    } else {
      programs.push_back(path);
    }
  }
}

// The profile's own comes last where the network begins and first where it ends.
std::deque<std::string> HookQueue::programs_of(const HookCall& call) const {
  std::deque<std::string> programs;
  add_system(call, programs);
  if (call.program.empty()) return programs;
  if (call.stage == HookStage::kUp) {
    programs.push_back(call.program);
  } else {
    programs.push_front(call.program);
  }
  return programs;
}

void HookQueue::run(HookCall call, std::function<void()> done) {
  const std::string entry = call.entry;
  Queue& queue = queues_[entry];
  auto programs = programs_of(call);
  queue.waiting.push_back({std::move(call), std::move(programs), std::move(done)});
  if (queue.waiting.size() > 1) return;
  wake_->post([this, entry, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) step(entry);
  });
}

void HookQueue::step(const std::string& entry) {
  Queue& queue = queues_[entry];
  queue.running.reset();
  while (!queue.waiting.empty()) {
    Waiting& first = queue.waiting.front();
    if (first.programs.empty()) {
      const auto done = std::move(first.done);
      queue.waiting.pop_front();
      done();
      continue;
    }
    const std::string program = first.programs.front();
    first.programs.pop_front();
    auto started =
        run_program_(first.call, program, [this, entry, program](const std::string& trouble) {
          if (!trouble.empty()) log_(entry, program + " " + trouble);
          step(entry);
        });
    if (started) {
      queue.running = std::move(*started);
      return;
    }
    log_(entry, describe(started.error()));
  }
  queues_.erase(entry);
}

}  // namespace dial::net
