#include "net/undo.hpp"

#include <cstdlib>

#include "sys/lock_file.hpp"

namespace dial::net {
namespace {

void remove_link_in(const Place& place, const JournalRecord& record, const System& system) {
  const auto index =
      static_cast<unsigned>(std::strtoul(record.value("index").c_str(), nullptr, 10));
  const auto link = place.network->find_link(index);
  const bool is_ours = link && link->name == record.value("name") &&
                       link->alias == record.value("alias") && link->kind == "tun";
  if (!is_ours) return;
  const auto removed = place.network->remove_link(index);
  system.log("", removed ? "removed the interface " + link->name + " of a diald that is gone"
                         : describe(removed.error()));
}

}  // namespace

void Undo::take_back(const Leftovers& leftovers) {
  for (const JournalRecord& record : leftovers.records)
    take_back(record, leftovers);
}

void Undo::take_back(const JournalRecord& record, const Leftovers& leftovers) {
  if (lives_on(record)) return;
  if (record.kind == "lock") return remove_locks(record, leftovers);
  if (record.kind == "link") return remove_link(record);
  if (record.kind == "dns") return system_.dns().undo(record);
  if (record.kind == "hooks") return run_hooks(record);
}

bool Undo::lives_on(const JournalRecord& record) const {
  if (record.kind == "link") return living_on_.interfaces.contains(record.value("name"));
  if (record.kind == "dns") return living_on_.interfaces.contains(record.value("interface"));
  return record.kind == "hooks" && living_on_.entries.contains(record.value("entry"));
}

// An interface goes with its descriptor: it is here if somebody else has that too. What a name
// space had that is gone is gone with it.
void Undo::remove_link(const JournalRecord& record) {
  const std::string space = record.value("namespace");
  system_.prepare(space, [&system = system_, record, space](const Result<>& ready) {
    if (!ready) return;
    const auto place = space.empty() ? system.own_place() : system.place_in(space);
    if (place) remove_link_in(*place, record, system);
  });
}

void Undo::remove_locks(const JournalRecord& record, const Leftovers& leftovers) {
  const auto removed =
      sys::remove_locks_of(record.value("directory"), leftovers.process, leftovers.started);
  for (const std::string& path : removed)
    system_.log("", "removed the lock " + path + " of a diald that is gone");
}

void Undo::run_hooks(const JournalRecord& record) {
  HookCall call = hook_call_of(record);
  system_.log(call.entry, "a diald that is gone had it up: its hooks are told of the end");
  const auto note = system_.begin(record);
  system_.hooks().run(std::move(call), [this_system = &system_, note] { this_system->end(note); });
}

}  // namespace dial::net
