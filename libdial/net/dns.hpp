#pragma once

#include <uv.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/dns_backend.hpp"
#include "net/dns_file.hpp"
#include "net/dns_resolvconf.hpp"
#include "net/dns_resolved.hpp"
#include "net/journal.hpp"
#include "net/settings.hpp"

namespace dial::net {

// Tells the machine's resolver of the name servers of links. Nothing here fails a connection: what
// goes wrong is said in the log. Loop's thread.
class Dns {
 public:
  // `journal` may be null: then only what goes with its link is done.
  // `helper` does what only root may; null: this process does.
  Dns(uv_loop_t* loop, const Settings& settings, Journal* journal, Helper* helper = nullptr);

  void set(const DnsEntry& entry);  // in place of that interface's former one
  void remove(const std::string& interface);

  void undo(const JournalRecord& record);  // of a process that is gone
  // What such a one has left in files without a record of it. No other process may have links.
  void clean_up();
  bool is_idle() const { return resolvconf_.is_idle(); }

 private:
  struct Held {
    DnsEntry entry;
    DnsBackend* backend = nullptr;  // who has been told; null: nobody yet
    std::uint64_t note = 0;         // in the journal
  };
  DnsBackend* choose(const DnsEntry& entry);
  void tell(Held& held);
  void tell_of_absence(const DnsEntry& entry) const;
  void take_back(Held& held);
  DnsBackend::Done end_of(std::uint64_t note) const;
  bool is_file_claimed() const;
  void handle_resolved_changed();

  const std::function<void(const std::string& entry, const std::string& text)> log_;
  Journal* journal_;
  Resolved resolved_;
  Resolvconf resolvconf_;
  DnsFile file_;
  std::map<std::string, Held> held_;  // by interface, whose names differ in all name spaces
  bool has_cleaned_up_ = false;       // files, or is at it
};

}  // namespace dial::net
