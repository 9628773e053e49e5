#include "cli/render_history.hpp"

#include <fmt/format.h>

#include "cli/text.hpp"

namespace dial::cli {
namespace {

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : terminal_safe(text);
}

std::string end_of(const Error& error) {
  std::string text =
      fmt::format("{} {}", static_cast<std::uint32_t>(error.code), error_text(error.code));
  if (!error.raw.empty()) text += ": \"" + error.raw + "\"";
  return terminal_safe(text);
}

}  // namespace

std::string render_history(const std::vector<PastLine>& lines) {
  if (lines.empty()) return "no connection and no dial has ended yet\n";
  Table table({"STARTED", "ENTRY", "DEVICE", "NUMBER", "BY", "UP FOR", "SENT", "RECEIVED", "END"});
  for (const auto& [past, started, owner] : lines) {
    const bool was_up = past.connected.has_value();
    table.add({started, terminal_safe(past.entry), or_dash(past.device), or_dash(past.number),
               terminal_safe(owner), was_up ? duration_text(past.ended - *past.connected) : "-",
               was_up ? bytes_text(past.bytes_sent) : "-",
               was_up ? bytes_text(past.bytes_received) : "-", end_of(past.error)});
  }
  return table.text();
}

}  // namespace dial::cli
