#pragma once

#include <utility>

#include "net/journal.hpp"
#include "net/system.hpp"

namespace dial::net {

// Takes back what a process that is gone has left, and only that: an interface is removed if
// number, name and owner are still those noted, a lock if it names that process, a file if its
// first line says that it is ours.
class Undo {
 public:
  // `living_on`: what this process goes on with stays as it is.
  explicit Undo(System& system, LivingOn living_on = {})
      : system_(system), living_on_(std::move(living_on)) {}
  void take_back(const Leftovers& leftovers);

 private:
  void take_back(const JournalRecord& record, const Leftovers& leftovers);
  void remove_link(const JournalRecord& record);
  void remove_locks(const JournalRecord& record, const Leftovers& leftovers);
  void run_hooks(const JournalRecord& record);

  bool lives_on(const JournalRecord& record) const;

  System& system_;
  LivingOn living_on_;
};

}  // namespace dial::net
