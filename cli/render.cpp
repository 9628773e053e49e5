#include "cli/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/text.hpp"

namespace dial::cli {
namespace {

// A line of a block: the heading in a column of its own, the text behind it.
void add_line(std::string& block, std::string_view heading, std::string_view text) {
  if (!text.empty()) block += "  " + padded(heading, 13) + std::string(text) + "\n";
}

std::string addresses_of(const Projection& projection) {
  return to_string(projection.local) + ", far end " + to_string(projection.remote);
}

std::string servers_of(const Projection& projection) {
  std::string text;
  for (const Ipv4Address server : projection.name_servers)
    text += (text.empty() ? "" : ", ") + to_string(server);
  return text;
}

std::string interface_of(const ConnectionStatus& status) {
  if (status.interface.empty() || status.datapath.empty()) {
    return terminal_safe(status.interface + status.datapath);
  }
  return terminal_safe(status.interface + " (" + status.datapath + ")");
}

std::string_view plural(std::uint64_t count) {
  return count == 1 ? "" : "s";
}

std::string traffic(std::uint64_t bytes, std::uint64_t packets) {
  return fmt::format("{} in {} packet{}", bytes_text(bytes), packets, plural(packets));
}

void add_counters(std::string& block, const Statistics& counters) {
  add_line(block, "sent", traffic(counters.bytes_sent, counters.packets_sent));
  add_line(block, "received", traffic(counters.bytes_received, counters.packets_received));
  if (counters.fcs_errors + counters.framing_errors == 0) return;
  add_line(block, "line errors",
           fmt::format("{} bad checksum{}, {} broken frame{}", counters.fcs_errors,
                       plural(counters.fcs_errors), counters.framing_errors,
                       plural(counters.framing_errors)));
}

// What a connection that was up came to.
std::string totals_of(const Statistics& totals) {
  return fmt::format("(sent {}, received {} in {})", bytes_text(totals.bytes_sent),
                     bytes_text(totals.bytes_received), duration_text(totals.connected));
}

// Several mistakes of a profile stand on lines of their own.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text)
    line += c == '\n' ? std::string("; ") : std::string(1, c);
  return terminal_safe(line);
}

// The part of an error that fits one line: number, text, context, the modem's own words.
std::string error_sentence(const Error& error) {
  std::string text =
      fmt::format("error {}: {}", static_cast<std::uint32_t>(error.code), error_text(error.code));
  if (!error.context.empty()) text += " (" + one_line(error.context) + ")";
  if (!error.raw.empty()) text += ": \"" + terminal_safe(error.raw) + "\"";
  return text;
}

// Where the context is a list, as of a profile's mistakes, each has a line of its own.
std::string error_block(Error error) {
  const std::string list = std::exchange(error.context, {});
  std::string text = error_sentence(error) + ":\n";
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find('\n', begin), list.size());
    text += "  " + terminal_safe(list.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return text;
}

void add_error(std::string& block, const Error& error) {
  if (!error) return;
  add_line(block, "error", error_sentence(error));
  add_line(block, "try", error_hint(error));
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : terminal_safe(text);
}

std::string local_address(const ConnectionStatus& status) {
  return status.projection ? to_string(status.projection->local) : std::string();
}

}  // namespace

std::string render_error(const Error& error) {
  std::string text = "dialctl: " + (error.context.contains('\n') ? error_block(error)
                                                                 : error_sentence(error) + "\n");
  const std::string_view hint = error_hint(error);
  if (!hint.empty()) text += "try: " + std::string(hint) + "\n";
  return text;
}

std::string render_status(const ConnectionStatus& status, const Statistics* counters,
                          const std::string& owner) {
  std::string block =
      terminal_safe(status.entry) + ": " + std::string(state_name(status.state)) + "\n";
  add_line(block, "connection", std::to_string(status.id.value));
  add_error(block, status.error);
  add_line(block, "asks", terminal_safe(status.prompt));
  add_line(block, "device", terminal_safe(status.device));
  add_line(block, "number", terminal_safe(status.number));
  add_line(block, "modem", terminal_safe(status.connect_text));
  add_line(block, "interface", interface_of(status));
  if (status.projection) {
    add_line(block, "address", addresses_of(*status.projection));
    add_line(block, "DNS", servers_of(*status.projection));
    add_line(block, "login", terminal_safe(status.projection->authentication));
  }
  if (status.mtu != 0) add_line(block, "MTU", std::to_string(status.mtu));
  if (counters != nullptr) {
    add_counters(block, *counters);
    if (counters->connected.count() > 0) {
      add_line(block, "connected", duration_text(counters->connected));
    }
  }
  if (status.next_dial) add_line(block, "next dial", "in " + duration_text(*status.next_dial));
  add_line(block, "waits for", terminal_safe(status.waits_for));
  add_line(block, "recovery", describe(status.recovery));
  add_line(block, "since dial", duration_text(status.age));
  add_line(block, "owner", terminal_safe(owner));
  if (status.references > 1) add_line(block, "references", std::to_string(status.references));
  return block;
}

std::string render_connected(const ConnectionStatus& status, std::chrono::milliseconds took) {
  std::string block =
      "connected to " + terminal_safe(status.entry) + " in " + seconds_text(took) + "\n";
  add_line(block, "modem", terminal_safe(status.connect_text));
  add_line(block, "interface", interface_of(status));
  if (status.projection) {
    add_line(block, "address", addresses_of(*status.projection));
    add_line(block, "DNS", servers_of(*status.projection));
  }
  add_line(block, "connection", std::to_string(status.id.value));
  return block;
}

std::string render_connections(const std::vector<ConnectionStatus>& connections,
                               const std::vector<std::string>& owners) {
  if (connections.empty()) return "no connections\n";
  Table table({"ID", "ENTRY", "STATE", "DEVICE", "INTERFACE", "ADDRESS", "OWNER", "TIME"});
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const ConnectionStatus& status = connections[i];
    table.add({std::to_string(status.id.value), terminal_safe(status.entry),
               std::string(state_name(status.state)), or_dash(status.device),
               or_dash(status.interface), or_dash(local_address(status)),
               i < owners.size() ? or_dash(owners[i]) : "-", duration_text(status.age)});
  }
  return table.text();
}

std::string render_waiting(const std::vector<WaitingEntry>& waiting) {
  std::string text;
  for (const WaitingEntry& one : waiting) {
    text += terminal_safe(one.entry) + ":";
    for (const std::string& sentence : one.sentences)
      text += " " + terminal_safe(sentence);
    text += "\n";
  }
  return text;
}

std::string render_change(const WatchEvent& event, const std::string& clock) {
  const ConnectionStatus& status = event.status;
  if (event.kind == WatchEvent::Kind::kLost)
    return fmt::format("{}  some changes were lost; there is now:\n", clock);
  std::string line = fmt::format("{}  {} ({})  {}", clock, terminal_safe(status.entry),
                                 status.id.value, state_name(status.state));
  const std::string detail =
      status.error ? error_sentence(status.error) : detail_of(status.state, status);
  if (!detail.empty()) line += "  " + detail;
  if (event.totals && event.totals->connected.count() > 0) line += "  " + totals_of(*event.totals);
  return line + "\n";
}

std::string render_profiles(const std::vector<ProfileInfo>& profiles) {
  if (profiles.empty()) return "no profiles\n";
  Table table({"NAME", "DEVICE", "NUMBER", "FILE"});
  std::string problems;
  for (const ProfileInfo& profile : profiles) {
    const std::string mark = profile.abstract ? " (base)" : "";
    table.add({terminal_safe(profile.name) + mark, or_dash(profile.device), or_dash(profile.number),
               or_dash(profile.file)});
    if (!profile.problem.empty()) {
      problems += terminal_safe(profile.name) + " cannot be dialled:\n" +
                  terminal_safe_lines(profile.problem) + "\n";
    }
  }
  return table.text() + problems;
}

std::string render_disconnected(const std::string& what, bool closed,
                                const std::vector<std::string>& holders) {
  const std::string name = terminal_safe(what);
  if (closed) return name + " is disconnected\n";
  std::string names;
  for (const std::string& holder : holders)
    names += (names.empty() ? "" : ", ") + terminal_safe(holder);
  return name + " stays up, still held by " + (names.empty() ? "others" : names) + "\n";
}

std::string detail_of(State state, const ConnectionStatus& status) {
  switch (state) {
    case State::kOpenPort:
    case State::kPortOpened:
      return terminal_safe(status.device);
    case State::kConnectDevice:
      return terminal_safe(status.number.empty() ? status.device
                                                 : status.number + " on " + status.device);
    case State::kDeviceConnected:
      return terminal_safe(status.connect_text);
    case State::kProjected:
      return status.projection ? addresses_of(*status.projection) : std::string();
    case State::kConnected: {
      const std::string interface = interface_of(status);
      const std::string address = local_address(status);
      return interface + (interface.empty() || address.empty() ? "" : " ") + address;
    }
    case State::kAllDevicesConnected:
    case State::kAuthenticate:
    case State::kAuthNotify:
    case State::kAuthRetry:
    case State::kAuthCallback:
    case State::kAuthChangePassword:
    case State::kAuthProject:
    case State::kAuthLinkSpeed:
    case State::kAuthAck:
    case State::kReAuthenticate:
    case State::kAuthenticated:
    case State::kPrepareForCallback:
    case State::kWaitForModemReset:
    case State::kWaitForCallback:
    case State::kSubEntryConnected:
    case State::kSubEntryDisconnected:
    case State::kApplySettings:
    case State::kInteractive:
    case State::kRetryAuthentication:
    case State::kCallbackSetByCaller:
    case State::kPasswordExpired:
    case State::kInvokeEapUI:
    case State::kDisconnected:
      return {};
  }
  return {};
}

}  // namespace dial::cli
