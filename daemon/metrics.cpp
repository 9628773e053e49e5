#include "metrics.hpp"

#include <algorithm>
#include <utility>

#include "exposition.hpp"

namespace dial::daemon {
namespace {

using Entries = Metrics::Entries;
using EntryFigures = Metrics::EntryFigures;

void add(Statistics& sum, const Statistics& more) {
  sum.bytes_sent += more.bytes_sent;
  sum.bytes_received += more.bytes_received;
  sum.packets_sent += more.packets_sent;
  sum.packets_received += more.packets_received;
  sum.fcs_errors += more.fcs_errors;
  sum.framing_errors += more.framing_errors;
  sum.line_bytes_sent += more.line_bytes_sent;
  sum.line_bytes_received += more.line_bytes_received;
  sum.connected += more.connected;
}

double seconds(std::chrono::milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

struct Counted {
  const char* name;
  const char* help;
  std::uint64_t Statistics::* member;
};

constexpr std::array kCounted{
    Counted{"dial_sent_bytes_total", "Octets of network traffic sent.", &Statistics::bytes_sent},
    Counted{"dial_received_bytes_total", "Octets of network traffic received.",
            &Statistics::bytes_received},
    Counted{"dial_sent_packets_total", "Packets sent.", &Statistics::packets_sent},
    Counted{"dial_received_packets_total", "Packets received.", &Statistics::packets_received},
    Counted{"dial_line_sent_bytes_total", "Octets sent on the serial line, framing included.",
            &Statistics::line_bytes_sent},
    Counted{"dial_line_received_bytes_total",
            "Octets received on the serial line, framing included.",
            &Statistics::line_bytes_received},
    Counted{"dial_fcs_errors_total", "Frames with a bad frame check sequence.",
            &Statistics::fcs_errors},
    Counted{"dial_framing_errors_total", "Aborted, too short or overlong frames.",
            &Statistics::framing_errors}};

void write_traffic(Exposition& out, const Entries& entries) {
  for (const Counted& counted : kCounted) {
    out.family(counted.name, "counter", counted.help);
    for (const auto& [name, figures] : entries)
      out.sample({{"entry", name}}, figures.sums.*counted.member);
  }
  out.family("dial_connected_seconds_total", "counter", "Time with the line up.");
  for (const auto& [name, figures] : entries)
    out.sample({{"entry", name}}, seconds(figures.sums.connected));
}

void write_by_error(Exposition& out, const Entries& entries,
                    std::map<ErrorCode, std::uint64_t> EntryFigures::* counts) {
  for (const auto& [name, figures] : entries) {
    for (const auto& [code, count] : figures.*counts) {
      out.sample({{"entry", name},
                  {"code", std::to_string(static_cast<unsigned>(code))},
                  {"error", std::string(error_name(code))}},
                 count);
    }
  }
}

void write_dials(Exposition& out, const Entries& entries) {
  out.family("dial_up", "gauge", "1 while the entry is connected, else 0.");
  for (const auto& [name, figures] : entries)
    out.sample({{"entry", name}, {"device", figures.device}}, std::uint64_t{figures.is_up});
  out.family("dial_dials_total", "counter",
             "Dials that were begun, each counted once however often the line was dialled for it.");
  for (const auto& [name, figures] : entries)
    out.sample({{"entry", name}}, figures.dials);
  out.family("dial_attempts_total", "counter",
             "Times that a line was dialled, redials of a dial among them.");
  for (const auto& [name, figures] : entries)
    out.sample({{"entry", name}}, figures.attempts);
  out.family("dial_dials_failed_total", "counter",
             "Dials that ended before the line was up, by RAS error number.");
  write_by_error(out, entries, &EntryFigures::failures);
  out.family("dial_connections_ended_total", "counter",
             "Connections that had been up and ended, by RAS error number.");
  write_by_error(out, entries, &EntryFigures::ends);
}

void write_recovery(Exposition& out, const Entries& entries) {
  out.family("dial_recovery_total", "counter",
             "Steps that were taken for a modem that did not come back.");
  for (const auto& [name, figures] : entries) {
    const RecoveryCounts& counts = figures.recovery;
    for (const auto& [step, count] :
         {std::pair{"reset", counts.resets}, std::pair{"restart", counts.restarts},
          std::pair{"usb", counts.usb_resets}, std::pair{"power", counts.power_hooks}})
      out.sample({{"entry", name}, {"step", step}}, count);
  }
}

void write_setup(Exposition& out, const Entries& entries) {
  out.family("dial_setup_seconds", "histogram", "Time from the dial until the line was up.");
  for (const auto& [name, figures] : entries) {
    for (std::size_t i = 0; i < Metrics::kSetupBounds.size(); ++i) {
      out.sample({{"entry", name}, {"le", std::to_string(Metrics::kSetupBounds[i])}},
                 figures.setups_within[i], "_bucket");
    }
    out.sample({{"entry", name}, {"le", "+Inf"}}, figures.setups, "_bucket");
    out.sample({{"entry", name}}, seconds(figures.setup_time), "_sum");
    out.sample({{"entry", name}}, figures.setups, "_count");
  }
}

void write_process(Exposition& out, const ProcessFigures& process) {
  // Not process_*: node_exporter, whose textfile collector may carry these, has those of its own.
  out.family("dial_daemon_start_time_seconds", "gauge",
             "When diald was started, since 1970-01-01 00:00 UTC.");
  out.sample({}, process.started);
  out.family("dial_daemon_cpu_seconds_total", "counter", "Processor time diald has used.");
  out.sample({}, process.cpu_seconds);
  out.family("dial_daemon_resident_memory_bytes", "gauge", "Memory of diald that is resident.");
  out.sample({}, process.resident_bytes);
  out.family("dial_daemon_open_fds", "gauge", "File descriptors diald has open.");
  out.sample({}, process.open_descriptors);
}

}  // namespace

void Metrics::on_change(const WatchEvent& event) {
  if (event.kind != WatchEvent::Kind::kPresent && event.kind != WatchEvent::Kind::kChange) return;
  const ConnectionStatus& status = event.status;
  EntryFigures& entry = entries_[status.entry];
  entry.recovery = status.recovery;
  if (event.totals) return ended(entry, event);
  const bool is_new = !live_.contains(status.id);
  Live& live = live_[status.id];
  live.entry = status.entry;
  if (status.state == State::kConnected) live.was_up = true;
  if (event.kind != WatchEvent::Kind::kChange) return;
  if (status.error) {
    if (const auto counters = sources_.statistics(status.id)) live.failed = *counters;
    return;
  }
  if (status.state == State::kOpenPort) {
    ++entry.attempts;
    if (is_new) ++entry.dials;  // else it is dialled again within one operation, and counts from 0
    add(entry.sums, std::exchange(live.failed, {}));
  }
  if (status.state == State::kConnected) connected(entry, status.age);
}

void Metrics::connected(EntryFigures& entry, std::chrono::milliseconds took) {
  ++entry.setups;
  entry.setup_time += took;
  for (std::size_t i = 0; i < kSetupBounds.size(); ++i) {
    if (took <= std::chrono::seconds(kSetupBounds[i])) ++entry.setups_within[i];
  }
}

void Metrics::ended(EntryFigures& entry, const WatchEvent& event) {
  const auto known = live_.find(event.status.id);
  const bool was_up = known != live_.end() && known->second.was_up;
  ++(was_up ? entry.ends : entry.failures)[event.status.error.code];
  add(entry.sums, *event.totals);
  if (known != live_.end()) live_.erase(known);
}

Entries Metrics::now() const {
  Entries entries = entries_;
  for (const ProfileInfo& profile : sources_.profiles()) {
    if (!profile.abstract) entries[profile.name].device = profile.device;
  }
  for (const auto& [id, live] : live_) {
    EntryFigures& entry = entries[live.entry];
    if (live.was_up) entry.is_up = true;
    if (const auto counters = sources_.statistics(id)) add(entry.sums, *counters);
  }
  return entries;
}

std::string Metrics::text() const {
  const Entries entries = now();
  const auto profiles = sources_.profiles();
  Exposition out;
  out.family("dial_build_info", "gauge", "1, with the version of diald.");
  out.sample({{"version", sources_.version}}, std::uint64_t{1});
  out.family("dial_profiles", "gauge", "Profiles that can be dialled (ok) or not (broken).");
  const auto broken = std::ranges::count_if(
      profiles, [](const ProfileInfo& profile) { return !profile.problem.empty(); });
  const auto usable = std::ranges::count_if(profiles, [](const ProfileInfo& profile) {
    return profile.problem.empty() && !profile.abstract;
  });
  out.sample({{"state", "ok"}}, static_cast<std::uint64_t>(usable));
  out.sample({{"state", "broken"}}, static_cast<std::uint64_t>(broken));
  write_dials(out, entries);
  write_recovery(out, entries);
  write_traffic(out, entries);
  write_setup(out, entries);
  write_process(out, sources_.process());
  return out.text();
}

}  // namespace dial::daemon
