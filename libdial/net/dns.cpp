#include "net/dns.hpp"

#include <algorithm>

namespace dial::net {
namespace {

using profile::DnsWay;
using Presence = Resolved::Presence;

// A list of servers for everything: taken where the link is the way to everywhere, or where the
// profile says which servers.
bool is_for_all(const DnsEntry& entry) {
  return entry.is_default || entry.is_explicit || entry.is_elsewhere;
}

}  // namespace

Dns::Dns(uv_loop_t* loop, const Settings& settings, Journal* journal, Helper* helper)
    : log_(settings.log),
      journal_(journal),
      resolved_(loop, settings.log, [this] { handle_resolved_changed(); }),
      resolvconf_(loop, settings.resolvconf, settings.log, helper),
      file_(settings.runtime_directory, settings.resolv_conf, settings.log, helper) {}

DnsBackend* Dns::choose(const DnsEntry& entry) {
  if (entry.servers.empty() || entry.way == DnsWay::kNone) return nullptr;
  const bool may_ask = !entry.is_elsewhere;
  const bool wants_resolved = entry.way == DnsWay::kAuto || entry.way == DnsWay::kResolved;
  if (wants_resolved && may_ask) {
    resolved_.look();
    if (resolved_.presence() == Presence::kThere) return &resolved_;
    if (resolved_.presence() == Presence::kUnknown || entry.way == DnsWay::kResolved)
      return nullptr;  // handle_resolved_changed() comes back to it
  }
  if (journal_ == nullptr || !is_for_all(entry)) return nullptr;
  const bool wants_resolvconf = entry.way == DnsWay::kAuto || entry.way == DnsWay::kResolvconf;
  if (wants_resolvconf && may_ask && resolvconf_.is_there()) return &resolvconf_;
  return entry.way != DnsWay::kResolvconf && file_.is_there() ? &file_ : nullptr;
}

void Dns::set(const DnsEntry& entry) {
  Held& held = held_[entry.interface];
  if (held.entry == entry) return;
  if (held.backend != nullptr) take_back(held);
  held.entry = entry;
  tell(held);
}

// The profile names one that is not there.
void Dns::tell_of_absence(const DnsEntry& entry) const {
  if (entry.servers.empty()) return;
  if (entry.way == DnsWay::kResolved && resolved_.presence() == Presence::kAbsent)
    log_(entry.entry,
         "systemd-resolved does not run: it will be told of the name servers if it comes");
  if (entry.way == DnsWay::kResolvconf && !resolvconf_.is_there())
    log_(entry.entry, "there is no resolvconf to be told of the name servers");
}

void Dns::tell(Held& held) {
  held.backend = choose(held.entry);
  if (held.backend == nullptr) return tell_of_absence(held.entry);
  if (!held.backend->goes_with_link() && journal_ != nullptr) {
    held.note = journal_->begin({.kind = "dns",
                                 .values = {{"way", {std::string(held.backend->name())}},
                                            {"interface", {held.entry.interface}}}});
  }
  held.backend->set(held.entry);
}

void Dns::take_back(Held& held) {
  held.backend->remove(held.entry, end_of(held.note));
  held.backend = nullptr;
  held.note = 0;
}

// What is left stays noted: the next process tries it again.
DnsBackend::Done Dns::end_of(std::uint64_t note) const {
  return [journal = journal_, note](bool is_clean) {
    if (is_clean && note != 0) journal->end(note);
  };
}

void Dns::remove(const std::string& interface) {
  const auto found = held_.find(interface);
  if (found == held_.end()) return;
  if (found->second.backend != nullptr) take_back(found->second);
  held_.erase(found);
}

void Dns::undo(const JournalRecord& record) {
  const auto done = end_of(journal_ == nullptr ? 0 : journal_->begin(record));
  const std::string interface = record.value("interface");
  if (record.value("way") == resolvconf_.name()) return resolvconf_.remove_record(interface, done);
  if (!file_.is_there()) return done(true);
  const bool is_clean = file_.clean_up_elsewhere(interface);
  if (is_file_claimed()) return done(is_clean);
  has_cleaned_up_ = true;
  file_.clean_up([done, is_clean](bool is_rest_clean) { done(is_clean && is_rest_clean); });
}

void Dns::clean_up() {
  if (file_.is_there() && !has_cleaned_up_ && !is_file_claimed()) file_.clean_up([](bool) {});
}

// Also by one that waits to hear whether systemd-resolved is there.
bool Dns::is_file_claimed() const {
  return std::ranges::any_of(held_, [this](const auto& item) {
    const Held& held = item.second;
    return !held.entry.is_elsewhere && (held.backend == &file_ || held.backend == nullptr) &&
           !held.entry.servers.empty();
  });
}

// It has forgotten what it was told if it was away, and others may have been told meanwhile.
void Dns::handle_resolved_changed() {
  for (auto& [interface, held] : held_) {
    DnsBackend* wanted = choose(held.entry);
    const bool is_back = wanted == &resolved_ && held.backend == &resolved_;
    if (is_back) {
      resolved_.set(held.entry);
    } else if (wanted != held.backend) {
      const bool has_forgotten = held.backend == &resolved_;
      if (has_forgotten) held.backend = nullptr;
      if (held.backend != nullptr) take_back(held);
      tell(held);
    }
  }
}

}  // namespace dial::net
